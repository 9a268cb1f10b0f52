//! What an event's body may hold, so that every reader, in every language, gets the same bytes.

use std::io;

use serde_json::Value;

/// The largest integer that every JSON reader keeps exactly; larger ones go in as strings.
const LARGEST_INTEGER: u64 = 1 << 53;
/// Far above what an event needs, and below what JSON readers give up at.
const DEEPEST: usize = 64;
/// `serde_json` reads an object with this key as something else, so it would not come back as it went in.
const RESERVED_KEY: &str = "$serde_json::private::RawValue";

/// Why a body cannot be written; `at` is a JSON pointer (RFC 6901) into it, empty for the body itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// A number with a fraction or exponent.
    #[error(
        "the body has a float ({value}) at {at:?}: write it as a string, or as an integer in a smaller unit"
    )]
    Float {
        /// Where.
        at: String,
        /// The number.
        value: String,
    },
    /// An integer that some readers would round.
    #[error("the body has an integer beyond 2^53 ({value}) at {at:?}: write it as a string")]
    LargeInteger {
        /// Where.
        at: String,
        /// The number.
        value: String,
    },
    /// A key that belongs to the line, or to the JSON library.
    #[error("the body has the reserved key {key:?} at {at:?}: give it another name")]
    ReservedKey {
        /// Where.
        at: String,
        /// The key.
        key: &'static str,
    },
    /// Nested deeper than readers follow.
    #[error("the body is nested deeper than {DEEPEST} levels at {at:?}: flatten it")]
    TooDeep {
        /// Where.
        at: String,
    },
}

/// Whether `serde_json` writes a body as RFC 8785 wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// All keys are ASCII and ascending.
    Plain,
    /// Some key needs the order of RFC 8785, which counts in UTF-16.
    NeedOrder,
}

/// Checks the body, and says how its keys stand.
pub(super) fn check(body: &Value) -> Result<Keys, BodyError> {
    let mut keys = Keys::Plain;
    match visit(body, 0, &mut keys) {
        Ok(()) => Ok(keys),
        Err(wrong) => Err(wrong.into_error()),
    }
}

/// The canonical bytes of a body that was checked.
pub(super) fn canonical(body: &Value, keys: Keys) -> serde_json::Result<Vec<u8>> {
    match keys {
        // Without floats and with its keys in order, both write the same; this one is several times faster.
        Keys::Plain => serde_json::to_vec(body),
        Keys::NeedOrder => serde_json_canonicalizer::to_vec(body),
    }
}

/// Whether `bytes` are the canonical ones of a body that was checked, without writing these anywhere.
pub(super) fn is_canonical(body: &Value, keys: Keys, bytes: &[u8]) -> bool {
    match keys {
        Keys::Plain => {
            let mut rest = Rest(bytes);
            serde_json::to_writer(&mut rest, body).is_ok() && rest.0.is_empty()
        }
        Keys::NeedOrder => canonical(body, keys).is_ok_and(|canonical| canonical == bytes),
    }
}

/// What is still to be written again, byte for byte.
struct Rest<'b>(&'b [u8]);

impl io::Write for Rest<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.strip_prefix(bytes).ok_or(io::ErrorKind::InvalidData)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

enum Kind {
    Float(String),
    LargeInteger(String),
    ReservedKey(&'static str),
    TooDeep,
}

/// The place is put together on the way out, so a good body pays nothing for it.
struct Wrong {
    kind: Kind,
    reversed: Vec<String>,
}

impl Wrong {
    fn at(mut self, token: &str) -> Self {
        self.reversed.push(token.replace('~', "~0").replace('/', "~1"));
        self
    }

    fn into_error(self) -> BodyError {
        let at: String = self.reversed.iter().rev().flat_map(|token| ["/", token.as_str()]).collect();
        match self.kind {
            Kind::Float(value) => BodyError::Float { at, value },
            Kind::LargeInteger(value) => BodyError::LargeInteger { at, value },
            Kind::ReservedKey(key) => BodyError::ReservedKey { at, key },
            Kind::TooDeep => BodyError::TooDeep { at },
        }
    }
}

fn visit(value: &Value, depth: usize, keys: &mut Keys) -> Result<(), Wrong> {
    let wrong = |kind| Wrong { kind, reversed: Vec::new() };
    if depth > DEEPEST {
        return Err(wrong(Kind::TooDeep));
    }
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
        Value::Number(number) => {
            let size = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
            match size {
                None => Err(wrong(Kind::Float(number.to_string()))),
                Some(size) if size > LARGEST_INTEGER => Err(wrong(Kind::LargeInteger(number.to_string()))),
                Some(_) => Ok(()),
            }
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(i, item)| visit(item, depth + 1, keys).map_err(|w| w.at(&i.to_string()))),
        Value::Object(members) => {
            let mut before: Option<&str> = None;
            for (key, member) in members {
                if let Some(reserved) = ["prev", RESERVED_KEY].into_iter().find(|r| r == key) {
                    return Err(wrong(Kind::ReservedKey(reserved)).at(key));
                }
                if !key.is_ascii() || before.is_some_and(|before| before >= key.as_str()) {
                    *keys = Keys::NeedOrder;
                }
                before = Some(key);
                visit(member, depth + 1, keys).map_err(|w| w.at(key))?;
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_canonical_bytes_are_canonical() {
        for body in [json!(null), json!({"a": [1, "x\n"], "b": {"é": -7}}), json!({"\u{e000}": 1, "😀": 2})]
        {
            let keys = check(&body).unwrap();
            let bytes = canonical(&body, keys).unwrap();
            assert!(is_canonical(&body, keys, &bytes));
            for end in 0..bytes.len() {
                assert!(!is_canonical(&body, keys, &bytes[..end]), "{body} cut at {end}");
                let mut bent = bytes.clone();
                bent[end] ^= 1;
                assert!(!is_canonical(&body, keys, &bent), "{body} bent at {end}");
            }
            assert!(!is_canonical(&body, keys, &[&bytes[..], b" "].concat()));
        }
        assert_eq!(check(&json!({"\u{e000}": 1, "😀": 2})), Ok(Keys::NeedOrder));
    }

    #[test]
    fn names_the_place_of_a_float() {
        let error = check(&json!({"a": [1, {"b/c~": 0.5}]})).unwrap_err();
        assert_eq!(error, BodyError::Float { at: "/a/1/b~1c~0".into(), value: "0.5".into() });
        assert!(matches!(check(&json!(-0.0)), Err(BodyError::Float { at, .. }) if at.is_empty()));
    }

    #[test]
    fn integers_reach_to_two_to_the_53() {
        assert_eq!(check(&json!([9_007_199_254_740_992_u64, -9_007_199_254_740_992_i64])), Ok(Keys::Plain));
        for beyond in [
            json!(9_007_199_254_740_993_u64),
            json!(-9_007_199_254_740_993_i64),
            json!(u64::MAX),
            json!(i64::MIN),
        ] {
            assert!(
                matches!(check(&json!({"n": beyond})), Err(BodyError::LargeInteger { at, .. }) if at == "/n")
            );
        }
    }

    #[test]
    fn prev_belongs_to_the_line() {
        let error = check(&json!({"signed": {"prev": "x"}})).unwrap_err();
        assert_eq!(error, BodyError::ReservedKey { at: "/signed/prev".into(), key: "prev" });
        assert_eq!(check(&json!({"a": "prev"})), Ok(Keys::Plain));
        assert!(check(&json!({RESERVED_KEY: "1"})).is_err());
    }

    #[test]
    fn refuses_bottomless_nesting() {
        let nested = |depth| (0..depth).fold(json!(null), |inner, _| json!([inner]));
        assert_eq!(check(&nested(DEEPEST)), Ok(Keys::Plain));
        assert!(matches!(check(&nested(DEEPEST + 1)), Err(BodyError::TooDeep { .. })));
    }

    #[test]
    fn keys_outside_ascii_take_the_order_of_utf_16() {
        let body = json!({"\u{ff5e}": 1, "\u{1f600}": 2, "a": 3});
        let keys = check(&body).unwrap();
        assert_eq!(keys, Keys::NeedOrder);
        let bytes = canonical(&body, keys).unwrap();
        assert_eq!(std::str::from_utf8(&bytes).unwrap(), "{\"a\":3,\"\u{1f600}\":2,\"\u{ff5e}\":1}");
    }
}
