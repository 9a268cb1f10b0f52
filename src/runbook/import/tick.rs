//! Boxes to tick, in the forms that people write them in.

use super::text::{BOLD, UNBOLD};

/// Signs of an open box.
const OPEN: [char; 8] = ['☐', '⬜', '□', '◻', '◽', '▢', '⃞', '🔲'];
/// Signs of a ticked or crossed one.
const DONE: [char; 4] = ['☑', '☒', '🗹', '🗸'];
/// Signs that stand for a ticked box only where a cell holds nothing else.
const DONE_CELL: [char; 6] = ['✅', '✔', '✓', '❌', '✗', '✘'];

/// `[ ] text`, `[x] text`, `☐ text`: whether it is ticked, and the text.
pub(crate) fn ticked(text: &str) -> Option<(bool, &str)> {
    let text = text.trim_start();
    for (form, done) in
        [("[ ]", false), ("[]", false), ("[_]", false), ("[x]", true), ("[X]", true), ("[✓]", true)]
    {
        if let Some(rest) = text.strip_prefix(form) {
            return (rest.starts_with([' ', '\t', BOLD]) && !rest.trim().is_empty())
                .then(|| (done, rest.trim_start()));
        }
    }
    let first = text.chars().next()?;
    let rest = text[first.len_utf8()..].trim_start_matches(['\u{fe0f}', '\u{fe0e}', ' ']);
    if rest.is_empty() {
        return None;
    }
    if OPEN.contains(&first) {
        return Some((false, rest));
    }
    DONE.contains(&first).then_some((true, rest))
}

/// A cell that is a box, or begins with an open one: whether it is ticked.
pub(crate) fn cell_tick(cell: &str) -> Option<bool> {
    let cell: String =
        cell.chars().filter(|c| !matches!(c, '\u{fe0f}' | '\u{fe0e}' | '`' | &BOLD | &UNBOLD)).collect();
    let cell = cell.trim();
    match cell {
        "[ ]" | "[]" | "[_]" => return Some(false),
        "[x]" | "[X]" => return Some(true),
        _ => {}
    }
    let mut chars = cell.chars();
    let first = chars.next()?;
    let alone = chars.next().is_none();
    if OPEN.contains(&first) {
        return Some(false);
    }
    if (alone && DONE_CELL.contains(&first)) || DONE.contains(&first) {
        return Some(true);
    }
    ticked(cell).map(|(done, _)| done)
}

/// A cell without the box in it.
pub(crate) fn without_tick(cell: &str) -> String {
    let rest = ticked(cell).map_or(cell, |(_, rest)| rest);
    let only = rest.chars().all(|c| {
        OPEN.contains(&c)
            || DONE.contains(&c)
            || DONE_CELL.contains(&c)
            || matches!(c, '[' | ']' | ' ' | '_' | 'x' | 'X' | '\u{fe0f}')
    });
    if only { String::new() } else { rest.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_seen_and_brackets_are_not() {
        assert_eq!(ticked("[ ] a b"), Some((false, "a b")));
        assert_eq!(ticked("[] a"), Some((false, "a")));
        assert_eq!(ticked("☐ a"), Some((false, "a")));
        assert_eq!(ticked("☑️ a"), Some((true, "a")));
        assert_eq!(ticked("[x] a"), Some((true, "a")));
        assert_eq!(ticked("[a] b"), None);
        assert_eq!(ticked("✅ Done"), None);
        assert_eq!(cell_tick("✅"), Some(true));
        assert_eq!(cell_tick("⬜"), Some(false));
        assert_eq!(cell_tick("`[ ]`"), Some(false));
        assert_eq!(cell_tick("✅ fine"), None);
        assert_eq!(cell_tick("-"), None);
        assert_eq!(without_tick("⬜"), "");
        assert_eq!(without_tick("☐ Ops"), "Ops");
    }
}
