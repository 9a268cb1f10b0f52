//! The world's Kubernetes cluster.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[rehearsal.kubernetes]`: a cluster for `kubectl` and the `kubernetes` probe. It is there as soon as this table or
/// one of its objects is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorldCluster {
    /// The contexts of the kubeconfig, all of this one cluster; the first is the current one. `rehearsal` by default.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<String>,
    /// The namespace of the contexts, and of objects that name none. `default` by default.
    #[serde(default = "default_namespace", skip_serializing_if = "is_default_namespace")]
    pub namespace: String,
    /// Further namespaces that are there; those that the objects name need no mention.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub namespaces: Vec<String>,
}

/// The namespace of what names none, where the cluster names none either.
pub(super) const DEFAULT_NAMESPACE: &str = "default";

fn default_namespace() -> String {
    DEFAULT_NAMESPACE.to_owned()
}

fn is_default_namespace(name: &str) -> bool {
    name == DEFAULT_NAMESPACE
}
