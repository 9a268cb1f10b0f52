//! How things ended.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Exit 0, and no command inside failed.
    Passed,
    /// Exit 0, but a command inside failed: the person looks and confirms.
    Look,
    /// Exit not 0.
    Failed,
    /// The outcome cannot be known.
    Interrupted,
    /// The driver stopped it.
    Cancelled,
}

impl Verdict {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Look => "look",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
            Self::Cancelled => "cancelled",
        }
    }
}

/// How one try of a check came out, and the verdict over all tries, gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Observed, and as expected.
    Passed,
    /// Observed, but empty, not a number, or several values where one is needed.
    Inconclusive,
    /// Could not be observed.
    Errored,
    /// Observed, and not as expected.
    Failed,
    /// Stopped.
    Cancelled,
}

impl Outcome {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Inconclusive => "inconclusive",
            Self::Errored => "errored",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RunOutcome {
    /// The deployment stands.
    Go,
    /// The deployment was called off.
    NoGo,
    /// The deployment was taken back.
    RolledBack,
}

impl RunOutcome {
    /// The word for it, as JSON and exports have it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::NoGo => "no-go",
            Self::RolledBack => "rolled-back",
        }
    }
}

/// What a signature says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// I did it.
    Performed,
    /// I saw that it is so.
    Verified,
    /// I agree that it goes on.
    Approved,
    /// I do not agree.
    Rejected,
    /// It may be left out.
    Waived,
}

impl Meaning {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Performed => "performed",
            Self::Verified => "verified",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Waived => "waived",
        }
    }
}

/// What stands behind a sign-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Assurance {
    /// A typed name.
    Unsigned,
    /// An SSH key.
    Key,
}

impl Assurance {
    /// The word for it, as exports have it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unsigned => "UNSIGNED",
            Self::Key => "key",
        }
    }
}
