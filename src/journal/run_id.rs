//! The short name of a run, made to be read out and typed.

use std::fmt::Write;

/// Crockford's base 32: no I, L, O, U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 6;

/// The run id that somebody typed: upper or lower case, with O for 0 and I or L for 1 forgiven. `None` when it cannot
/// be one, so that what comes back is always safe as a file name.
pub fn parse_run_id(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let id: Option<String> = typed
        .chars()
        .map(|typed| match typed.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            other => DIGITS.contains(&u8::try_from(other).ok()?).then_some(other),
        })
        .collect();
    id.filter(|id| id.len() == LENGTH)
}

/// Whether this is a run id just as it is written.
pub(super) fn is_run_id(text: &str) -> bool {
    parse_run_id(text).as_deref() == Some(text)
}

/// A random run id.
pub(super) fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().fold(String::with_capacity(LENGTH), |mut id, byte| {
        let _never_fails = id.write_char(char::from(DIGITS[usize::from(byte % 32)]));
        id
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgives_what_people_type() {
        assert_eq!(parse_run_id(" 7q2m5k "), Some("7Q2M5K".into()));
        assert_eq!(parse_run_id("oil000"), Some("011000".into()));
    }

    #[test]
    fn refuses_what_could_leave_the_folder() {
        for wrong in ["", "7Q2M5", "7Q2M5KK", "../../", "7Q2/5K", "7Q2M5U", "7Q2M5\u{4b}\u{301}", "..", "ééé"]
        {
            assert_eq!(parse_run_id(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn random_ids_are_ids_and_differ() {
        let ids: std::collections::HashSet<_> = (0..50).map(|_| random().unwrap()).collect();
        assert!(ids.iter().all(|id| is_run_id(id)));
        assert!(ids.len() > 45);
    }
}
