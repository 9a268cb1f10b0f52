//! What the world's /metrics page shows.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::When;
use crate::model::span::Span;

/// `[[rehearsal.series]]`: one series with its labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// The metric's name; of a histogram, without `_bucket`.
    pub name: String,
    /// What it counts, for the HELP line; the first series of a name says it for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What it is.
    pub kind: SeriesKind,
    /// Its labels.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub labels: IndexMap<String, String>,
    /// A gauge's value, or what a counter or a histogram had counted at the start. Whole numbers stay whole.
    #[serde(default)]
    pub value: f64,
    /// A gauge that holds a time: this long before now, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ago: Option<Span>,
    /// How many a second a counter or a histogram counts, by the clock on the wall, whatever the speed.
    #[serde(default)]
    pub rate: f64,
    /// How far `rate` or a gauge's `value` swings, as a part of it: 0 to 0.9.
    #[serde(default)]
    pub jitter: f64,
    /// A histogram's bounds, rising, without the infinite one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buckets: Vec<f64>,
    /// The value that half of a histogram's observations stay below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p50: Option<f64>,
    /// The value that 95 of 100 stay below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95: Option<f64>,
    /// What is different at times; the change whose `when` holds in most keys counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub during: Vec<SeriesChange>,
}

/// `during = [{ when = { scenario = ["slow"] }, p95 = 1.8 }]`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesChange {
    /// When it is different.
    pub when: When,
    /// A gauge's value then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// How long before now a gauge's time lies then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ago: Option<Span>,
    /// How many a second then. For a gauge: how much it grows a second from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// The middle then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p50: Option<f64>,
    /// The 95th of 100 then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95: Option<f64>,
}

/// What a series is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SeriesKind {
    /// Only grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts by size.
    Histogram,
}

impl SeriesKind {
    /// The word of the TYPE line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}
