//! Following the chain: every line is checked against the one before it.

use serde_json::Value;

use super::body;
use super::entry::Entry;
use super::error::JournalError;
use super::hash::Hash;
use super::line::{self, Line};

/// How a stored event is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Its place is not the next one: events are missing or out of order.
    #[error("event {expected} should follow, but event {found} does")]
    Sequence {
        /// The place that was due.
        expected: u64,
        /// The place that was found.
        found: i64,
    },
    /// The bytes are not those that were hashed when it was written.
    #[error("its bytes hash to {computed}, not to {stored} as recorded")]
    Hash {
        /// The hash on record.
        stored: String,
        /// The hash of the bytes at hand.
        computed: Hash,
    },
    /// It does not continue the event before it.
    #[error("it follows {found}, but the event before it is {expected}")]
    Prev {
        /// The hash of the event before it.
        expected: Hash,
        /// The hash that it names.
        found: Hash,
    },
    /// It was written for another run.
    #[error("it belongs to run {found}, not to run {expected}")]
    Run {
        /// The run at hand.
        expected: String,
        /// The run that it names.
        found: String,
    },
    /// A newer gonogo wrote it.
    #[error("it has version {found}; this gonogo reads version 1: use a newer gonogo")]
    Version {
        /// Its version.
        found: u64,
    },
    /// It is no event's line.
    #[error("it is not an event: {0}")]
    Malformed(String),
    /// It is an event, but not in the one spelling that RFC 8785 gives it.
    #[error("it is not in canonical form (RFC 8785)")]
    NotCanonical,
    /// The database gave up here.
    #[error("the journal's file cannot be read from here on: {0}")]
    Unreadable(String),
}

/// A walk along a run's events, from the first on. Events are admitted in order; after a refusal the walk stays
/// where it was.
#[derive(Debug, Clone)]
pub struct Chain {
    run: String,
    next: u64,
    head: Hash,
}

impl Chain {
    /// The start of a run's chain.
    pub fn new(run: impl Into<String>) -> Self {
        Self { run: run.into(), next: 0, head: Hash::GENESIS }
    }

    /// A chain that is known to be good up to its first `count` events, the last of which has the hash `head`.
    pub(super) fn resumed(run: &str, count: u64, head: Hash) -> Self {
        Self { run: run.to_owned(), next: count, head }
    }

    /// The run whose chain this is.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// How many events were admitted, which is the next one's place.
    pub const fn count(&self) -> u64 {
        self.next
    }

    /// The last admitted event's hash.
    pub const fn head(&self) -> Hash {
        self.head
    }

    /// Checks the next line (without its line feed), and moves on.
    pub fn admit(&mut self, line: &[u8]) -> Result<Entry, Damage> {
        self.follow(line, Hash::of(line))
    }

    fn follow(&mut self, line: &[u8], hash: Hash) -> Result<Entry, Damage> {
        let malformed = |reason: String| Damage::Malformed(reason);
        let Line { body, prev, run, seq, kind, version } =
            Line::read(line).map_err(|reason| malformed(reason.to_owned()))?;
        if version != line::VERSION {
            return Err(Damage::Version { found: version });
        }
        if run != self.run {
            return Err(Damage::Run { expected: self.run.clone(), found: run.to_owned() });
        }
        if seq != self.next {
            return Err(Damage::Sequence {
                expected: self.next,
                found: i64::try_from(seq).unwrap_or(i64::MAX),
            });
        }
        if prev != self.head {
            return Err(Damage::Prev { expected: self.head, found: prev });
        }
        let value: Value = serde_json::from_slice(body).map_err(|error| malformed(error.to_string()))?;
        let keys = body::check(&value).map_err(|error| malformed(error.to_string()))?;
        if !body::is_canonical(&value, keys, body) {
            return Err(Damage::NotCanonical);
        }
        let entry = Entry { seq, kind: kind.to_owned(), body: value, prev, hash };
        self.move_to(&entry);
        Ok(entry)
    }

    /// Checks the next stored row: its place and its recorded hash, then its line.
    pub(super) fn admit_row(&mut self, seq: i64, line: &[u8], stored: &[u8]) -> Result<Entry, Damage> {
        if u64::try_from(seq) != Ok(self.next) {
            return Err(Damage::Sequence { expected: self.next, found: seq });
        }
        let computed = Hash::of(line);
        if stored != computed.as_bytes() {
            let stored = Hash::from_slice(stored)
                .map_or_else(|| format!("something of {} bytes", stored.len()), |hash| hash.to_string());
            return Err(Damage::Hash { stored, computed });
        }
        self.follow(line, computed)
    }

    /// Makes the next event: its line and the entry. `index` says which one of a batch it is, for the error.
    pub(super) fn forge(
        &mut self,
        index: usize,
        kind: &str,
        body: &Value,
    ) -> Result<(Vec<u8>, Entry), JournalError> {
        if !line::is_name(kind) {
            return Err(JournalError::BadName { what: "type of event", name: kind.to_owned() });
        }
        let refused = |source| JournalError::Refused { index, kind: kind.to_owned(), source };
        let keys = body::check(body).map_err(refused)?;
        let bytes = body::canonical(body, keys)
            .map_err(|error| JournalError::NotJson { kind: kind.to_owned(), reason: error.to_string() })?;
        let line = Line {
            body: &bytes,
            prev: self.head,
            run: &self.run,
            seq: self.next,
            kind,
            version: line::VERSION,
        }
        .write();
        let entry = Entry {
            seq: self.next,
            kind: kind.to_owned(),
            body: body.clone(),
            prev: self.head,
            hash: Hash::of(&line),
        };
        self.move_to(&entry);
        Ok((line, entry))
    }

    fn move_to(&mut self, entry: &Entry) {
        self.next = entry.seq + 1;
        self.head = entry.hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn forged(count: u64) -> Vec<Vec<u8>> {
        let mut chain = Chain::new("7Q2M5K");
        (0..count).map(|n| chain.forge(0, "noted", &json!({"n": n, "b": "x"})).unwrap().0).collect()
    }

    fn fault(lines: &[Vec<u8>]) -> (u64, Damage) {
        let mut chain = Chain::new("7Q2M5K");
        let damage = lines.iter().find_map(|line| chain.admit(line).err()).unwrap();
        (chain.count(), damage)
    }

    #[test]
    fn admits_what_it_forged() {
        let mut chain = Chain::new("7Q2M5K");
        let mut read = Chain::new("7Q2M5K");
        for n in 0..5 {
            let (line, entry) = chain.forge(0, "noted", &json!({"n": n})).unwrap();
            assert_eq!(read.admit(&line), Ok(entry));
        }
        assert_eq!((read.count(), read.head()), (5, chain.head()));
    }

    #[test]
    fn the_first_line_is_exactly_this() {
        let zeros = "0".repeat(64);
        let expected = format!(
            r#"{{"body":{{"b":"x","n":0}},"prev":"{zeros}","run":"7Q2M5K","seq":0,"type":"noted","v":1}}"#
        );
        assert_eq!(String::from_utf8(forged(1).remove(0)).unwrap(), expected);
    }

    #[test]
    fn finds_order_and_gaps() {
        let mut lines = forged(4);
        lines.swap(1, 2);
        assert_eq!(fault(&lines), (1, Damage::Sequence { expected: 1, found: 2 }));
        let mut lines = forged(4);
        lines.remove(2);
        assert_eq!(fault(&lines), (2, Damage::Sequence { expected: 2, found: 3 }));
    }

    #[test]
    fn finds_a_line_of_another_history() {
        let mut lines = forged(3);
        let mut other = Chain::new("7Q2M5K");
        let forged: Vec<_> = (0..3).map(|_| other.forge(0, "noted", &json!("another")).unwrap().0).collect();
        lines[2] = forged[2].clone();
        assert!(matches!(fault(&lines), (2, Damage::Prev { .. })));
    }

    #[test]
    fn finds_other_spellings_of_the_same() {
        let line = String::from_utf8(forged(1).remove(0)).unwrap();
        for (from, to) in [
            (r#"{"b":"x","n":0}"#, r#"{"n":0,"b":"x"}"#),
            (r#"{"b":"x","n":0}"#, r#"{"b":"x", "n":0}"#),
            (r#"{"b":"x","n":0}"#, r#"{"b":"\u0078","n":0}"#),
            (r#"{"b":"x","n":0}"#, r#"{"b":"x","b":"x","n":0}"#),
        ] {
            assert_eq!(fault(&[line.replace(from, to).into_bytes()]), (0, Damage::NotCanonical), "{to}");
        }
        for (from, to) in [
            (r#""n":0"#, r#""n":0.0"#),
            (r#""n":0"#, r#""n":1e400"#),
            (r#""n":0"#, r#""prev":0"#),
            (r#","run""#, r#", "run""#),
            (r#""v":1"#, r#""v":01"#),
        ] {
            assert!(
                matches!(fault(&[line.replace(from, to).into_bytes()]), (0, Damage::Malformed(_))),
                "{to}"
            );
        }
        let newer = line.replace(r#""v":1"#, r#""v":2"#).into_bytes();
        assert_eq!(fault(&[newer]), (0, Damage::Version { found: 2 }));
        let foreign = line.replace("7Q2M5K", "7Q2M5J").into_bytes();
        assert!(matches!(fault(&[foreign]), (0, Damage::Run { .. })));
    }
}
