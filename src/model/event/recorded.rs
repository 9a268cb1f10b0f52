//! An event as it stands in the journal.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::model::command::Actor;
use crate::model::stamp::Stamp;

/// An event with its place, time and origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The place in the journal, from 0.
    pub seq: u64,
    /// When it was recorded.
    pub at: Stamp,
    /// Who caused it.
    pub by: Actor,
    /// What happened.
    pub event: Event,
}
