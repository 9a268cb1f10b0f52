//! From bytes to text: encodings, line ends, and characters that would disturb.

use super::error::ImportError;
use super::mojibake;

/// No document is bigger; what is, is something else.
pub const MAX_DOCUMENT: usize = 2 * 1024 * 1024;

/// A document's text, with what was mended on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The text: LF line ends, no control characters but LF and TAB.
    pub(crate) text: String,
    /// What was mended, in words.
    pub(crate) notes: Vec<String>,
}

/// The text in `bytes`.
pub(crate) fn decode(name: &str, bytes: &[u8]) -> Result<Decoded, ImportError> {
    if bytes.len() > MAX_DOCUMENT {
        return Err(ImportError::TooBig { name: name.to_owned() });
    }
    let mut notes = Vec::new();
    let text = encoding(name, bytes, &mut notes)?;
    let text = line_ends(&text, &mut notes);
    let text: String =
        text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control() || is_c1(*c)).collect();
    let (text, repaired) = mojibake::repair(&text);
    if repaired > 0 {
        notes.push(format!("{repaired} characters were UTF-8 read as another encoding; they are mended"));
    }
    let before = text.chars().count();
    let text: String = text.chars().filter(|c| !is_c1(*c) && !is_turning(*c)).collect();
    if text.chars().any(is_unseen) || text.chars().count() < before {
        notes.push(
            "the document holds characters that nobody can see; those that turn text around are left out"
                .to_owned(),
        );
    }
    if text.trim().is_empty() {
        return Err(ImportError::Empty { name: name.to_owned() });
    }
    Ok(Decoded { text, notes })
}

fn encoding(name: &str, bytes: &[u8], notes: &mut Vec<String>) -> Result<String, ImportError> {
    let utf16 = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => {
            notes.push("the document is UTF-16".to_owned());
            utf16(rest, u16::from_le_bytes)
        }
        [0xfe, 0xff, rest @ ..] => {
            notes.push("the document is UTF-16".to_owned());
            utf16(rest, u16::from_be_bytes)
        }
        _ => {
            let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                // A few broken bytes in text that is UTF-8 else.
                Err(_) if mostly_utf8(bytes) => {
                    notes.push("some bytes are not UTF-8; each stands as U+FFFD in what was read".to_owned());
                    String::from_utf8_lossy(bytes).into_owned()
                }
                Err(error) => {
                    // Text of a single-byte encoding is ASCII for the most part.
                    let odd = bytes.iter().filter(|byte| !byte.is_ascii()).count();
                    if odd * 3 > bytes.len() {
                        return Err(ImportError::Binary { name: name.to_owned(), at: error.valid_up_to() });
                    }
                    notes.push("the document is not UTF-8; it is read as Windows-1252".to_owned());
                    bytes.iter().map(|byte| mojibake::character(*byte)).collect()
                }
            }
        }
    };
    // A NUL, or many control characters, are no text's.
    let mut controls = 0;
    for (at, c) in text.char_indices() {
        if c == '\0' {
            return Err(ImportError::Binary { name: name.to_owned(), at });
        }
        if c.is_ascii_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1b}') {
            controls += 1;
            if controls > 8 && controls * 50 > text.len() {
                return Err(ImportError::Binary { name: name.to_owned(), at });
            }
        }
    }
    Ok(text)
}

/// Whether the characters beyond ASCII are UTF-8 for by far the most part.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    good > broken * 4
}

fn line_ends(text: &str, notes: &mut Vec<String>) -> String {
    let text = text.trim_start_matches('\u{feff}');
    if !text.contains('\r') {
        return text.to_owned();
    }
    notes.push("the lines end in CRLF; they are read as if they ended in LF".to_owned());
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Characters that turn the direction of text.
fn is_turning(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters without a width of their own.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Between 0x80 and 0x9f: what mis-read text leaves behind, and nothing else uses.
fn is_c1(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode("x.md", bytes).unwrap().text
    }

    #[test]
    fn every_encoding_that_people_save_in_is_read() {
        assert_eq!(text(b"\xef\xbb\xbf# A\r\nb\r\n"), "# A\nb\n");
        assert_eq!(text(b"\xff\xfe#\0 \0\xe9\0"), "# \u{e9}");
        assert_eq!(text(b"\xfe\xff\0#\0 \0\xe9"), "# \u{e9}");
        assert_eq!(text(b"# D\xe9ploiement \x96 prod"), "# D\u{e9}ploiement \u{2013} prod");
        assert_eq!(text(b"a\rb\x07\x1b[0m"), "a\nb[0m");
        assert_eq!(text("a\u{202e}b".as_bytes()), "ab");
        let mut cut = "手順を確認する".as_bytes().to_vec();
        cut.pop();
        assert_eq!(text(&cut), "手順を確認す\u{fffd}");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(matches!(decode("x", b""), Err(ImportError::Empty { .. })));
        assert!(matches!(decode("x", b" \n\t\n"), Err(ImportError::Empty { .. })));
        assert!(matches!(decode("x", b"\x7fELF\x02\x01\x01\0\0"), Err(ImportError::Binary { .. })));
        assert!(matches!(decode("x", b"\x89PNG\xf0\xf1\xf2\xf3"), Err(ImportError::Binary { .. })));
        assert!(matches!(decode("x", &vec![b'a'; MAX_DOCUMENT + 1]), Err(ImportError::TooBig { .. })));
    }
}
