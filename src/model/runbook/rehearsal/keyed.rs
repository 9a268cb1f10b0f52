//! Further objects of the world's cluster.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[[rehearsal.secret]]`, `[[rehearsal.config]]`: a secret or a config map, with made-up values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorldKeys {
    /// Its name.
    pub name: String,
    /// Its namespace; the cluster's own by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Keys and their values in clear.
    #[serde(default)]
    pub keys: IndexMap<String, String>,
}

/// `[[rehearsal.object]]`: any other object, as a manifest in TOML: an ingress, an autoscaler, a cron job, one of a kind
/// that the cluster doesn't know by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorldObject {
    /// The manifest, with `apiVersion`, `kind` and `metadata.name`.
    pub manifest: serde_json::Map<String, serde_json::Value>,
}
