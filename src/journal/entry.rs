//! One event as the journal holds it.

use serde_json::Value;

use super::hash::Hash;

/// One event of a run, whole and in its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place, from 0.
    pub seq: u64,
    /// What kind of event it is; the line calls it `type`.
    pub kind: String,
    /// What it says; without floats, large integers and the key `prev`.
    pub body: Value,
    /// The hash of the event before it; [`Hash::GENESIS`] for the first.
    pub prev: Hash,
    /// The SHA-256 of its line, without a line feed.
    pub hash: Hash,
}
