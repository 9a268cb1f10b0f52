//! What leads to the pods of the world's cluster.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::ids::Mark;

/// `[[rehearsal.service]]`: a service; its endpoints are the ready pods that it selects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorldService {
    /// Its name.
    pub name: String,
    /// Its namespace; the cluster's own by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The labels of the pods that it leads to: `{ app = "api", slot = "blue" }`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub selector: IndexMap<String, String>,
    /// The port. 80 by default.
    #[serde(default = "port", skip_serializing_if = "is_port")]
    pub port: u16,
    /// Where the world's services answer for it, as for a deployment; that of the pods by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http: Option<String>,
    /// Marks that stand as long as it leads there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mark: Vec<ServiceMark>,
}

/// `mark = [{ set = "green-live", selector = { slot = "green" } }]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceMark {
    /// The mark. It goes when the service leads elsewhere.
    pub set: Mark,
    /// The service selects by these labels, among others.
    pub selector: IndexMap<String, String>,
}

const fn port() -> u16 {
    80
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_port(port: &u16) -> bool {
    *port == 80
}
