//! A place in the page.

use std::borrow::Cow;

use super::error::Fault;

/// What is left of the page. Places are always ASCII boundaries, so slices never split a character.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'page> {
    text: &'page str,
    at: usize,
}

impl<'page> Cursor<'page> {
    pub(super) fn new(text: &'page str) -> Self {
        Self { text, at: 0 }
    }

    /// The line of the current place, counted from 1. Counting is left to the error path.
    pub(super) fn line(&self) -> usize {
        let before = self.text.as_bytes().get(..self.at).unwrap_or_default();
        1 + memchr::memchr_iter(b'\n', before).count()
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn rest(&self) -> &'page str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Steps over `text` if it stands here.
    pub(super) fn take(&mut self, text: &str) -> bool {
        let found = self.rest().as_bytes().starts_with(text.as_bytes());
        if found {
            self.at += text.len();
        }
        found
    }

    /// Steps over bytes while `wanted` holds and returns them.
    pub(super) fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'page str {
        let rest = self.rest();
        let length = rest.bytes().position(|byte| !wanted(byte)).unwrap_or(rest.len());
        let (taken, _) = rest.split_at_checked(length).unwrap_or((rest, ""));
        self.at += taken.len();
        taken
    }

    /// Steps over spaces and tabs; says whether there were any.
    pub(super) fn skip_blanks(&mut self) -> bool {
        !self.take_while(|byte| byte == b' ' || byte == b'\t').is_empty()
    }

    /// The rest of the line, without its newline, stepped over; the newline stays.
    pub(super) fn take_line(&mut self) -> &'page str {
        let rest = self.rest();
        let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or("")
    }

    /// The text between the quote that stands here and its closing one, escapes resolved. An unknown escape is kept
    /// as it is written; a newline may stand inside where `multiline` says so, as Prometheus' text lexer lets it.
    pub(super) fn quoted(&mut self, multiline: bool) -> Result<Cow<'page, str>, Fault> {
        if !self.take("\"") {
            return Err(self.expected("a quoted text"));
        }
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut end = 0;
        let mut escaped = false;
        loop {
            let here = bytes.get(end..).unwrap_or_default();
            end += memchr::memchr2(b'"', b'\\', here).ok_or(Fault::Unclosed)?;
            if bytes.get(end) == Some(&b'"') {
                break;
            }
            escaped = true;
            if matches!(bytes.get(end + 1), None | Some(b'\n')) {
                return Err(Fault::Unclosed);
            }
            end += 2;
        }
        let inner = rest.get(..end).unwrap_or("");
        if !multiline && memchr::memchr(b'\n', inner.as_bytes()).is_some() {
            return Err(Fault::Unclosed);
        }
        self.at += end + 1;
        Ok(if escaped { Cow::Owned(unescape(inner, true)) } else { Cow::Borrowed(inner) })
    }

    /// The error for something else standing here.
    pub(super) fn expected(&self, wanted: &'static str) -> Fault {
        let found = self.rest().lines().next().unwrap_or("");
        Fault::Expected { wanted, found: found.chars().take(40).collect() }
    }
}

/// Resolves `\\`, `\n` and, where `quotes` says so, `\"`; any other escape stays.
pub(super) fn unescape(text: &str, quotes: bool) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('\\') | None => plain.push('\\'),
            Some('n') => plain.push('\n'),
            Some('"') if quotes => plain.push('"'),
            Some(other) => plain.extend(['\\', other]),
        }
    }
    plain
}
