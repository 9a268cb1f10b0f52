//! What must be through in time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::ids::{ClockId, PhaseId, StepId};
use crate::model::span::Span;

/// `[[clock]]`: a clock that runs on the screen from one event to another, and is met or missed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The clock's id.
    pub id: ClockId,
    /// The title.
    pub title: String,
    /// What starts it.
    pub starts: ClockStart,
    /// What stops it.
    pub stops: ClockStop,
    /// How much time there is between the two.
    pub within: Span,
}

/// What starts a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ClockStart {
    /// The run begins.
    Run,
    /// The first step of a deploy phase begins.
    Deploy,
    /// A rollback plan is offered.
    PlanOffered,
    /// A rollback plan is started.
    PlanStarted,
    /// An incident is declared; each has a clock of its own.
    Incident,
    /// The first step of this phase begins: `{ phase = "deploy" }`.
    Phase(PhaseId),
    /// This step begins: `{ step = "switch" }`.
    Step(StepId),
}

/// What stops a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ClockStop {
    /// A rollback plan is started.
    PlanStarted,
    /// The rollback is through, the plans that follow included.
    PlanEnded,
    /// The run ends.
    RunEnded,
    /// The incident is resolved.
    IncidentResolved,
    /// Every step of this phase is settled.
    Phase(PhaseId),
    /// This step is settled.
    Step(StepId),
}
