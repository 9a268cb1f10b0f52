//! Why a wish is not granted.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A refusal, with what to do instead.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "refused", content = "with", rename_all = "kebab-case")]
pub enum Refusal {
    /// No such thing in the runbook.
    #[error("there is no {what} `{name}` in this runbook")]
    Unknown {
        /// What: step, plan, variant, check, guard.
        what: String,
        /// The name that was asked for.
        name: String,
    },
    /// The run is over.
    #[error("the run has ended ({outcome}): nothing more is changed; export it, or start a new run")]
    Ended {
        /// How it ended.
        outcome: String,
    },
    /// A rollback plan is under way.
    #[error("rollback plan `{plan}` is under way: the deployment stands still until it is through")]
    Frozen {
        /// The plan.
        plan: String,
    },
    /// The step belongs to a plan that was not started.
    #[error("step `{step}` belongs to rollback plan `{plan}`: start the plan first")]
    PlanNotStarted {
        /// The step.
        step: String,
        /// The plan.
        plan: String,
    },
    /// Something before it is open.
    #[error(
        "step `{step}` comes after `{first}`, which is still {status}: finish, skip or waive that one first"
    )]
    TooEarly {
        /// The step.
        step: String,
        /// The first open step before it.
        first: String,
        /// That one's status.
        status: String,
    },
    /// Another command runs.
    #[error("`{step}` is running: wait for it, or cancel it")]
    Busy {
        /// The step that runs.
        step: String,
    },
    /// The step is not in a state for this.
    #[error("step `{step}` is {status}: {hint}")]
    NotNow {
        /// The step.
        step: String,
        /// Its status.
        status: String,
        /// What can be done.
        hint: String,
    },
    /// A variant must be chosen first.
    #[error("step `{step}` has variants: choose one of {variants} first")]
    ChooseFirst {
        /// The step.
        step: String,
        /// Their ids.
        variants: String,
    },
    /// The typed confirmation is missing or wrong.
    #[error("this needs a typed confirmation: type `{expected}`")]
    Confirm {
        /// What to type.
        expected: String,
    },
    /// A reason must be given.
    #[error("{what} needs a reason")]
    Reason {
        /// What.
        what: String,
    },
    /// Inputs are missing.
    #[error("step `{step}` needs {names}: give the value first")]
    MissingInput {
        /// The step.
        step: String,
        /// The inputs.
        names: String,
    },
    /// The command has places that were to be filled in.
    #[error(
        "step `{step}` has `{placeholder}` on line {line} of its command: make it an input of the runbook and give its value"
    )]
    Placeholder {
        /// The step.
        step: String,
        /// The placeholder.
        placeholder: String,
        /// The line of the command, from 1.
        line: usize,
    },
    /// Bash can't parse the command.
    #[error(
        "step `{step}`: bash can't parse line {line} of its command, and nothing of it has run: {message}"
    )]
    Syntax {
        /// The step.
        step: String,
        /// The line of the command, from 1.
        line: u32,
        /// Bash's words.
        message: String,
    },
    /// A window or a freeze stands against the deployment.
    #[error("step `{step}` begins the deployment {why}: give a reason to deploy all the same, or wait")]
    Outside {
        /// The step.
        step: String,
        /// What stands against it.
        why: String,
    },
    /// A strict window or freeze stands against the deployment.
    #[error("{step} can't begin {why}: the runbook lets nobody override it; wait")]
    Closed {
        /// The step.
        step: String,
        /// What stands against it.
        why: String,
    },
    /// The value doesn't fit.
    #[error("`{name}` can't be that: {why}")]
    BadInput {
        /// The input.
        name: String,
        /// Why.
        why: String,
    },
    /// The person may not sign here.
    #[error("{why}")]
    Signature {
        /// Why, and what to do.
        why: String,
    },
    /// The run can't end so.
    #[error("the run can't end {outcome}: {why}")]
    CannotEnd {
        /// How it was to end.
        outcome: String,
        /// Why, and what to do.
        why: String,
    },
    /// Seen but not steered: an observer's seat, or a damaged journal.
    #[error("nothing can be changed from here: {why}")]
    ReadOnly {
        /// Why.
        why: String,
    },
    /// Not the driver.
    #[error("{person} drives this run: take over first")]
    NotDriver {
        /// Who drives.
        person: String,
    },
    /// The journal can't be written.
    #[error(
        "the journal can't be written ({why}): nothing new is started; free the disk or mend the folder, then try again"
    )]
    Journal {
        /// Why.
        why: String,
    },
}
