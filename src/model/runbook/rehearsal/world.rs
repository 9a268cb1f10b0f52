//! `[rehearsal]`

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{HttpAnswer, Scenario, Series, Tool, WorldDns, WorldFile, WorldPostgres, WorldRedis, WorldTls};
use crate::model::ids::InputName;

/// `[rehearsal]`: what the world that a rehearsal runs against looks like.
///
/// Texts may hold `${world}` (the world's address), `${world_host}` (host and port), `${world_redis}`, `${world_postgres}`,
/// `${world_dns}` and `${world_tls}` (host and port of these), `${folder}` (the workspace),
/// `${time}`, `${time:-1h}` and `${time:+60d:%b %e %Y}` (now, or then, in UTC), `${unix}` and `${unix:-1h}`,
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
    /// A Redis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redis: Option<WorldRedis>,
    /// A PostgreSQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postgres: Option<WorldPostgres>,
    /// What the name server knows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dns: Vec<WorldDns>,
    /// What the TLS server presents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tls: Vec<WorldTls>,
}
