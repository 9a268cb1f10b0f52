//! What passed by and is in no journal: samples, watches, who is here.

use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::model::ids::{GuardId, LogId, MetricId, StepId};
use crate::model::live::{GuardNow, Here, Live, LogLine, LogNow, Trend};
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
    /// Which way metrics go.
    pub trends: BTreeMap<MetricId, Trend>,
    /// The metrics whose source is silent, with when a sample last came.
    pub stale: BTreeMap<MetricId, Option<Stamp>>,
    /// How guards stand between their moves.
    pub guards: BTreeMap<GuardId, GuardNow>,
    /// The last lines of followed logs, oldest first.
    pub log_lines: BTreeMap<LogId, VecDeque<LogLine>>,
    /// How followed logs stand.
    pub logs: BTreeMap<LogId, LogNow>,
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
            Live::Sampled { metric, at, value, reason, trend } => {
                self.stale.remove(&metric);
                match trend {
                    Some(trend) => self.trends.insert(metric.clone(), trend),
                    None => self.trends.remove(&metric),
                };
                let series = self.samples.entry(metric).or_default();
                // The history may hold it already.
                if series.back().is_none_or(|last| last.at != at || last.value != value) {
                    series.push_back(Sample { at, value, reason });
                }
                if series.len() > KEPT {
                    series.pop_front();
                }
            }
            Live::History { metric, points } => {
                let points = points.into_iter().rev().take(KEPT).rev();
                let samples = points.map(|(at, value)| Sample { at, value, reason: String::new() });
                self.samples.insert(metric, samples.collect());
            }
            Live::Stale { metric, last } => {
                self.stale.insert(metric, last);
            }
            Live::Guard { guard, now } => {
                self.guards.insert(guard, now);
            }
            Live::LogLines { log, lines } => {
                let kept = self.log_lines.entry(log).or_default();
                let known = kept.back().map_or(0, |line| line.number);
                kept.extend(lines.into_iter().filter(|line| line.number > known));
                while kept.len() > KEPT {
                    kept.pop_front();
                }
            }
            Live::Log { log, now } => {
                self.logs.insert(log, now);
            }
            Live::Watch { step, criteria, until } => {
                self.watches.insert(step, WatchSeen { criteria, until });
            }
            Live::Presence { clients } => self.clients = clients,
            Live::Stuck { reason } => self.stuck = reason,
        }
    }
}
