//! Text from outside, made fit for paper and terminals.

/// `text` on one line: blanks, tabs and line ends become one blank each run, and every character that could drive a
/// terminal, turn the reading direction or hide becomes `\u{FFFD}`, so that it is seen that something was there.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if is_unsafe(c) {
            out.push('\u{FFFD}');
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether `c` is a control, a mark of reading direction, or invisible.
pub(super) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{FEFF}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_drives_the_terminal() {
        assert_eq!(clean("\u{1b}[31mred\u{7}"), "\u{FFFD}[31mred\u{FFFD}");
        assert_eq!(clean("a\u{9b}2Jb"), "a\u{FFFD}2Jb");
        assert_eq!(clean("a\u{202E}b\u{200B}c\u{E0041}"), "a\u{FFFD}b\u{FFFD}c\u{FFFD}");
    }

    #[test]
    fn lines_become_one() {
        assert_eq!(clean("  a\n\n b\tc\r\n"), "a b c");
        assert_eq!(clean("Größe 語"), "Größe 語");
    }
}
