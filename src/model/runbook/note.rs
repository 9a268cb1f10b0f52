//! Text to look up.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[[note]]`: text that belongs to no step, to be looked up during a run; what an imported document says beside its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What it is about.
    pub title: String,
    /// The text.
    pub text: String,
    /// The line of the imported document that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_line: Option<u32>,
}
