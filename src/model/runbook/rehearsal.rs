//! The simulated world.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::ids::InputName;

/// `[rehearsal]`: what the world that a rehearsal runs against looks like.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rehearsal {
    /// Inputs and environment values as they are in the world; `${world}` is its address.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub set: IndexMap<InputName, String>,
}
