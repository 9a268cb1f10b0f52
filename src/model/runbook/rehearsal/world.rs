//! `[rehearsal]`

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cluster::DEFAULT_NAMESPACE;
use super::{
    HttpAnswer, Scenario, Series, Tool, WorldCluster, WorldDeployment, WorldFile, WorldJob, WorldKeys,
    WorldObject, WorldService,
};
use crate::model::ids::InputName;

/// `[rehearsal]`: what the world that a rehearsal runs against looks like.
///
/// Texts may hold `${world}` (the world's address), `${world_host}` (host and port), `${folder}` (the workspace),
/// `${kubeconfig}` (the path of the cluster's kubeconfig), `${kubernetes}` (the cluster's address), `${time}`, `${time:-1h}` and `${time:+60d:%b %e %Y}` (now, or then, in UTC), `${unix}` and `${unix:-1h}`,
/// `${series.NAME}` (what a series reads now, summed over its labels), `${rows:N}` (N lines of made-up data),
/// `${hash:N}` (N made-up hexadecimal digits), and in a tool's answer `${args}` and `${1}` to `${9}` (what the stars of
/// `args` stood for). Anything else is left as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rehearsal {
    /// Inputs and environment values as they are in the world; `${world}` is its address.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub set: IndexMap<InputName, String>,
    /// What can go wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenario: Vec<Scenario>,
    /// What the services answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub http: Vec<HttpAnswer>,
    /// What the /metrics page shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
    /// What stands in for the tools; a tool named here is never the host's own in a rehearsal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tool: Vec<Tool>,
    /// What lies in the workspace.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub file: Vec<WorldFile>,
    /// The cluster's settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kubernetes: Option<WorldCluster>,
    /// What runs in the cluster.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deployment: Vec<WorldDeployment>,
    /// What leads to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service: Vec<WorldService>,
    /// How jobs go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub job: Vec<WorldJob>,
    /// The cluster's secrets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secret: Vec<WorldKeys>,
    /// The cluster's config maps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub config: Vec<WorldKeys>,
    /// Further objects of the cluster.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub object: Vec<WorldObject>,
}

impl Rehearsal {
    /// Whether the world has a Kubernetes cluster.
    pub fn has_cluster(&self) -> bool {
        self.kubernetes.is_some()
            || !(self.deployment.is_empty()
                && self.service.is_empty()
                && self.job.is_empty()
                && self.secret.is_empty()
                && self.config.is_empty()
                && self.object.is_empty())
    }

    /// The namespace of what names none.
    pub fn namespace(&self) -> &str {
        self.kubernetes.as_ref().map_or(DEFAULT_NAMESPACE, |cluster| cluster.namespace.as_str())
    }
}
