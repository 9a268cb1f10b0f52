//! What passed by and is in no journal: samples, watches, who is here.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::model::ids::{MetricId, StepId};
use crate::model::live::{Here, Live};
use crate::model::stamp::Stamp;

/// How many samples of a metric are kept: more than the widest screen has columns.
const KEPT: usize = 600;

/// One sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// When.
    pub at: Stamp,
    /// The value in the unit's base.
    pub value: Option<f64>,
    /// Why there is none.
    pub reason: String,
}

/// How a watch stands.
#[derive(Clone, Debug, PartialEq)]
pub struct WatchSeen {
    /// Each criterion's name, whether it holds, and what is seen.
    pub criteria: Vec<(String, bool, String)>,
    /// When the window closes.
    pub until: Stamp,
}

/// What passed by.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The last samples of each metric.
    pub samples: BTreeMap<MetricId, VecDeque<Sample>>,
    /// How watches stand.
    pub watches: HashMap<StepId, WatchSeen>,
    /// Bytes and lines of transcripts that have grown.
    pub grown: HashMap<(StepId, u32), (u64, u64)>,
    /// Who is here.
    pub clients: Vec<Here>,
    /// Why the journal can't be written.
    pub stuck: Option<String>,
}

impl Seen {
    /// Takes in what passes by.
    pub fn take(&mut self, live: Live) {
        match live {
            Live::Output { step, attempt, bytes, lines } => {
                self.grown.insert((step, attempt), (bytes, lines));
            }
            Live::Sampled { metric, at, value, reason } => {
                let series = self.samples.entry(metric).or_default();
                series.push_back(Sample { at, value, reason });
                if series.len() > KEPT {
                    series.pop_front();
                }
            }
            Live::Watch { step, criteria, until } => {
                self.watches.insert(step, WatchSeen { criteria, until });
            }
            Live::Presence { clients } => self.clients = clients,
            Live::Stuck { reason } => self.stuck = reason,
        }
    }
}
