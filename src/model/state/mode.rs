//! Which way a run is going.

use serde::{Deserialize, Serialize};

use crate::model::ids::PlanId;
use crate::model::stamp::Stamp;
use crate::model::verdict::RunOutcome;

/// Which way a run is going.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Forward, through the phases.
    Deploying,
    /// Back, through a plan's steps; the phases stand still.
    RollingBack(PlanId),
    /// A plan is through; the run waits to be ended, or for another plan.
    Returned(PlanId),
    /// Nowhere any more.
    Ended(Ended),
}

/// How and when a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// How.
    pub outcome: RunOutcome,
    /// When.
    pub at: Stamp,
    /// What was said of it.
    pub note: String,
}

/// A plan that was started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRun {
    /// The plan.
    pub plan: PlanId,
    /// Why.
    pub because: String,
    /// By whom.
    pub by: String,
    /// When it began.
    pub started: Stamp,
    /// When it ended, and whether every step was done.
    pub ended: Option<(Stamp, bool)>,
}
