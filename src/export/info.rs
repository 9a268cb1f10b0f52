//! What an export says of its journal.

use crate::model::stamp::Stamp;

/// What the caller knows of the journal that the state was folded from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportInfo {
    /// The SHA-256 of the last event's line, in hex.
    pub head: String,
    /// How many events the journal holds.
    pub events: u64,
    /// When the export is made.
    pub exported_at: Stamp,
    /// What is known of the chain.
    pub chain: Chain,
}

/// What is known of the chain of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Nobody has looked.
    NotChecked,
    /// Every event holds the hash of the one before.
    Whole,
    /// It doesn't hold: where and why.
    Broken(String),
}

impl Chain {
    /// As exports say it.
    pub fn words(&self) -> String {
        match self {
            Self::NotChecked => "not checked".to_owned(),
            Self::Whole => "whole: every event holds the hash of the one before".to_owned(),
            Self::Broken(why) => format!("BROKEN: {why}"),
        }
    }
}
