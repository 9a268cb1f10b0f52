//! What one try saw.

use crate::model::verdict::Outcome;

/// What one try saw, before it is masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// How it came out.
    pub outcome: Outcome,
    /// What was seen; empty where nothing was.
    pub observed: String,
    /// Why it came out so.
    pub reason: String,
    /// Whether another try could see something else; a wrong regular expression stays wrong.
    pub permanent: bool,
}

impl Seen {
    /// Observed, with `outcome`.
    pub fn new(outcome: Outcome, observed: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { outcome, observed: observed.into(), reason: reason.into(), permanent: false }
    }

    /// Observed, and as expected.
    pub fn passed(observed: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new(Outcome::Passed, observed, reason)
    }

    /// Observed, and not as expected.
    pub fn failed(observed: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new(Outcome::Failed, observed, reason)
    }

    /// Could not be observed.
    pub fn errored(reason: impl Into<String>) -> Self {
        Self::new(Outcome::Errored, "", reason)
    }

    /// Observed, but it doesn't say anything.
    pub fn inconclusive(observed: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new(Outcome::Inconclusive, observed, reason)
    }

    /// The check itself is wrong: no other try could help.
    pub fn misconfigured(reason: impl Into<String>) -> Self {
        Self { permanent: true, ..Self::errored(reason) }
    }
}
