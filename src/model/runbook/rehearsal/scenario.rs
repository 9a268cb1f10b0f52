//! What can go wrong in a rehearsal.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::ids::{ScenarioName, StepId};

/// `[[rehearsal.scenario]]`: one fault that a team can practise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The name that `--scenario` takes: small letters, digits and dashes.
    pub name: ScenarioName,
    /// What goes wrong, in a line.
    pub title: String,
    /// The step whose command brings the fault on when it starts. Without it the fault is there from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<StepId>,
    /// What ends the fault.
    #[serde(default)]
    pub heals: Heals,
}

/// What ends a fault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Heals {
    /// The first command of any rollback plan, as it starts: plans wait for the service in the same command.
    #[default]
    Rollback,
    /// Nothing.
    Never,
}

/// How far the scenario's fault has come.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum FaultPhase {
    /// All is well as yet.
    #[default]
    Before,
    /// The fault is there.
    Faulty,
    /// The way back has been taken.
    Healed,
}
