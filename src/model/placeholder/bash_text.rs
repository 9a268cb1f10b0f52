//! Where in a bash text something stands: in quotes, in a comment, in a here-document. As far as it can be told without
//! a parser.

use std::ops::Range;

/// What a stretch of a bash text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Between single or double quotes.
    Quoted,
    /// From `#` to the end of the line.
    Comment,
    /// Between `<<END` and `END`.
    HereDoc,
}

/// A text with its stretches that are not plain.
pub(super) struct BashText<'a> {
    text: &'a str,
    stretches: Vec<(Range<usize>, Kind)>,
}

impl<'a> BashText<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut stretches = Vec::new();
        let mut documents: Vec<&str> = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let rest = &text.as_bytes()[at..];
            let end = match rest[0] {
                b'\\' => at + 2,
                b'\'' => stretch(&mut stretches, at..quote_end(text, at, b'\''), Kind::Quoted),
                b'"' => stretch(&mut stretches, at..quote_end(text, at, b'"'), Kind::Quoted),
                b'#' if begins_word(text, at) => {
                    stretch(&mut stretches, at..line_end(text, at), Kind::Comment)
                }
                b'<' if rest.starts_with(b"<<<") => at + 3,
                b'<' if rest.starts_with(b"<<") => {
                    documents.extend(mark(&text[at + 2..]));
                    at + 2
                }
                b'\n' if !documents.is_empty() => {
                    let end = documents.drain(..).fold(at + 1, |from, mark| document_end(text, from, mark));
                    stretch(&mut stretches, at + 1..end, Kind::HereDoc)
                }
                _ => at + 1,
            };
            at = end.max(at + 1);
        }
        Self { text, stretches }
    }

    /// The stretch that holds the byte `at`.
    pub(super) fn stretch(&self, at: usize) -> Option<(&'a str, Kind)> {
        let found = self.stretches.partition_point(|(range, _)| range.end <= at);
        let (range, kind) = self.stretches.get(found).filter(|(range, _)| range.contains(&at))?;
        Some((self.text.get(range.clone())?, *kind))
    }

    /// The simple command around `at`, from its beginning up to there.
    pub(super) fn command_before(&self, at: usize) -> &'a str {
        let bytes = self.text.as_bytes();
        let begins = (0..at).rev().find(|&i| {
            let separates = match bytes[i] {
                b'|' | b';' | b'(' | b'`' => true,
                b'\n' => i == 0 || bytes[i - 1] != b'\\',
                _ => false,
            };
            // What stands in quotes separates nothing.
            separates && self.stretch(i).is_none_or(|(_, kind)| kind != Kind::Quoted)
        });
        self.text.get(begins.map_or(0, |i| i + 1)..at).unwrap_or("")
    }
}

fn stretch(all: &mut Vec<(Range<usize>, Kind)>, range: Range<usize>, kind: Kind) -> usize {
    let end = range.end;
    all.push((range, kind));
    end
}

/// Behind the quote that closes the one at `open`; the end of the text where none does.
fn quote_end(text: &str, open: usize, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = open + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length)
}

fn begins_word(text: &str, at: usize) -> bool {
    at == 0 || text.as_bytes()[at - 1].is_ascii_whitespace() || text.as_bytes()[at - 1] == b';'
}

/// The mark of a here-document, from behind its `<<`.
fn mark(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start_matches([' ', '\t']);
    let rest = rest.trim_start_matches(['\'', '"', '\\']);
    let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    let begins = rest.bytes().next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
    begins.then(|| &rest[..length])
}

/// Behind the line that is `mark`, from `from` on; the end of the text where there is none.
fn document_end(text: &str, from: usize, mark: &str) -> usize {
    let mut at = from.min(text.len());
    while at < text.len() {
        let end = line_end(text, at);
        if text[at..end].trim_start_matches('\t') == mark {
            return end;
        }
        at = end + 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str, of: &str) -> Option<Kind> {
        BashText::new(text).stretch(text.find(of).unwrap()).map(|(_, kind)| kind)
    }

    #[test]
    fn quotes_comments_and_here_documents_are_told_apart() {
        assert_eq!(kind("echo x", "x"), None);
        assert_eq!(kind("echo 'a x'", "x"), Some(Kind::Quoted));
        assert_eq!(kind(r#"echo "a\" x""#, "x"), Some(Kind::Quoted));
        assert_eq!(kind(r"echo \' x", "x"), None);
        assert_eq!(kind("echo a # x", "x"), Some(Kind::Comment));
        assert_eq!(kind("echo a#x", "x"), None);
        assert_eq!(kind("cat <<-'END' >f\nx\n\tEND\ny", "x"), Some(Kind::HereDoc));
        assert_eq!(kind("cat <<-'END' >f\nx\n\tEND\ny", "y"), None);
        assert_eq!(kind("cat <<<END\nx", "x"), None);
    }

    #[test]
    fn a_command_begins_behind_what_separates() {
        let text = "a 'x;y' \\\n b | jq '.z'";
        let bash = BashText::new(text);
        assert_eq!(bash.command_before(text.find('z').unwrap()), " jq '.");
        assert_eq!(bash.command_before(text.find('b').unwrap()), "a 'x;y' \\\n ");
    }

    #[test]
    fn no_text_is_too_odd() {
        for text in ["'", "\"", "\\", "<<", "<<E", "é'é", "<<'é'\né", "#", "a\\é", "<<A <<B\nA\nB\nC"] {
            let bash = BashText::new(text);
            for at in 0..=text.len() {
                let _ = (bash.stretch(at), bash.command_before(at));
            }
        }
    }
}
