//! What a run asks for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[input.NAME]`: a value that a run needs. It comes from `--set`, else from the variable `env`, else from the
/// person, who is shown the default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The question. Without one, the value must come from the environment or the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
    /// What the value is for and where to find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The variable of the caller's environment to take it from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env: Option<String>,
    /// What to offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Default_>,
    /// A regular expression that the whole value must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The values to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Masked wherever it might show; never journalled.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
    /// May be empty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Asked when the first step that uses it comes up, not at the start.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub later: bool,
}

/// Where an input's default comes from: `default.value = "…"` or `default.run = "…"`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Default_ {
    /// This text.
    Value(String),
    /// The first line that this command prints.
    Run(String),
}
