//! An observation window.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::ids::MetricId;
use crate::model::quantity::Threshold;
use crate::model::span::Span;

/// `[phase.step.watch]`: criteria that must hold throughout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// How long.
    #[serde(rename = "for")]
    pub lasts: Span,
    /// How often each criterion is sampled. 5 s by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Span>,
    /// How much of the window must have been seen, in percent. 80 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_coverage: Option<u8>,
    /// What must hold.
    pub criteria: Vec<Criterion>,
}

/// One thing that must hold during a watch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// What must hold, in words.
    pub name: String,
    /// The metric.
    pub metric: MetricId,
    /// The threshold that every sample must meet.
    pub is: Threshold,
    /// How many samples may miss it. 0 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow: Option<u32>,
}
