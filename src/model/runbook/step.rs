//! One line of work.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Check, Link, Watch};
use crate::model::ids::{EnvironmentName, InputName, PlanId, Role, StepId, VariantId};
use crate::model::span::{Span, Takes};

/// `[[phase.step]]`, and the steps of plans and troubleshooting. A step without a command, checks, watch or gate is
/// done by hand and marked done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The step's id, unique in the whole file.
    pub id: StepId,
    /// The title.
    pub title: String,
    /// What to do and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A warning shown in a box of its own before the command: what can't be undone, what gets lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// Single things to do or to look at, shown as bullets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<String>,
    /// What goes wrong if this goes wrong. High and critical ask for a typed confirmation.
    #[serde(default)]
    pub risk: Risk,
    /// How long it takes: `2m` or `2-5m`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes: Option<Takes>,
    /// May be skipped without a reason.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Whether the step applies at all; every given key must hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The command: bash text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// The command needs a terminal (an editor, `psql`, `watch`, a password prompt).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub terminal: bool,
    /// The command is cancelled after this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Span>,
    /// Run the command again by itself when it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// Ways to do it, of which the driver chooses one: `[[phase.step.variant]]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variant: Vec<Variant>,
    /// Variables that the command sets for later steps, where the text doesn't show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<InputName>,
    /// What the command should print, for the eye.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<String>,
    /// Checks, run side by side once the command has passed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub check: Vec<Check>,
    /// An observation window after the checks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watch: Option<Watch>,
    /// Who polls GO or NO-GO here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gate>,
    /// Who signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signoff: Option<SignoffRule>,
    /// The plan to offer when the step fails; by default the runbook's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<PlanId>,
    /// Troubleshooting issues that belong to the step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trouble: Vec<crate::model::ids::TroubleId>,
    /// Dashboards and documents for this step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub link: Vec<Link>,
    /// The line of the imported document that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_line: Option<u32>,
}

impl Step {
    /// The command to run, with `chosen` where the step has variants; `None` where there is nothing to run or
    /// nothing chosen yet.
    pub fn command(&self, chosen: Option<&VariantId>) -> Option<&str> {
        if self.variant.is_empty() {
            return self.run.as_deref();
        }
        let chosen = chosen?;
        self.variant.iter().find(|variant| variant.id == *chosen).map(|variant| variant.run.as_str())
    }

    /// The checks of the step and of the chosen variant, in their order.
    pub fn checks<'a>(&'a self, chosen: Option<&VariantId>) -> impl Iterator<Item = &'a Check> {
        let variant = chosen.and_then(|id| self.variant.iter().find(|variant| variant.id == *id));
        self.check.iter().chain(variant.into_iter().flat_map(|variant| &variant.check))
    }

    /// Whether there is a command at all, be it in a variant.
    pub fn has_command(&self) -> bool {
        self.run.is_some() || !self.variant.is_empty()
    }

    /// Whether a run of it needs a terminal.
    pub fn needs_terminal(&self, chosen: Option<&VariantId>) -> bool {
        let variant = chosen.and_then(|id| self.variant.iter().find(|variant| variant.id == *id));
        variant.map_or(self.terminal, |variant| variant.terminal)
    }
}

/// What is at stake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    /// Nothing.
    #[default]
    None,
    /// Little.
    Low,
    /// Something that takes time to mend.
    Medium,
    /// The service.
    High,
    /// The service or its data, at once.
    Critical,
}

impl Risk {
    /// Whether the driver types a confirmation before the command runs.
    pub fn wants_confirmation(self) -> bool {
        self >= Self::High
    }

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// `[[phase.step.variant]]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The variant's id, unique in its step.
    pub id: VariantId,
    /// The title.
    pub title: String,
    /// When to choose it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The command: bash text.
    pub run: String,
    /// The command needs a terminal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub terminal: bool,
    /// Checks of this variant alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub check: Vec<Check>,
}

/// When a step applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Condition {
    /// In these target environments: `when.environment = ["production"]`.
    Environment(Vec<EnvironmentName>),
    /// An input has a value: `when.input = { name = "queue", is = "paused" }`.
    Input {
        /// The input.
        name: InputName,
        /// The value that it must have.
        is: String,
    },
    /// A step was done, not skipped: `when.done = "queue-drain"`.
    Done(StepId),
    /// A variant was chosen: `when.chosen = { step = "deploy", variant = "compose" }`.
    Chosen {
        /// The step with the variants.
        step: StepId,
        /// The variant.
        variant: VariantId,
    },
}

/// `retry = { attempts = 3, every = "10s" }`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// How many attempts in all, at most.
    pub attempts: u32,
    /// The pause between two.
    #[serde(default)]
    pub every: Span,
}

/// `signoff = { roles = ["deployer"], four_eyes = true }`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignoffRule {
    /// Who may sign; empty: anybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// Two distinct persons sign.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub four_eyes: bool,
    /// What they state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
}

impl SignoffRule {
    /// How many distinct persons sign.
    pub fn persons(&self) -> usize {
        if self.four_eyes { 2 } else { 1 }
    }
}

/// `gate = { roles = ["deployer", "platform-lead"] }`: each role says GO before the run goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// Who polls.
    pub roles: Vec<Role>,
    /// What is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
    /// How many of the roles must say GO; all of them by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<u32>,
}

impl Gate {
    /// How many roles must say GO.
    pub fn quorum(&self) -> usize {
        let wanted = self.quorum.and_then(|quorum| usize::try_from(quorum).ok());
        wanted.unwrap_or(self.roles.len()).min(self.roles.len())
    }
}

impl Default for StepId {
    fn default() -> Self {
        Self::new("")
    }
}
