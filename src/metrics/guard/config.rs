//! How a guard judges.

use std::time::Duration;

use crate::metrics::threshold::Threshold;

/// What an evaluation without a number counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unseen {
    /// Nothing: the state stays, and a long gap is not credited.
    #[default]
    Hold,
    /// The condition holds.
    Breach,
    /// The condition does not hold.
    Clear,
}

/// How a guard judges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GuardConfig {
    /// The red flag.
    pub when: Threshold,
    /// How long it must hold before the guard fires; zero fires at once.
    pub hold: Duration,
    /// The distance between evaluations.
    pub every: Duration,
    /// Once firing, the condition that counts as clear; without it, `when` being false does.
    pub clear: Option<Threshold>,
    /// How long an acknowledged guard goes on firing after it became clear.
    pub keep_firing_for: Duration,
    /// No series, or NaN.
    pub no_data: Unseen,
    /// The source failed.
    pub on_error: Unseen,
}

impl GuardConfig {
    /// A guard without the finer settings: unseen evaluations hold, and clear is `when` being false.
    pub fn new(when: Threshold, hold: Duration, every: Duration) -> Self {
        Self {
            when,
            hold,
            every,
            clear: None,
            keep_firing_for: Duration::ZERO,
            no_data: Unseen::Hold,
            on_error: Unseen::Hold,
        }
    }

    /// The longest gap between two observations that counts whole: two missed evaluations.
    pub(super) fn credited_gap(&self) -> Duration {
        self.every.saturating_mul(3)
    }
}
