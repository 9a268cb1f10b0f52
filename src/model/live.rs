//! What passes by and is not journalled: a client that misses some of it has lost nothing.

use serde::{Deserialize, Serialize};

use super::ids::{MetricId, Person, StepId};
use super::stamp::Stamp;

/// Something to be shown now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "live", content = "with", rename_all = "kebab-case")]
pub enum Live {
    /// A transcript has grown.
    Output {
        /// The step.
        step: StepId,
        /// The attempt.
        attempt: u32,
        /// Its bytes so far.
        bytes: u64,
        /// Its lines so far.
        lines: u64,
    },
    /// A metric was sampled.
    Sampled {
        /// The metric.
        metric: MetricId,
        /// When.
        at: Stamp,
        /// The value in the unit's base; `None` where nothing could be observed.
        value: Option<f64>,
        /// Why there is no value; empty where there is one.
        reason: String,
    },
    /// How a watch stands.
    Watch {
        /// The step.
        step: StepId,
        /// Each criterion's name, whether it holds now, and what is seen.
        criteria: Vec<(String, bool, String)>,
        /// When the window closes.
        until: Stamp,
    },
    /// Who is here.
    Presence {
        /// The clients.
        clients: Vec<Here>,
    },
    /// The journal can't be written; `None` when it can again.
    Stuck {
        /// Why.
        reason: Option<String>,
    },
}

/// A client that is attached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Here {
    /// Who.
    pub person: Person,
    /// As what.
    pub role: Seat,
}

/// As what a client is attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seat {
    /// Drives.
    Driver,
    /// Watches, signs, may take over.
    Pair,
    /// Watches.
    Observer,
}
