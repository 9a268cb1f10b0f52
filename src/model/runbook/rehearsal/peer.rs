//! What the world's databases, name server and TLS server answer.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::When;
use crate::model::span::Span;

/// `[rehearsal.redis]`: a Redis on loopback, at `${world_redis}`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorldRedis {
    /// Further fields of INFO.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub info: IndexMap<String, String>,
    /// Keys that are lists, with how many items each holds: a number, or `${series.NAME}`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub length: IndexMap<String, String>,
    /// How long a snapshot takes, divided by the speed. 1 s by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saves_in: Option<Span>,
    /// When it answers nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub down: Option<When>,
}

/// `[rehearsal.postgres]`: a PostgreSQL on loopback, at `${world_postgres}`. It takes any name and password.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorldPostgres {
    /// What it answers; the one whose `when` holds in most keys, then whose `query` says most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answer: Vec<SqlAnswer>,
    /// When it answers nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub down: Option<When>,
}

/// `[[rehearsal.postgres.answer]]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SqlAnswer {
    /// The query, where `*` stands for anything, without regard to case or blanks.
    pub query: String,
    /// When it answers so.
    #[serde(default, skip_serializing_if = "When::is_always")]
    pub when: When,
    /// The rows, each a list of texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Vec<String>>,
    /// The error instead: the text after the five characters of its code, such as `42P01 relation "x" does not exist`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// `[[rehearsal.dns]]`: records that the name server at `${world_dns}` knows. Any other name doesn't exist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorldDns {
    /// The name.
    pub name: String,
    /// `A` (default), `AAAA`, `CNAME`, `MX` (`10 mail.example.org`), `TXT`, `NS`.
    #[serde(default = "a", rename = "type")]
    pub record_type: String,
    /// The records.
    pub is: Vec<String>,
    /// When it knows them.
    #[serde(default, skip_serializing_if = "When::is_always")]
    pub when: When,
}

fn a() -> String {
    "A".to_owned()
}

/// `[[rehearsal.tls]]`: a certificate that the TLS server at `${world_tls}` presents to who asks for one of its names.
/// Commands and `tls` probes of the rehearsal trust its authority by `SSL_CERT_FILE`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorldTls {
    /// The names that it is for.
    pub names: Vec<String>,
    /// How long it is still valid when the world begins: `60d`; `0s` is an expired one.
    pub left: Span,
    /// Its authority's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// When it presents this one.
    #[serde(default, skip_serializing_if = "When::is_always")]
    pub when: When,
}
