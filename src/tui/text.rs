//! Widths, cuts and lengths of time.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns `text` takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// How many columns `c` takes.
pub fn char_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// `text` in at most `columns`, with an ellipsis where something was cut off.
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let w = char_width(c);
        if used + w + 1 > columns {
            break;
        }
        used += w;
        out.push(c);
    }
    if columns > 0 {
        out.push('…');
    }
    out
}

/// `text` in exactly `columns`: cut or filled with blanks.
pub fn fit(text: &str, columns: usize) -> String {
    let mut out = cut(text, columns);
    let used = width(&out);
    out.extend(std::iter::repeat_n(' ', columns.saturating_sub(used)));
    out
}

/// A running time: `0:31`, `12:05`, `1:02:09`, `3d 04:10:00`.
pub fn clock(millis: i64) -> String {
    let total = millis.max(0) / 1000;
    let (d, h, m, s) = (total / 86_400, total / 3_600 % 24, total / 60 % 60, total % 60);
    match (d, h) {
        (0, 0) => format!("{m}:{s:02}"),
        (0, _) => format!("{h}:{m:02}:{s:02}"),
        _ => format!("{d}d {h:02}:{m:02}:{s:02}"),
    }
}

/// A length of time, in two units at most: `0.4s`, `41s`, `2m41`, `1h05`, `3d4h`.
pub fn span(millis: i64) -> String {
    let millis = millis.max(0);
    let total = millis / 1000;
    let (d, h, m, s) = (total / 86_400, total / 3_600 % 24, total / 60 % 60, total % 60);
    match (d, h, m) {
        (0, 0, 0) if millis < 10_000 => format!("{}.{}s", s, millis / 100 % 10),
        (0, 0, 0) => format!("{s}s"),
        (0, 0, _) => format!("{m}m{s:02}"),
        (0, _, _) => format!("{h}h{m:02}"),
        _ => format!("{d}d{h}h"),
    }
}

/// `n` with its noun: `1 line`, `412 lines`.
pub fn count(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_keeps_wide_characters_whole() {
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("漢字漢字", 4), "漢…");
        assert_eq!(fit("ab", 4), "ab  ");
        assert_eq!(cut("ab", 0), "");
    }

    #[test]
    fn times_read_at_a_glance() {
        assert_eq!(clock(31_000), "0:31");
        assert_eq!(clock(3_729_000), "1:02:09");
        assert_eq!(span(161_000), "2m41");
        assert_eq!(span(400), "0.4s");
        assert_eq!(span(3_900_000), "1h05");
        assert_eq!(clock(-5), "0:00");
    }
}
