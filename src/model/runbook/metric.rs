//! What is drawn as a live pane, and where it is read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::ids::{MetricId, SourceId};
use crate::model::quantity::{Threshold, Unit};
use crate::model::span::Span;

/// `[[metric]]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// The metric's id.
    pub id: MetricId,
    /// The title.
    pub title: String,
    /// `PromQL`; the same text for a Prometheus server and for a bare /metrics page.
    pub query: String,
    /// What the number counts.
    #[serde(default)]
    pub unit: Unit,
    /// Where it is read; may be left out where the runbook has one source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceId>,
    /// Shown as a warning when met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<Threshold>,
    /// Shown as critical when met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critical: Option<Threshold>,
}

/// `[source.NAME]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Source {
    /// A bare /metrics page.
    #[serde(rename_all = "snake_case")]
    Scrape {
        /// The page; `${name}` works.
        url: String,
        /// How often. 5 s by default.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        every: Option<Span>,
    },
    /// A Prometheus server.
    #[serde(rename_all = "snake_case")]
    Prometheus {
        /// The server; `${name}` works.
        url: String,
        /// How often. 5 s by default.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        every: Option<Span>,
    },
}

impl Source {
    /// How often a source is read that doesn't say.
    pub const DEFAULT_EVERY: Span = Span::seconds(5);

    /// The address, with its `${…}`.
    pub fn url(&self) -> &str {
        match self {
            Self::Scrape { url, .. } | Self::Prometheus { url, .. } => url,
        }
    }

    /// How often it is read.
    pub fn every(&self) -> Span {
        match self {
            Self::Scrape { every, .. } | Self::Prometheus { every, .. } => every.unwrap_or(Self::DEFAULT_EVERY),
        }
    }
}
