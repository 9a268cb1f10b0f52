//! A red flag.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::ids::{GuardId, MetricId, PhaseId, PlanId, slug};
use crate::model::quantity::Threshold;
use crate::model::span::Span;

/// `[[guard]]`: a condition that, held for a time, calls for a rollback plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guard {
    /// The guard's id; by default its title in small letters and dashes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<GuardId>,
    /// What it says.
    pub title: String,
    /// The condition.
    pub when: GuardWhen,
    /// How long it must hold. At once by default.
    #[serde(rename = "for", default)]
    pub held: Span,
    /// What follows.
    pub then: Then,
    /// The phases in which it watches; by default from the first step of a deploy phase to the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub during: Vec<PhaseId>,
}

impl Guard {
    /// The id, stated or made from the title.
    pub fn id(&self) -> GuardId {
        self.id.clone().unwrap_or_else(|| GuardId::new(slug(&self.title)))
    }
}

/// `when = { metric = "error-rate", is = "> 5%" }`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuardWhen {
    /// The metric.
    pub metric: MetricId,
    /// The threshold that calls.
    pub is: Threshold,
}

/// `then = { offer = "plan" }`, or `start` where policy allows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Then {
    /// Offer the plan to the driver.
    Offer(PlanId),
    /// Start the plan.
    Start(PlanId),
}

impl Then {
    /// The plan.
    pub const fn plan(&self) -> &PlanId {
        match self {
            Self::Offer(plan) | Self::Start(plan) => plan,
        }
    }
}
