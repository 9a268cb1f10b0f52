//! How grave an incident is, and what follows when one is declared.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Link, Step};
use crate::model::ids::SeverityId;
use crate::model::span::Span;

/// `[[severity]]`: what counts as it, how soon service is to be restored, who is told when, and the procedure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Severity {
    /// The severity's id: `p0`.
    pub id: SeverityId,
    /// The title.
    pub title: String,
    /// What counts as it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What to know before the procedure begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Within what time service is to be restored, from the declaration on: the incident's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rto: Option<Span>,
    /// Within what time somebody is to answer: the first acknowledgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respond: Option<Span>,
    /// Who is told when, soonest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalate: Vec<Level>,
    /// The procedure; run in place, outside the order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub step: Vec<Step>,
    /// Dashboards and documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub link: Vec<Link>,
}

/// One level of an escalation: `{ to = "L2 · team lead", after = "15m", contact = "DevOps Lead" }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Who is told.
    pub to: String,
    /// How long after the declaration.
    pub after: Span,
    /// The role under which they stand among the contacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}
