//! A titled group of steps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Step;
use crate::model::ids::PhaseId;
use crate::model::span::{Due, Span};

/// `[[phase]]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// The phase's id.
    pub id: PhaseId,
    /// The title.
    pub title: String,
    /// What the phase is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// When it is due, relative to the deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// How long the phase may take in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Span>,
    /// Whether its steps may be taken in any order.
    #[serde(default)]
    pub order: Order,
    /// Before, during or after the deployment; by default what `due` says, and without a `due`: deploy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// The steps.
    #[serde(default)]
    pub step: Vec<Step>,
}

impl Phase {
    /// The stage, stated or derived from `due`.
    pub fn stage(&self) -> Stage {
        self.stage.unwrap_or_else(|| match self.due.map_or(0, Due::as_millis) {
            ..0 => Stage::Before,
            0 => Stage::Deploy,
            1.. => Stage::After,
        })
    }
}

/// In which order the steps of a phase may be taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// One after the other.
    #[default]
    Strict,
    /// As they come.
    Free,
}

/// Where a phase stands to the deployment. Guards watch from the first step of a deploy phase on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Preparation.
    Before,
    /// The deployment itself.
    Deploy,
    /// Validation and what follows.
    After,
}
