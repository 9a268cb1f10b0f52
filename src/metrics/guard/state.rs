//! Where a guard stands.

use std::time::Duration;

use crate::metrics::Timestamp;

/// Where a guard stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardState {
    /// The condition does not hold.
    Quiet,
    /// It holds, not yet for long enough.
    Pending {
        /// Since when, gaps that are not credited taken off.
        since: Timestamp,
    },
    /// It held for long enough.
    Firing {
        /// When it fired.
        since: Timestamp,
        /// Whether a person has acknowledged it.
        latch: Latch,
        /// Since when it is clear, if it is.
        clear_since: Option<Timestamp>,
    },
}

/// Whether firing still waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Latch {
    /// Fires until acknowledged, even when the condition has gone.
    Held,
    /// Acknowledged: fires until the condition has gone.
    Released,
}

/// A change that a guard went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transition {
    /// The condition began to hold.
    Pending {
        /// Since when.
        since: Timestamp,
    },
    /// It held for long enough: the plan is called for, once.
    Fired {
        /// When.
        at: Timestamp,
        /// How long it had held.
        held: Duration,
    },
    /// It no longer holds; after firing, it was acknowledged too.
    Quieted {
        /// When.
        at: Timestamp,
    },
    /// More than two evaluations in a row saw nothing.
    Blinded {
        /// The last evaluation that saw something, if there was one.
        last_seen: Option<Timestamp>,
    },
    /// An evaluation saw something again.
    Sighted {
        /// When.
        at: Timestamp,
    },
}
