//! The mark before a line of the print copy.

use crate::model::state::Status;

/// The mark before a line, gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// It doesn't apply.
    NotApplicable,
    /// Done.
    Passed,
    /// Left out, with a reason.
    Skipped,
    /// Accepted, though it didn't pass.
    Waived,
    /// Not done, or not through.
    Open,
    /// It didn't pass, or nobody knows.
    Failed,
}

impl Mark {
    /// Every mark, in the order of the key that is printed under the copy.
    pub const ALL: [Self; 6] =
        [Self::Passed, Self::Skipped, Self::Waived, Self::Failed, Self::Open, Self::NotApplicable];

    /// The mark in its box.
    pub const fn boxed(self) -> &'static str {
        match self {
            Self::NotApplicable => "[-]",
            Self::Passed => "[x]",
            Self::Skipped => "[~]",
            Self::Waived => "[w]",
            Self::Open => "[ ]",
            Self::Failed => "[!]",
        }
    }

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotApplicable => "n/a",
            Self::Passed => "passed",
            Self::Skipped => "skipped",
            Self::Waived => "waived",
            Self::Open => "open",
            Self::Failed => "failed",
        }
    }

    /// Whether nothing is left to be done for it.
    pub const fn is_settled(self) -> bool {
        !matches!(self, Self::Open | Self::Failed)
    }
}

impl From<Status> for Mark {
    fn from(status: Status) -> Self {
        match status {
            // A `look` that nobody has accepted is still to be done.
            Status::Pending | Status::Running | Status::Look => Self::Open,
            Status::Passed => Self::Passed,
            Status::Failed | Status::Interrupted => Self::Failed,
            Status::Skipped => Self::Skipped,
            Status::Waived => Self::Waived,
            Status::NotApplicable => Self::NotApplicable,
        }
    }
}
