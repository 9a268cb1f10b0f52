//! What passes by.

use serde::{Deserialize, Serialize};

use super::{GuardNow, Here, LogLine, LogNow, Trend};
use crate::model::ids::{GuardId, LogId, MetricId, StepId};
use crate::model::stamp::Stamp;

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
        /// Which way it goes, where enough was seen to tell.
        #[serde(default)]
        trend: Option<Trend>,
    },
    /// The past of a metric, oldest first: it stands in place of every sample told before. Comes once to a client that
    /// attaches, and again when a source has told its history.
    History {
        /// The metric.
        metric: MetricId,
        /// When, and the value in the unit's base; `None` is a gap.
        points: Vec<(Stamp, Option<f64>)>,
    },
    /// A metric's source has gone silent: more than two samples in a row did not come at all. The next
    /// [`Live::Sampled`] ends it.
    Stale {
        /// The metric.
        metric: MetricId,
        /// When a sample last came, if one did.
        last: Option<Stamp>,
    },
    /// How a guard stands, between the moves that are journalled.
    Guard {
        /// The guard.
        guard: GuardId,
        /// How.
        now: GuardNow,
    },
    /// New lines of a log, oldest first; a number that is known already is the same line again.
    LogLines {
        /// The log.
        log: LogId,
        /// The lines.
        lines: Vec<LogLine>,
    },
    /// How a log stands.
    Log {
        /// The log.
        log: LogId,
        /// How.
        now: LogNow,
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
