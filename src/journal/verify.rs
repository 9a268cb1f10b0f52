//! Checking a whole journal.

use std::path::{Path, PathBuf};

use super::chain::Damage;
use super::entry::Entry;
use super::error::JournalError;
use super::hash::Hash;
use super::reader::Reader;

/// The first event that is not good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The place where it should be.
    pub seq: u64,
    /// What is wrong there.
    pub what: Damage,
    /// The last event before it, if there is one.
    pub last_good: Option<u64>,
}

impl Fault {
    pub(super) fn into_error(self, path: PathBuf) -> JournalError {
        let Self { seq, what, last_good } = self;
        JournalError::Damaged { path, seq, what, last_good }
    }
}

/// What a check of a whole journal found. A chain cannot show that its last events were cut off: for that, compare
/// `count` and `head` with a seal, or with a head that was kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many events are good.
    pub count: u64,
    /// The hash of the last good one; [`Hash::GENESIS`] without any.
    pub head: Hash,
    /// What is wrong after them, if anything.
    pub fault: Option<Fault>,
}

/// The good part of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Good {
    /// All events before the fault.
    pub entries: Vec<Entry>,
    /// What is wrong after them, if anything.
    pub fault: Option<Fault>,
}

/// Checks the journal in a run's folder: places, hashes, chain, canonical form and run id, from the stored bytes.
/// Fails only where there is no journal to check.
pub async fn verify(dir: &Path) -> Result<Verified, JournalError> {
    Ok(Reader::open(dir).await?.verify().await)
}
