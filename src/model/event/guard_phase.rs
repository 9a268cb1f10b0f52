//! Where guards stand.

use serde::{Deserialize, Serialize};

/// Where a guard stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuardPhase {
    /// All is well.
    Quiet,
    /// The condition holds, but not for long enough yet.
    Pending,
    /// The condition has held: the plan is called for. Latched until acknowledged.
    Firing,
    /// It can't be observed.
    Blind,
}

impl GuardPhase {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Quiet => "ok",
            Self::Pending => "pending",
            Self::Firing => "FIRING",
            Self::Blind => "blind",
        }
    }
}
