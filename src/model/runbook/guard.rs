//! A red flag.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::ids::{GuardId, MetricId, PhaseId, PlanId, SeverityId, slug};
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

/// `then = { offer = "plan" }`, or `start` where policy allows it; and `declare = "p0"` beside them, or alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Then {
    /// Offer this plan to the driver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<PlanId>,
    /// Start this plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<PlanId>,
    /// Declare an incident of this severity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declare: Option<SeverityId>,
}

/// What a guard does with its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call<'a> {
    /// It offers the plan to the driver.
    Offer(&'a PlanId),
    /// It starts the plan.
    Start(&'a PlanId),
}

impl Then {
    /// What is done with which plan; the lint lets only one of the two stand.
    pub fn call(&self) -> Option<Call<'_>> {
        self.start.as_ref().map(Call::Start).or_else(|| self.offer.as_ref().map(Call::Offer))
    }

    /// The plan.
    pub fn plan(&self) -> Option<&PlanId> {
        self.start.as_ref().or(self.offer.as_ref())
    }
}
