//! A step's status, in one word.

use serde::{Deserialize, Serialize};

/// A step's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nothing has happened.
    Pending,
    /// Begun, not through.
    Running,
    /// Through.
    Passed,
    /// The person must look and confirm.
    Look,
    /// It didn't pass.
    Failed,
    /// The outcome can't be known.
    Interrupted,
    /// Left out, with a reason.
    Skipped,
    /// Accepted, though it didn't pass.
    Waived,
    /// Its condition doesn't hold.
    NotApplicable,
}

impl Status {
    /// Whether the run may go past it.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Passed | Self::Skipped | Self::Waived | Self::NotApplicable)
    }

    /// The word for it, as JSON and exports have it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Passed => "passed",
            Self::Look => "look",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
            Self::Skipped => "skipped",
            Self::Waived => "waived",
            Self::NotApplicable => "not-applicable",
        }
    }
}
