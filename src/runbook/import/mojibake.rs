//! UTF-8 that was read as Windows-1252 (or Latin-1) and saved again, once or twice: `â€“` for `–`, `ðŸš€` for a rocket.

/// The characters of the bytes 0x80 to 0x9f in Windows-1252; the five that it leaves open are what Latin-1 has.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// What Windows-1252 shows for `byte`.
pub(crate) fn character(byte: u8) -> char {
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

/// The byte that was shown as `c`; Latin-1 and Windows-1252 alike.
fn byte(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ 0x80..=0xff => u8::try_from(code).ok(),
        _ => HIGH.iter().position(|high| *high == c).and_then(|at| u8::try_from(at + 0x80).ok()),
    }
}

/// `text` with what was mis-read put right, and how many characters that were.
pub(crate) fn repair(text: &str) -> (String, usize) {
    let (once, first) = pass(text);
    if first == 0 {
        return (once, 0);
    }
    let (twice, second) = pass(&once);
    (twice, first.max(second))
}

fn pass(text: &str) -> (String, usize) {
    if text.is_ascii() {
        return (text.to_owned(), 0);
    }
    let chars: Vec<char> = text.chars().collect();
    // Some finds could be meant; they count only in a document that has others.
    let sure = finds(&chars).filter(|find| find.sure).count();
    let mut out = String::with_capacity(text.len());
    let (mut at, mut count) = (0, 0);
    for find in finds(&chars).filter(|find| find.sure || sure > 0) {
        out.extend(&chars[at..find.at]);
        out.push(find.meant);
        at = find.at + find.length;
        count += 1;
    }
    out.extend(&chars[at..]);
    (out, count)
}

struct Find {
    at: usize,
    length: usize,
    meant: char,
    sure: bool,
}

fn finds(chars: &[char]) -> impl Iterator<Item = Find> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < chars.len() {
            if let Some(find) = find(chars, at) {
                at += find.length;
                return Some(find);
            }
            at += 1;
        }
        None
    })
}

fn find(chars: &[char], at: usize) -> Option<Find> {
    if chars[at].is_ascii() {
        return None;
    }
    let lead = byte(chars[at])?;
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let bytes: Vec<u8> = chars.get(at..at + length)?.iter().map(|c| byte(*c)).collect::<Option<_>>()?;
    let meant = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    let sure = match u32::from(meant) {
        // `Ã©`, `Â©`: two characters of which the second is a sign; punctuation, arrows, boxes, symbols, emoji and what
        // selects their form.
        0x80..=0xff | 0x2000..=0x2bff | 0xfe00..=0xfe0f | 0x1f000..=0x1faff => true,
        // Letters of other languages: `Å¡`, Cyrillic, Greek, East Asian.
        0x100..=0x17f | 0x370..=0x52f | 0x3000..=0x30ff | 0x4e00..=0x9fff | 0xac00..=0xd7af => false,
        _ => return None,
    };
    Some(Find { at, length, meant, sure })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` as somebody sees it who takes its UTF-8 for Windows-1252.
    fn misread(text: &str) -> String {
        text.bytes().map(character).collect()
    }

    #[test]
    fn what_was_misread_once_or_twice_is_mended() {
        let text = "🎯 Overview – score ≥95 “ok” é ü → ✅ 📞 š";
        assert_eq!(repair(&misread(text)).0, text);
        assert_eq!(repair(&misread(&misread(text))).0, text);
        let latin1: String = "Zürich – ok".bytes().map(char::from).collect();
        assert_eq!(repair(&latin1).0, "Zürich – ok");
        assert_eq!(repair("Copyright Â© 2024").0, "Copyright © 2024");
    }

    #[test]
    fn what_is_right_is_left() {
        for text in [
            "RÉSUMÉ\u{a0}: déjà vu, « NÃO », MANUTENÇÃO, Ä“ö”, Größe, 5 °C, 漢字 Привет",
            "É\u{a0}» Ê, ÀÉ",
            "naïve café — “quoted” … €5",
        ] {
            assert_eq!(repair(text), (text.to_owned(), 0));
        }
    }
}
