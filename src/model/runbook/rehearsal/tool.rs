//! What stands in for a tool.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::When;
use crate::model::ids::Mark;
use crate::model::span::Span;

/// `[[rehearsal.tool]]`: a program that the rehearsal never calls for real. Called in a way that no answer speaks of, it
/// says what it would have done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// The program's name, without a path.
    pub name: String,
    /// What becomes of what is piped into it.
    #[serde(default)]
    pub stdin: Stdin,
    /// What it answers: the answer whose `when` holds in most keys, then the one whose `args` say most, then the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answer: Vec<Answer>,
}

/// What becomes of what is piped into a tool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stdin {
    /// It is read to its end.
    #[default]
    Read,
    /// It is left for the next command, as in a `while read` loop.
    Leave,
}

/// `[[rehearsal.tool.answer]]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The arguments, joined by blanks, where `*` stands for anything. Any by default.
    #[serde(default = "any", skip_serializing_if = "is_any")]
    pub args: String,
    /// When it answers so.
    #[serde(default, skip_serializing_if = "When::is_always")]
    pub when: When,
    /// What it prints.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub print: String,
    /// What it prints on stderr.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stderr: String,
    /// Its exit code.
    #[serde(default)]
    pub exit: u8,
    /// How long it takes, divided by the speed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes: Option<Span>,
    /// Files that it writes, with their text; only ever in the workspace.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub makes: IndexMap<String, String>,
    /// What it changes in the world's cluster.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patches: Vec<ClusterPatch>,
    /// Marks that it sets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// Marks that it removes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmarks: Vec<Mark>,
}

/// A change of one object in the world's cluster: what a tool does there that stands for a whole script.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClusterPatch {
    /// The object: `deployment/NAME`, `service/NAME`, …
    pub object: String,
    /// Its namespace; the cluster's own by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// What is merged into it, as `kubectl patch` does.
    pub with: serde_json::Map<String, serde_json::Value>,
}

impl ClusterPatch {
    /// The objects that can be changed, with where the API has them.
    pub const KINDS: [(&'static str, &'static str, &'static str); 5] = [
        ("deployment", "apis/apps/v1", "deployments"),
        ("statefulset", "apis/apps/v1", "statefulsets"),
        ("service", "api/v1", "services"),
        ("configmap", "api/v1", "configmaps"),
        ("secret", "api/v1", "secrets"),
    ];

    /// Group with version, plural and name; `None` where it is none of those.
    pub fn place(&self) -> Option<(&'static str, &'static str, &str)> {
        let (kind, name) = self.object.split_once('/')?;
        let (_, group, plural) = Self::KINDS.into_iter().find(|(known, _, _)| *known == kind)?;
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
        (plain && !name.is_empty()).then_some((group, plural, name))
    }
}

fn any() -> String {
    "*".to_owned()
}

fn is_any(args: &str) -> bool {
    args == "*"
}
