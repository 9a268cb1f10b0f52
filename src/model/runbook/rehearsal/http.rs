//! What the world's services answer.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::When;
use crate::model::ids::Mark;
use crate::model::span::Span;

/// `[[rehearsal.http]]`: an answer of one of the services. The one whose `when` holds in most keys answers, then the
/// one whose path says most, then the one that names the method, then the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HttpAnswer {
    /// The path, where `*` stands for anything; with a `?` in it the query is looked at, too.
    pub path: String,
    /// The method; any where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// When it answers so.
    #[serde(default, skip_serializing_if = "When::is_always")]
    pub when: When,
    /// The status. 200 by default.
    #[serde(default = "ok", skip_serializing_if = "is_ok")]
    pub status: u16,
    /// Further headers.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub headers: IndexMap<String, String>,
    /// The body: `body.text = "…"`, `body.json = { … }` or `body = "metrics"`. Empty by default.
    #[serde(default)]
    pub body: Body,
    /// How long the answer takes, at most 60 s; the same at every speed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Span>,
    /// Marks that the request sets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// Marks that the request removes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmarks: Vec<Mark>,
}

const fn ok() -> u16 {
    200
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_ok(status: &u16) -> bool {
    *status == 200
}

/// What an answer holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// A text.
    Text(String),
    /// JSON. A text in it that is nothing but `${series.NAME}` or `${unix}` becomes a number.
    Json(serde_json::Value),
    /// The /metrics page.
    Metrics,
}

impl Default for Body {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

/// A request's method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// GET, and HEAD with it.
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

impl Method {
    /// The method as it stands in a request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}
