//! What has happened in a run. These are journalled, sent to clients and folded; nothing else is the truth.
//!
//! No event holds a floating-point number or a secret; new kinds and new optional fields may be added, none removed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::command::Actor;
use super::ids::{
    CheckName, EnvironmentName, GuardId, InputName, Person, PlanId, Role, RunId, RunbookId, StepId, VariantId,
};
use super::stamp::Stamp;
use super::verdict::{Assurance, Meaning, Outcome, RunOutcome, Verdict};

/// An event with its place, time and origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The place in the journal, from 0.
    pub seq: u64,
    /// When it was recorded.
    pub at: Stamp,
    /// Who caused it.
    pub by: Actor,
    /// What happened.
    pub event: Event,
}

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

/// What event 0 holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunStarted {
    /// The run.
    pub run: RunId,
    /// The runbook.
    pub book: RunbookId,
    /// Its title.
    pub title: String,
    /// SHA-256 of its exact text, kept beside the journal.
    pub book_sha256: String,
    /// The target environment, where the runbook has some.
    pub environment: Option<EnvironmentName>,
    /// Set where nothing of it is real.
    pub rehearsal: Option<RehearsalOf>,
    /// Environment values and inputs known at the start; a secret has `None`.
    pub inputs: BTreeMap<InputName, Option<String>>,
    /// Who drives first.
    pub driver: Person,
    /// The host.
    pub host: String,
    /// The folder in which the first command starts.
    pub folder: String,
    /// gonogo's version.
    pub version: String,
}

/// What is simulated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsalOf {
    /// The scenario, where a fault is rehearsed.
    pub scenario: Option<String>,
    /// How many times faster windows and waits run.
    pub speed: u32,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptEnd {
    /// The verdict.
    pub verdict: Verdict,
    /// The exit code; `None` where there is none, as after a signal.
    pub exit: Option<i32>,
    /// The signal that ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<i32>,
    /// Commands inside that failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failing: Vec<FailedCommand>,
    /// Names of variables that the command set or changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Why the shell's state was not carried over, where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_lost: Option<String>,
    /// Processes that it left behind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub survivors: Vec<u32>,
    /// The transcript's length in bytes.
    pub bytes: u64,
    /// The transcript's lines.
    pub lines: u64,
    /// The transcript's SHA-256, in hex; empty where there is no transcript.
    pub sha256: String,
    /// What else is to be said: why it could not be started, a time-out, a full disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A simple command that failed inside a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedCommand {
    /// The line in the step's command, from 1.
    pub line: u32,
    /// Its exit code.
    pub code: i32,
    /// Its text, masked.
    pub command: String,
}

/// What one try of a check saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// How it came out.
    pub outcome: Outcome,
    /// What was asked, resolved and masked: a URL, a query, a path.
    pub query: String,
    /// What was seen, masked; empty where nothing was.
    pub observed: String,
    /// Why it came out so, for people.
    pub reason: String,
    /// How long it took.
    pub took_ms: u64,
    /// Whether it came from the simulated world.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub simulated: bool,
}

/// How one criterion of a watch came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionEnd {
    /// The criterion's name.
    pub name: String,
    /// Its verdict.
    pub verdict: Outcome,
    /// What was seen: samples, worst value, coverage.
    pub observed: String,
}

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
