//! A red flag.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::GuardWhen;
use crate::model::ids::{GuardId, PhaseId, PlanId, slug};
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
    /// Once it fires, the threshold that counts as clear; by default `when.is` not being met. Of a metric only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clear: Option<Threshold>,
    /// What no series, or no number, counts as. `blind` by default.
    #[serde(default, skip_serializing_if = "Unseen::is_blind")]
    pub no_data: Unseen,
    /// What a source that fails, or a probe that could not observe, counts as. `blind` by default.
    #[serde(default, skip_serializing_if = "Unseen::is_blind")]
    pub on_error: Unseen,
    /// How long it goes on firing once it is acknowledged and clear. Not at all by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_firing: Option<Span>,
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

/// What an evaluation that saw nothing counts as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unseen {
    /// Nothing: the guard stays where it is, more than two in a row are not credited, and it is shown as blind.
    #[default]
    Blind,
    /// The condition holds.
    Firing,
    /// The condition does not hold.
    Ok,
}

impl Unseen {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
    fn is_blind(&self) -> bool {
        *self == Self::Blind
    }
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
