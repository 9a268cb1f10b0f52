//! Everything that can happen.

use serde::{Deserialize, Serialize};

use super::{AttemptEnd, CriterionEnd, GuardPhase, Observation, RunStarted};
use crate::model::ids::{
    CheckName, ClockId, GuardId, InputName, MaintenanceId, Person, PlanId, Role, SeverityId, StepId,
    VariantId,
};
use crate::model::state::Limit;
use crate::model::verdict::{Assurance, Meaning, Outcome, RunOutcome};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "kebab-case")]
pub enum Event {
    /// Event 0: what is run, pinned by hash.
    RunStarted(RunStarted),
    /// A conductor took the run up, first or again.
    ConductorStarted {
        /// Its process id.
        pid: u32,
        /// Its version.
        version: String,
    },
    /// The conductor was told to stop; commands that run go on.
    ConductorStopping,
    /// Somebody took the driver's seat.
    DriverTook {
        /// Who.
        person: Person,
        /// Rises with every change of seat; an older epoch drives no more.
        epoch: u64,
    },
    /// An input got its value.
    InputGiven {
        /// The input.
        name: InputName,
        /// The value; `None` where it is secret.
        value: Option<String>,
    },
    /// What was held in memory alone is gone, by a restart of the host or the last logout.
    MemoryLost {
        /// Secret inputs that must be given again.
        inputs: Vec<InputName>,
        /// Whether the variables that earlier commands have set are gone, too.
        shell: bool,
    },
    /// The driver chose a variant.
    VariantChosen {
        /// The step.
        step: StepId,
        /// The variant.
        variant: VariantId,
    },
    /// A command is about to be started: the intent, recorded first.
    AttemptStarted {
        /// The step.
        step: StepId,
        /// The attempt's number in its step, from 1.
        attempt: u32,
        /// The variant, where the step has some.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        variant: Option<VariantId>,
        /// SHA-256 of the command's text.
        command_sha256: String,
        /// What the driver typed, where the step's risk asks for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confirmed: Option<String>,
    },
    /// The driver asked to stop the command.
    AttemptCancelAsked {
        /// The step.
        step: StepId,
    },
    /// A command ended, or was found to have ended.
    AttemptEnded {
        /// The step.
        step: StepId,
        /// The attempt's number.
        attempt: u32,
        /// How, and what was seen.
        end: AttemptEnd,
    },
    /// The person looked at a `look` and accepts it.
    LookConfirmed {
        /// The step.
        step: StepId,
        /// Why it is all right.
        note: String,
    },
    /// The checks of a step begin.
    ChecksStarted {
        /// The step.
        step: StepId,
        /// From 1; a rerun is a new round.
        round: u32,
    },
    /// One try of a check.
    CheckTried {
        /// The step.
        step: StepId,
        /// The check.
        check: CheckName,
        /// The try's number in its round, from 1.
        number: u32,
        /// What was seen.
        observation: Observation,
    },
    /// A check has its verdict.
    CheckEnded {
        /// The step.
        step: StepId,
        /// The check.
        check: CheckName,
        /// The verdict over all tries.
        verdict: Outcome,
    },
    /// A person answered a check's question.
    CheckAnswered {
        /// The step.
        step: StepId,
        /// The check.
        check: CheckName,
        /// Whether it is as it should be.
        yes: bool,
        /// What they saw.
        evidence: String,
    },
    /// An observation window begins.
    WatchStarted {
        /// The step.
        step: StepId,
        /// From 1; a rerun is a new round.
        round: u32,
    },
    /// An observation window ended.
    WatchEnded {
        /// The step.
        step: StepId,
        /// The verdict over all criteria.
        verdict: Outcome,
        /// Each criterion with what was seen.
        criteria: Vec<CriterionEnd>,
    },
    /// A step that is done by hand was done.
    StepDone {
        /// The step.
        step: StepId,
        /// What the person says of it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// The person calls a step failed.
    StepFailed {
        /// The step.
        step: StepId,
        /// Why.
        reason: String,
    },
    /// A step was left out.
    StepSkipped {
        /// The step.
        step: StepId,
        /// Why.
        reason: String,
    },
    /// A step that didn't pass is accepted all the same.
    StepWaived {
        /// The step.
        step: StepId,
        /// Why.
        reason: String,
    },
    /// A step is taken up anew.
    StepReopened {
        /// The step.
        step: StepId,
    },
    /// Somebody signed.
    SignedOff {
        /// The step.
        step: StepId,
        /// Who.
        person: Person,
        /// In which role.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<Role>,
        /// What the signature says.
        meaning: Meaning,
        /// What stands behind it.
        assurance: Assurance,
        /// What the person adds.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
        /// SHA-256 of the evidence that was shown.
        evidence_sha256: String,
    },
    /// A note.
    NoteAdded {
        /// The step; `None`: of the run.
        step: Option<StepId>,
        /// The note.
        text: String,
    },
    /// A guard changed its mind.
    GuardMoved {
        /// The guard.
        guard: GuardId,
        /// To what.
        to: GuardPhase,
        /// What was observed, as a person reads it.
        observed: String,
    },
    /// The driver has seen a firing guard.
    GuardAcknowledged {
        /// The guard.
        guard: GuardId,
    },
    /// A plan is offered to the driver.
    PlanOffered {
        /// The plan.
        plan: PlanId,
        /// Why.
        because: String,
    },
    /// An offered plan was declined.
    PlanDeclined {
        /// The plan.
        plan: PlanId,
        /// Why.
        reason: String,
    },
    /// A plan begins; the deployment stands still.
    PlanStarted {
        /// The plan.
        plan: PlanId,
        /// Why.
        because: String,
        /// What the driver typed, where the plan's warning asks for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confirmed: Option<String>,
    },
    /// A plan is through.
    PlanEnded {
        /// The plan.
        plan: PlanId,
        /// Whether every step of it was done.
        complete: bool,
    },
    /// An incident was declared.
    IncidentDeclared {
        /// Its number, from 1.
        incident: u32,
        /// How grave it is.
        severity: SeverityId,
        /// Why.
        reason: String,
    },
    /// A level of an incident's escalation is due.
    IncidentEscalated {
        /// The incident.
        incident: u32,
        /// The level, from 0.
        level: u32,
        /// Who is to be told.
        to: String,
    },
    /// Somebody has answered an incident, and has seen who is to be told.
    IncidentAcknowledged {
        /// The incident.
        incident: u32,
    },
    /// A limit of an incident's severity was missed.
    IncidentOverdue {
        /// The incident.
        incident: u32,
        /// Which limit.
        limit: Limit,
    },
    /// An incident is over.
    IncidentResolved {
        /// The incident.
        incident: u32,
        /// What is said of it.
        note: String,
    },
    /// A clock ran out before what it waits for came.
    ClockMissed {
        /// The clock.
        clock: ClockId,
        /// Its number, from 1.
        number: u32,
    },
    /// The deployment begins outside its window, or inside a freeze, with a reason.
    WindowOverridden {
        /// What stands against it.
        windows: Vec<MaintenanceId>,
        /// The same in words.
        why: String,
        /// The reason that was given.
        reason: String,
    },
    /// A headless run waits for a person.
    Parked {
        /// Why.
        reason: String,
    },
    /// The run is over.
    RunEnded {
        /// How.
        outcome: RunOutcome,
        /// What is said of it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
}
