//! What [`decide`](super::decide()) decides on.

use serde::{Deserialize, Serialize};

use super::ask::Ask;
use super::event::{AttemptEnd, CriterionEnd, GuardPhase, Observation};
use super::ids::{CheckName, GuardId, InputName, MaintenanceId, Person, StepId};
use super::state::Timer;
use super::verdict::Outcome;

/// Who causes something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "name", rename_all = "kebab-case")]
pub enum Actor {
    /// A person at a client.
    Person(Person),
    /// The headless driver, on behalf of the signer; in a rehearsal what it says is simulated.
    Autopilot(Person),
    /// The conductor itself.
    Conductor,
}

impl Actor {
    /// The name that exports show.
    pub fn name(&self) -> &str {
        match self {
            Self::Person(person) | Self::Autopilot(person) => person.as_str(),
            Self::Conductor => "gonogo",
        }
    }
}

/// A wish of a client, or a report of what an effect saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// From a client.
    Ask(Ask),
    /// From a client, at a moment at which windows or freezes stand against deploying.
    AskAgainst(Ask, Vec<Against>),
    /// From within the conductor.
    Report(Report),
}

/// A window that is not open, or a freeze that is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Against {
    /// Which.
    pub window: MaintenanceId,
    /// Nothing can be done about it.
    pub strict: bool,
    /// Why, in words.
    pub why: String,
}

/// What the conductor's own work reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// A command ended.
    AttemptEnded {
        /// The step.
        step: StepId,
        /// The attempt.
        attempt: u32,
        /// How.
        end: AttemptEnd,
    },
    /// A try of a check came out.
    CheckTried {
        /// The step.
        step: StepId,
        /// The check.
        check: CheckName,
        /// The try.
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
        /// The verdict.
        verdict: Outcome,
    },
    /// A watch was cut by a restart of the conductor: it begins anew, nothing is credited.
    WatchRestarted {
        /// The step.
        step: StepId,
    },
    /// What was held in memory alone is gone.
    MemoryLost {
        /// Secret inputs that must be given again.
        inputs: Vec<InputName>,
        /// Whether the shell's variables are gone, too.
        shell: bool,
    },
    /// A value of the simulated world has moved.
    InputMoved {
        /// The input.
        name: InputName,
        /// Its value; `None` where it is secret.
        value: Option<String>,
    },
    /// A watch ended.
    WatchEnded {
        /// The step.
        step: StepId,
        /// The verdict.
        verdict: Outcome,
        /// Each criterion.
        criteria: Vec<CriterionEnd>,
    },
    /// A guard changed.
    GuardMoved {
        /// The guard.
        guard: GuardId,
        /// To what.
        to: GuardPhase,
        /// What was observed.
        observed: String,
    },
    /// Something came due by the passing of time.
    Due(Timer),
    /// A conductor took the run up.
    ConductorStarted {
        /// Its process id.
        pid: u32,
        /// Its version.
        version: String,
    },
    /// The conductor is told to stop.
    ConductorStopping,
}
