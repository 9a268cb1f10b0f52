//! Text from outside, made fit for paper and terminals.

use crate::model::plain::{is_hidden, plain_line};

/// `text` on one line, without what drives a terminal or hides; blanks, tabs and line ends become one blank each run.
pub fn clean(text: &str) -> String {
    plain_line(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `c` must not reach a terminal.
pub(super) fn is_unsafe(c: char) -> bool {
    c.is_control() || is_hidden(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_drives_the_terminal() {
        for text in ["\u{1b}[31mred\u{7}", "a\u{9b}2Jb", "a\u{202E}b\u{200B}c\u{E0041}", "a\u{2028}b"] {
            assert!(!clean(text).chars().any(is_unsafe), "{text:?}");
        }
        assert_eq!(clean("\u{1b}[31mred\u{7}"), "red");
    }

    #[test]
    fn lines_become_one() {
        assert_eq!(clean("  a\n\n b\tc\r\n"), "a b c");
        assert_eq!(clean("Größe 語"), "Größe 語");
    }
}
