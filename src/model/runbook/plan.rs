//! The way back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Step;
use crate::model::ids::PlanId;
use crate::model::span::Span;

/// `[[plan]]`: a rollback plan. Its steps are taken one after the other; the deployment stands still meanwhile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The plan's id.
    pub id: PlanId,
    /// The title.
    pub title: String,
    /// When to choose it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What can't be undone or gets lost; shown before the plan starts, and typed confirmation asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// How soon it should be through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
    /// The plan whose steps follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<PlanId>,
    /// Only part of other plans: never offered by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub part: bool,
    /// The steps.
    #[serde(default)]
    pub step: Vec<Step>,
}
