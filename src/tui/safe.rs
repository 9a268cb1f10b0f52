//! Text from runbooks, commands and peers, made fit for the screen: no control, C1 or bidi character, and no escape
//! sequence gets past here. Every span that a view draws is made of what this file returned.

use std::borrow::Cow;

/// Whether `c` may be drawn.
pub fn is_plain(c: char) -> bool {
    !(c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'))
}

/// `text` on one line: line ends and tabs become blanks, what may not be drawn is dropped.
pub fn line(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(clean(text).replace(['\n', '\t'], " "))
}

/// `text` line by line; tabs become blanks up to the next multiple of four.
pub fn lines(text: &str) -> Vec<String> {
    clean(text).lines().map(untab).collect()
}

fn untab(text: &str) -> String {
    if !text.contains('\t') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c == '\t' {
            let at = unicode_width::UnicodeWidthStr::width(out.as_str());
            out.extend(std::iter::repeat_n(' ', 4 - at % 4));
        } else {
            out.push(c);
        }
    }
    out
}

/// Drops escape sequences as a whole, and every character that may not be drawn; keeps line ends and tabs.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => escape(&mut rest),
            '\u{9b}' => control_sequence(&mut rest),
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => string_sequence(&mut rest),
            '\n' | '\t' => out.push(c),
            c if is_plain(c) => out.push(c),
            _ => {}
        }
    }
    out
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn escape(rest: &mut Chars<'_>) {
    match rest.next() {
        Some('[') => control_sequence(rest),
        Some(']' | 'P' | 'X' | '^' | '_') => string_sequence(rest),
        Some(c) if (' '..='/').contains(&c) => {
            while rest.next_if(|c| (' '..='/').contains(c)).is_some() {}
            rest.next_if(|c| ('0'..='~').contains(c));
        }
        _ => {}
    }
}

fn control_sequence(rest: &mut Chars<'_>) {
    while rest.next_if(|c| (' '..='?').contains(c)).is_some() {}
    rest.next_if(|c| ('@'..='~').contains(c));
}

/// Up to its terminator; an unterminated one swallows no more than its line.
fn string_sequence(rest: &mut Chars<'_>) {
    while let Some(c) = rest.next_if(|c| *c != '\n') {
        match c {
            '\u{7}' | '\u{9c}' => return,
            '\u{1b}' => {
                rest.next_if_eq(&'\\');
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
    fn escape_sequences_go_as_a_whole() {
        assert_eq!(line("a\u{1b}[31mred\u{1b}[0m b"), "ared b");
        assert_eq!(line("x\u{1b}]52;c;aGk=\u{7}y\u{1b}]0;t\u{1b}\\z"), "xyz");
        assert_eq!(line("x\u{1b}Pq#0\u{1b}\\y\u{9b}2Jz\u{1b}(Bw"), "xyzw");
        assert_eq!(lines("\u{1b}]0;open\nnext"), ["", "next"]);
    }

    #[test]
    fn what_turns_text_around_is_dropped() {
        assert_eq!(line("a\u{202e}b\u{2066}c\u{200f}d\u{85}e\0f\u{feff}"), "abcdef");
        assert_eq!(line("é ✓ 漢 👩‍🚒"), "é ✓ 漢 👩‍🚒");
    }

    #[test]
    fn line_ends_and_tabs_keep_their_place() {
        assert_eq!(line("a\nb\tc"), "a b c");
        assert_eq!(lines("a\r\n\tb\nab\tc"), ["a", "    b", "ab  c"]);
    }
}
