//! How a guard stands between its moves.

use serde::{Deserialize, Serialize};

use crate::model::span::Span;
use crate::model::stamp::Stamp;

/// How a guard stands now. Its phase is the run's state's; this is what moves within a phase.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardNow {
    /// When this was so.
    pub at: Option<Stamp>,
    /// What was observed last, as a person reads it: a value, or why there is none.
    pub observed: String,
    /// Whether the condition held then; `None` where nothing could be observed.
    pub breached: Option<bool>,
    /// While pending: the real time left until it fires if the condition goes on holding. It stands still while
    /// evaluations are missing beyond the two that are credited.
    pub fires_in: Option<Span>,
    /// While firing and acknowledged: the real time until it ends if it stays clear.
    pub clears_in: Option<Span>,
    /// Whether it is firing and the condition has gone: only the acknowledgement, or `keep_firing`, holds it.
    pub clear: bool,
    /// Set while blind: the last time anything was seen, where anything was.
    pub blind_since: Option<Stamp>,
    /// Whether more than two evaluations in a row saw nothing.
    pub blind: bool,
}
