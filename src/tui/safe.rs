//! Text from runbooks, commands and peers, made fit for the screen by [`crate::model::plain`]. Every span that a view
//! draws is made of what this file returned.

use std::borrow::Cow;

use crate::model::plain::{is_hidden, plain, plain_line};

/// Whether `c` may be drawn.
pub fn is_plain(c: char) -> bool {
    !(c.is_control() || is_hidden(c) || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// `text` on one line: line ends and tabs become blanks, what may not be drawn is dropped.
pub fn line(text: &str) -> Cow<'_, str> {
    plain_line(text)
}

/// `text` line by line; tabs become four blanks.
pub fn lines(text: &str) -> Vec<String> {
    let text = if text.contains('\t') { Cow::Owned(text.replace('\t', "    ")) } else { Cow::Borrowed(text) };
    plain(&text).lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_go_as_a_whole() {
        assert_eq!(line("a\u{1b}[31mred\u{1b}[0m b"), "ared b");
        assert_eq!(line("x\u{1b}]52;c;aGk=\u{7}y\u{1b}]0;t\u{1b}\\z"), "xyz");
    }

    #[test]
    fn what_turns_text_around_is_dropped() {
        assert_eq!(line("a\u{202e}b\u{2066}c\u{200f}d\u{85}e\0f\u{feff}"), "abcdef");
        assert_eq!(line("é ✓ 漢 👩‍🚒"), "é ✓ 漢 👩‍🚒");
    }

    #[test]
    fn line_ends_and_tabs_keep_their_place() {
        assert_eq!(line("a\nb\tc"), "a b c");
        assert_eq!(lines("a\r\n\tb\nc"), ["a", "    b", "c"]);
    }
}
