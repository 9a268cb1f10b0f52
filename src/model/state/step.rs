//! What has happened in one step.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::model::Actor;
use crate::model::event::{AttemptEnd, CriterionEnd, Observation};
use crate::model::ids::{CheckName, Person, Role, VariantId};
use crate::model::stamp::Stamp;
use crate::model::verdict::{Assurance, Meaning, Outcome};

/// What has happened in one step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepState {
    /// The chosen variant.
    pub variant: Option<VariantId>,
    /// Every attempt, in order.
    pub attempts: Vec<Attempt>,
    /// How many of them were made before the step was last reopened: they are known, but count no more.
    #[serde(default)]
    pub reopened: usize,
    /// The accepted look, of the last attempt.
    pub look: Option<Look>,
    /// The checks' round, 0 before the first.
    pub round: u32,
    /// The checks of the current round.
    pub checks: IndexMap<CheckName, CheckState>,
    /// The observation window.
    pub watch: Option<WatchState>,
    /// The sign-offs.
    pub signoffs: Vec<Signoff>,
    /// The notes: when, who, what.
    pub notes: Vec<(Stamp, String, String)>,
    /// What a person decided.
    pub settled: Option<Settled>,
    /// When the first thing happened in it.
    pub started: Option<Stamp>,
    /// When the last thing happened in it.
    pub touched: Option<Stamp>,
    /// Who last did something in it, the conductor's own work aside.
    #[serde(default)]
    pub actor: Option<Actor>,
}

impl StepState {
    /// The last attempt.
    pub fn attempt(&self) -> Option<&Attempt> {
        self.attempts.last()
    }

    /// The last attempt since the step was last reopened: the one that counts.
    pub fn counting(&self) -> Option<&Attempt> {
        self.attempts.get(self.reopened..)?.last()
    }

    /// When the first thing happened in it, attempts before a new beginning included.
    pub fn began(&self) -> Option<Stamp> {
        let first = self.attempts.first().map(|attempt| attempt.started);
        first.into_iter().chain(self.started).min()
    }

    /// The attempt that is under way.
    pub fn running(&self) -> Option<&Attempt> {
        self.attempt().filter(|attempt| attempt.end.is_none())
    }
}

/// One execution of the step's command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// The variant.
    pub variant: Option<VariantId>,
    /// When the intent was recorded.
    pub started: Stamp,
    /// By whom.
    pub by: String,
    /// Whether somebody asked to stop it.
    pub cancel_asked: bool,
    /// How and when it ended.
    pub end: Option<(Stamp, AttemptEnd)>,
}

/// An accepted look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Who looked.
    pub by: String,
    /// When.
    pub at: Stamp,
    /// Why it is all right.
    pub note: String,
}

/// One check in the current round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckState {
    /// Every try.
    pub tries: Vec<Try>,
    /// A person's answer.
    pub answer: Option<Answer>,
    /// The verdict and when it fell.
    pub verdict: Option<(Stamp, Outcome)>,
}

/// One try of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Try {
    /// From 1.
    pub number: u32,
    /// When it came out.
    pub at: Stamp,
    /// What was seen.
    pub observation: Observation,
}

/// A person's answer to a check's question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Who answered.
    pub by: String,
    /// Whether it is as it should be.
    pub yes: bool,
    /// What they saw.
    pub evidence: String,
    /// Whether it was given by the autopilot of a rehearsal.
    #[serde(default)]
    pub simulated: bool,
}

/// An observation window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchState {
    /// From 1.
    pub round: u32,
    /// When it began.
    pub started: Stamp,
    /// When and how it ended, criterion by criterion.
    pub ended: Option<(Stamp, Outcome, Vec<CriterionEnd>)>,
}

/// A signed statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signoff {
    /// Who.
    pub person: Person,
    /// In which role.
    pub role: Option<Role>,
    /// What the signature says.
    pub meaning: Meaning,
    /// What stands behind it.
    pub assurance: Assurance,
    /// When.
    pub at: Stamp,
    /// What the person adds.
    pub note: String,
    /// Whether it was given by the autopilot of a rehearsal.
    pub simulated: bool,
}

/// What a person decided about a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// What.
    pub how: Resolution,
    /// Who.
    pub by: String,
    /// When.
    pub at: Stamp,
    /// Why.
    pub reason: String,
}

/// What can be decided about a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    /// Done by hand.
    Done,
    /// It failed.
    Failed,
    /// Left out.
    Skipped,
    /// Accepted though it didn't pass.
    Waived,
}
