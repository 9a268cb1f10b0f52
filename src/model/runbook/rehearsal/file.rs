//! What lies in the workspace.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[[rehearsal.file]]`: a file that is there when the rehearsal begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorldFile {
    /// Where, below the workspace; a path that ends in `/` is a folder.
    pub path: String,
    /// What it says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// May be run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub executable: bool,
    /// Answers as the `[[rehearsal.tool]]` of this name does, in place of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
}
