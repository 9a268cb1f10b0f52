//! The line of an event: how it is written, and how it is taken apart again.
//!
//! Keys stand in the order of RFC 8785, so the frame around the body is always the same and is read from the back;
//! names are limited to characters that JSON does not escape, which keeps that unambiguous.

use super::hash::Hash;

/// The version of the line's shape.
pub(super) const VERSION: u64 = 1;
const LONGEST_NAME: usize = 64;

/// A line taken apart, the body still as it stands there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) body: &'a [u8],
    pub(super) prev: Hash,
    pub(super) run: &'a str,
    pub(super) seq: u64,
    pub(super) kind: &'a str,
    pub(super) version: u64,
}

impl<'a> Line<'a> {
    /// The line's bytes, without a line feed. `body` must be canonical, the names must be good ones.
    pub(super) fn write(&self) -> Vec<u8> {
        let Self { body, prev, run, seq, kind, version } = self;
        let tail = format!(r#","prev":"{prev}","run":"{run}","seq":{seq},"type":"{kind}","v":{version}}}"#);
        [br#"{"body":"#, *body, tail.as_bytes()].concat()
    }

    /// Takes a line apart; says what part is not as it should be.
    pub(super) fn read(line: &'a [u8]) -> Result<Self, &'static str> {
        let rest = line.strip_suffix(b"}").ok_or("it does not end as an event's line does")?;
        let (rest, version) = last(rest, br#","v":"#, 20).ok_or("it has no version")?;
        let rest = rest.strip_suffix(b"\"").ok_or("it has no type")?;
        let (rest, kind) = last(rest, br#","type":""#, LONGEST_NAME).ok_or("it has no type")?;
        let (rest, seq) = last(rest, br#","seq":"#, 20).ok_or("it has no sequence number")?;
        let rest = rest.strip_suffix(b"\"").ok_or("it names no run")?;
        let (rest, run) = last(rest, br#","run":""#, LONGEST_NAME).ok_or("it names no run")?;
        let rest = rest.strip_suffix(b"\"").ok_or("it has no previous hash")?;
        let (rest, prev) = last(rest, br#","prev":""#, 64).ok_or("it has no previous hash")?;
        let body = rest.strip_prefix(br#"{"body":"#).ok_or("it has no body")?;
        Ok(Self {
            body,
            prev: text(prev).parse().map_err(|_| "its previous hash is not a hash")?,
            run: name(run).ok_or("its run is not an id")?,
            seq: number(seq).ok_or("its sequence number is not a number")?,
            kind: name(kind).ok_or("its type is not a name")?,
            version: number(version).ok_or("its version is not a number")?,
        })
    }
}

/// Whether this can name a run or a kind of event: up to 64 of `A-Z a-z 0-9 - _ .`.
pub(super) fn is_name(text: &str) -> bool {
    name(text.as_bytes()).is_some()
}

/// Splits at the last `key`, which has at most `longest` bytes after it.
fn last<'a>(bytes: &'a [u8], key: &[u8], longest: usize) -> Option<(&'a [u8], &'a [u8])> {
    let from = bytes.len().saturating_sub(key.len() + longest);
    let at = from + bytes[from..].windows(key.len()).rposition(|window| window == key)?;
    Some((&bytes[..at], &bytes[at + key.len()..]))
}

fn name(bytes: &[u8]) -> Option<&str> {
    let fits = (1..=LONGEST_NAME).contains(&bytes.len());
    let plain = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte));
    (fits && plain).then(|| text(bytes))
}

fn number(bytes: &[u8]) -> Option<u64> {
    let digits = !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
    let shortest = bytes == b"0" || !bytes.starts_with(b"0");
    if digits && shortest { text(bytes).parse().ok() } else { None }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(body: &[u8]) -> Line<'_> {
        Line { body, prev: Hash::of(b""), run: "7Q2M5K", seq: 41, kind: "run-started", version: VERSION }
    }

    #[test]
    fn is_what_rfc_8785_writes() {
        let whole: serde_json::Value = serde_json::from_slice(&line(br#"{"a":"b"}"#).write()).unwrap();
        assert_eq!(serde_json_canonicalizer::to_vec(&whole).unwrap(), line(br#"{"a":"b"}"#).write());
    }

    #[test]
    fn comes_apart_as_it_went_together() {
        for body in [&b"null"[..], br#"{"x":",\"v\":1}"}"#, br#"",\"prev\":\"0\",\"run\":\"X\"""#] {
            let bytes = line(body).write();
            assert_eq!(Line::read(&bytes), Ok(line(body)));
        }
    }

    #[test]
    fn every_cut_and_every_stray_byte_is_refused_or_changes_what_is_read() {
        let bytes = line(b"{}").write();
        for end in 0..bytes.len() {
            assert!(Line::read(&bytes[..end]).is_err(), "cut at {end}");
        }
        for at in 0..bytes.len() {
            let mut bent = bytes.clone();
            bent[at] = b'\xff';
            assert_ne!(Line::read(&bent), Ok(line(b"{}")), "byte {at}");
        }
    }

    #[test]
    fn numbers_have_one_spelling() {
        assert_eq!(number(b"0"), Some(0));
        assert_eq!(number(b"10"), Some(10));
        for wrong in [&b""[..], b"01", b"+1", b"-1", b"1.0", b"99999999999999999999"] {
            assert_eq!(number(wrong), None);
        }
    }

    #[test]
    fn names_need_no_escaping() {
        assert!(is_name("attempt-ended"));
        for wrong in ["", "a b", "a\"b", "é", &"a".repeat(65)] {
            assert!(!is_name(wrong), "{wrong}");
        }
    }
}
