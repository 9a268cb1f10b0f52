//! The print copy.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::ids::StepId;

/// `[print]`: the checklist that is filled and exported, line by line, mapped to steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Print {
    /// The heading.
    pub heading: String,
    /// The sections.
    pub sections: Vec<Section>,
}

/// A titled group of lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The title.
    pub title: String,
    /// The lines are n/a unless a rollback plan ran.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rollback: bool,
    /// The lines.
    pub lines: Vec<Line>,
}

/// One line of the print copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// The steps that must all be done for the mark.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepId>,
    /// Steps of which one done is enough: those of different plans, say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<StepId>,
}

impl Line {
    /// Every step it names.
    pub fn named(&self) -> impl Iterator<Item = &StepId> {
        self.steps.iter().chain(&self.any)
    }
}
