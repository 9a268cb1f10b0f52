//! A log that is followed beside the steps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::ids::LogId;

/// `[[log]]`: a command whose output is followed in a pane. Nothing of it decides anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// The log's id.
    pub id: LogId,
    /// The title.
    pub title: String,
    /// The command that follows, as bash: `docker logs -f --tail 50 api`. Started again when it ends.
    pub run: String,
    /// Regular expressions whose matches are marked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub highlight: Vec<String>,
    /// Regular expressions whose matching lines are counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub count: Vec<String>,
}
