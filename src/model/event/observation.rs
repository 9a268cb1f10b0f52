//! What checks and watches saw.

use serde::{Deserialize, Serialize};

use crate::model::verdict::Outcome;

/// What one try of a check saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// How it came out.
    pub outcome: Outcome,
    /// What was asked, resolved and masked: a URL, a query, a path.
    pub query: String,
    /// What was seen, masked; empty where nothing was.
    pub observed: String,
    /// Why it came out so, for people.
    pub reason: String,
    /// How long it took.
    pub took_ms: u64,
    /// Whether it came from the simulated world.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub simulated: bool,
}

/// How one criterion of a watch came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionEnd {
    /// The criterion's name.
    pub name: String,
    /// Its verdict.
    pub verdict: Outcome,
    /// What was seen: samples, worst value, coverage.
    pub observed: String,
}
