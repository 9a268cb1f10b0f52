//! Foreign text made safe for a terminal.

use std::borrow::Cow;

/// Text from a runbook, a peer or the environment, made safe for a terminal: escape sequences, control characters and
/// characters that hide or reorder others are dropped, a TAB becomes a space, line breaks stay.
pub fn plain(text: &str) -> Cow<'_, str> {
    clean(text, '\n')
}

/// As [`plain`], on one line: line breaks become spaces.
pub fn plain_line(text: &str) -> Cow<'_, str> {
    clean(text, ' ')
}

/// Whether a character shows nothing itself but changes how others are shown or compared: bidirectional controls,
/// zero-width marks, tags. The joiners that scripts and emoji need are not among them.
pub fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

fn is_clean(c: char, newline: char) -> bool {
    c == newline || !(c.is_control() || is_hidden(c) || matches!(c, '\u{2028}' | '\u{2029}'))
}

fn clean(text: &str, newline: char) -> Cow<'_, str> {
    if text.chars().all(|c| is_clean(c, newline)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' | '\u{2028}' | '\u{2029}' => out.push(newline),
            '\t' => out.push(' '),
            '\u{1b}' => match chars.peek().copied() {
                Some('[') => {
                    chars.next();
                    skip_control(&mut chars);
                }
                Some(']' | 'P' | 'X' | '^' | '_') => {
                    chars.next();
                    skip_string(&mut chars);
                }
                _ => skip_escape(&mut chars),
            },
            '\u{9b}' => skip_control(&mut chars),
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => skip_string(&mut chars),
            c if is_clean(c, newline) => out.push(c),
            _ => {}
        }
    }
    Cow::Owned(out)
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// Parameters and intermediates, then one final character.
fn skip_control(chars: &mut Chars<'_>) {
    while chars.next_if(|c| matches!(c, ' '..='?')).is_some() {}
    chars.next_if(|c| matches!(c, '@'..='~'));
}

fn skip_escape(chars: &mut Chars<'_>) {
    while chars.next_if(|c| matches!(c, ' '..='/')).is_some() {}
    chars.next_if(|c| matches!(c, '0'..='~'));
}

/// Up to the terminator; a line's end ends a string without one, so that it cannot swallow the rest of the text.
fn skip_string(chars: &mut Chars<'_>) {
    while let Some(c) = chars.next_if(|c| *c != '\n') {
        match c {
            '\u{7}' | '\u{9c}' => return,
            '\u{1b}' => {
                chars.next_if_eq(&'\\');
                return;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_text_is_not_copied() {
        assert!(matches!(plain("Zürich 東京 👩‍🚒\nnext"), Cow::Borrowed(_)));
        assert!(matches!(plain_line("one line"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_could_act_on_a_terminal_is_dropped() {
        for (text, expected) in [
            ("\x1b[31mred\x1b[0m", "red"),
            ("\x1b]52;c;eA==\x07copied", "copied"),
            ("\x1b]0;title\x1b\\text", "text"),
            ("\x1bPq data\x1b\\x", "x"),
            ("\x1b]never ended\nnext", "\nnext"),
            ("\x1b(Bset \x1bcreset", "set reset"),
            ("\u{9b}31mx\u{9d}0;t\u{9c}y\u{85}", "xy"),
            ("\x1b", ""),
            ("a\rb\x08c\x00\x07d\x7f", "abcd"),
            ("a\tb", "a b"),
            ("user\u{202e}txt.exe\u{200b}\u{feff}\u{2066}", "usertxt.exe"),
            ("\x1b[3é", "é"),
        ] {
            assert_eq!(plain(text), expected, "{text:?}");
        }
    }

    #[test]
    fn one_line_stays_one_line() {
        assert_eq!(plain_line("a\nb\u{2028}c"), "a b c");
        assert_eq!(plain("a\nb\u{2028}c"), "a\nb\nc");
    }
}
