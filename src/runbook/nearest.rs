//! The known name that a mistyped one most probably meant.

/// The name among `known` that is nearest to `name`; `None` where none is near enough to be meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = plain(name);
    let limit = (plain.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&plain, &self::plain(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, candidate)| (*distance, candidate.len()))
        .map(|(_, candidate)| candidate)
}

/// Case, dashes and underscores are what people mix up most.
fn plain(name: &str) -> String {
    name.chars().take(80).map(|c| if c == '-' { '_' } else { c.to_ascii_lowercase() }).collect()
}

/// Names as a sentence lists them: `` `a`, `b` ``, cut after twelve.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 12;
    let names: Vec<_> = names.into_iter().collect();
    let mut text = names.iter().take(MOST).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > MOST {
        let more = names.len() - MOST;
        text.push_str(" and ");
        text.push_str(&more.to_string());
        text.push_str(" more");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_name_and_a_stranger_none() {
        let known = ["title", "text", "takes", "on_failure", "id"];
        assert_eq!(nearest("titel", known), Some("title"));
        assert_eq!(nearest("on-failure", known), Some("on_failure"));
        assert_eq!(nearest("Title", known), Some("title"));
        assert_eq!(nearest("banana", known), None);
        assert_eq!(nearest("xy", known), None);
        assert_eq!(nearest("", known), None);
    }

    #[test]
    fn a_long_list_is_cut() {
        let names: Vec<String> = (0..15).map(|n| format!("n{n}")).collect();
        assert!(listed(names.iter().map(String::as_str)).ends_with("`n11` and 3 more"));
    }
}
