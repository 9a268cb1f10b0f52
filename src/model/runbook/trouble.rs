//! Known troubles.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Step;
use crate::model::ids::{StepId, TroubleId};

/// `[[trouble]]`: symptoms, diagnosis, causes, resolution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trouble {
    /// The id.
    pub id: TroubleId,
    /// The title.
    pub title: String,
    /// How it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub symptoms: Vec<String>,
    /// Steps where it may show.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepId>,
    /// How to find the cause; run in place, outside the order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnosis: Vec<Step>,
    /// What it may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cause: Vec<Cause>,
    /// What to do; run in place, outside the order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resolution: Vec<Step>,
}

impl Trouble {
    /// Its steps: diagnosis, then resolution.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.diagnosis.iter().chain(&self.resolution)
    }
}

/// `[[trouble.cause]]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// The cause.
    pub title: String,
    /// How it comes about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What to do about it.
    pub solution: String,
}
