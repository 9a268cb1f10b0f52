//! What a person, or the autopilot in a person's place, asks of the conductor.

use serde::{Deserialize, Serialize};

use super::ids::{CheckName, GuardId, InputName, Person, PlanId, Role, SeverityId, StepId, VariantId};
use super::verdict::{Assurance, Meaning, RunOutcome};

/// A wish of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", content = "with", rename_all = "kebab-case")]
pub enum Ask {
    /// Take the driver's seat.
    Drive {
        /// Who sits down.
        person: Person,
    },
    /// Give an input its value.
    GiveInput {
        /// The input.
        name: InputName,
        /// The value, in clear: it goes no further than the conductor's memory and the shell where it is secret.
        value: String,
    },
    /// Choose a variant.
    ChooseVariant {
        /// The step.
        step: StepId,
        /// The variant.
        variant: VariantId,
    },
    /// Go on with the step: its command first, then its checks, then its watch. Starts whichever comes next.
    Run {
        /// The step.
        step: StepId,
        /// What the driver typed where the step's risk asks for it: the step's id.
        confirm: Option<String>,
    },
    /// Begin the step again from its command.
    Rerun {
        /// The step.
        step: StepId,
        /// As for `Run`.
        confirm: Option<String>,
    },
    /// Stop the step's command, checks or watch.
    Cancel {
        /// The step.
        step: StepId,
    },
    /// Accept a `look`.
    ConfirmLook {
        /// The step.
        step: StepId,
        /// Why it is all right.
        note: String,
    },
    /// Answer a check's question.
    Answer {
        /// The step.
        step: StepId,
        /// The check.
        check: CheckName,
        /// Whether it is as it should be.
        yes: bool,
        /// What was seen.
        evidence: String,
    },
    /// Mark a step done that is done by hand.
    Done {
        /// The step.
        step: StepId,
        /// What is to be said of it.
        note: String,
    },
    /// Call a step failed.
    Fail {
        /// The step.
        step: StepId,
        /// Why.
        reason: String,
    },
    /// Leave a step out.
    Skip {
        /// The step.
        step: StepId,
        /// Why; may be empty where the step is optional.
        reason: String,
    },
    /// Accept a step that didn't pass.
    Waive {
        /// The step.
        step: StepId,
        /// Why.
        reason: String,
    },
    /// Sign.
    SignOff {
        /// The step.
        step: StepId,
        /// Who signs.
        person: Person,
        /// In which role.
        role: Option<Role>,
        /// What the signature says.
        meaning: Meaning,
        /// What stands behind it.
        assurance: Assurance,
        /// What the person adds.
        note: String,
    },
    /// Add a note.
    Note {
        /// The step; `None`: to the run.
        step: Option<StepId>,
        /// The note.
        text: String,
    },
    /// Acknowledge a firing guard.
    Acknowledge {
        /// The guard.
        guard: GuardId,
    },
    /// Start a rollback plan.
    StartPlan {
        /// The plan.
        plan: PlanId,
        /// Why.
        because: String,
        /// What the driver typed where the plan has a warning: the plan's id.
        confirm: Option<String>,
    },
    /// Decline an offered plan.
    DeclinePlan {
        /// The plan.
        plan: PlanId,
        /// Why.
        reason: String,
    },
    /// Declare an incident.
    Declare {
        /// How grave it is.
        severity: SeverityId,
        /// Why.
        reason: String,
    },
    /// Answer an incident, and take note of who is to be told.
    AcknowledgeIncident {
        /// The incident.
        incident: u32,
    },
    /// Say that an incident is over.
    Resolve {
        /// The incident.
        incident: u32,
        /// What is to be said of it.
        note: String,
    },
    /// Deploy although a window or a freeze stands against it.
    Override {
        /// Why.
        reason: String,
    },
    /// End the run.
    End {
        /// How.
        outcome: RunOutcome,
        /// What is to be said of it.
        note: String,
    },
    /// A headless run gives up until a person comes.
    Park {
        /// Why.
        reason: String,
    },
}
