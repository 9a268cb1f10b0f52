//! How jobs go in the world's cluster.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::When;
use super::deployment::{any, is_any};
use crate::model::ids::Mark;
use crate::model::span::Span;

/// `[[rehearsal.job]]`: how a job goes that somebody creates. The one whose `when` holds in most keys counts, then the
/// one whose name says most, then the first; a job that none speaks of takes 5 s and completes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorldJob {
    /// The job's name, where `*` stands for anything. Any by default.
    #[serde(default = "any", skip_serializing_if = "is_any")]
    pub name: String,
    /// When it goes so; looked at when the job's pod starts.
    #[serde(default, skip_serializing_if = "When::is_always")]
    pub when: When,
    /// How long it takes, divided by the speed. 5 s by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes: Option<Span>,
    /// What its pod logs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub logs: Vec<String>,
    /// The exit code of its container: with another than 0 the job fails after one try.
    #[serde(default)]
    pub exit: u8,
    /// Marks that its end sets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// Marks that its end removes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmarks: Vec<Mark>,
}
