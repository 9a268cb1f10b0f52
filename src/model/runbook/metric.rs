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
    /// The value when the deployment begins is kept, the difference shown, and `probe.compare` holds against it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub baseline: bool,
    /// How far back the baseline reaches; its value is the median of what was seen. 5 m by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline_window: Option<Span>,
}

impl Metric {
    /// How far back the baseline reaches.
    pub fn baseline_window(&self) -> Span {
        self.baseline_window.unwrap_or(Span::seconds(300))
    }
}

/// Who asks a source; `${name}` works, and a secret input keeps it out of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum SourceAuth {
    /// A bearer token.
    Bearer(String),
    /// A name and a password.
    Basic {
        /// The name.
        user: String,
        /// The password.
        #[serde(default)]
        password: String,
    },
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
        /// Who asks.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        auth: Option<SourceAuth>,
    },
    /// A Prometheus server.
    #[serde(rename_all = "snake_case")]
    Prometheus {
        /// The server; `${name}` works.
        url: String,
        /// How often. 5 s by default.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        every: Option<Span>,
        /// Who asks.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        auth: Option<SourceAuth>,
        /// How far back a chart begins, asked for once at the start. 30 m by default.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        history: Option<Span>,
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

    /// Who asks, with its `${…}`.
    pub fn auth(&self) -> Option<&SourceAuth> {
        match self {
            Self::Scrape { auth, .. } | Self::Prometheus { auth, .. } => auth.as_ref(),
        }
    }

    /// How far back a chart begins; a bare page has no past.
    pub fn history(&self) -> Option<Span> {
        match self {
            Self::Scrape { .. } => None,
            Self::Prometheus { history, .. } => Some(history.unwrap_or(Span::seconds(30 * 60))),
        }
    }

    /// How often it is read.
    pub fn every(&self) -> Span {
        match self {
            Self::Scrape { every, .. } | Self::Prometheus { every, .. } => {
                every.unwrap_or(Self::DEFAULT_EVERY)
            }
        }
    }
}
