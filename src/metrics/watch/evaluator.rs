//! A watch at work.

use std::time::Duration;

use super::config::{Aggregate, Evaluator, WatchConfig};
use super::verdict::{Doubt, Fault, Verdict};
use crate::metrics::Timestamp;
use crate::metrics::observation::Observation;
use crate::metrics::statistics;
use crate::metrics::threshold::Threshold;

/// A watch: its configuration, and what it has seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Watch {
    config: WatchConfig,
    start: Timestamp,
    now: Timestamp,
    values: Vec<f64>,
    failures: usize,
    covered: Vec<bool>,
    verdict: Option<Verdict>,
}

/// How far a watch has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Samples that count.
    pub samples: usize,
    /// Those that missed the criterion.
    pub failures: usize,
    /// The part of the whole window, 0 to 1, in which samples have come.
    pub covered: f64,
    /// How long the window still lasts.
    pub left: Duration,
    /// Whether the window can still reach its coverage.
    pub can_cover: bool,
}

impl Watch {
    /// A watch that begins at `start`.
    pub fn new(config: WatchConfig, start: Timestamp) -> Self {
        let covered = vec![false; config.slots()];
        Self { config, start, now: start, values: Vec::new(), failures: 0, covered, verdict: None }
    }

    /// The verdict, once there is one; it never changes.
    pub fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }

    /// When the window ends.
    pub fn ends(&self) -> Timestamp {
        self.start.plus(self.config.window)
    }

    /// How far it has come.
    #[expect(clippy::cast_precision_loss, reason = "at most a hundred thousand slots")]
    pub fn progress(&self) -> Progress {
        let covered = self.covered.iter().filter(|slot| **slot).count();
        let gone = self.slot(self.now);
        let ahead = self.covered.iter().skip(gone).filter(|slot| !**slot).count();
        Progress {
            samples: self.values.len(),
            failures: self.failures,
            covered: covered as f64 / self.covered.len() as f64,
            left: self.ends().since(self.now),
            can_cover: covered + ahead >= self.config.needed_slots(),
        }
    }

    /// Takes a sample, with the traffic at that time where the watch asks for some. Only a number taken inside the
    /// window, with enough traffic, counts; time passes either way.
    pub fn observe(
        &mut self,
        at: Timestamp,
        observation: Observation,
        traffic: Option<f64>,
    ) -> Option<Verdict> {
        let inside = at >= self.start && at <= self.ends();
        let busy =
            self.config.min_traffic.is_none_or(|least| traffic.is_some_and(|traffic| traffic >= least));
        if let Observation::Value(value) = observation
            && self.verdict.is_none()
            && inside
            && busy
            && !value.is_nan()
        {
            self.count(at, value);
        }
        self.tick(at)
    }

    /// Lets time pass; at the end of the window there is a verdict.
    pub fn tick(&mut self, now: Timestamp) -> Option<Verdict> {
        self.now = self.now.max(now);
        if self.verdict.is_none() && self.now >= self.ends() {
            self.verdict = Some(self.conclude());
        }
        self.verdict
    }

    fn count(&mut self, at: Timestamp, value: f64) {
        let slot = self.slot(at);
        if let Some(slot) = self.covered.get_mut(slot) {
            *slot = true;
        }
        if self.values.len() < WatchConfig::MAX_SLOTS {
            self.values.push(value);
        }
        if self.config.criterion.holds(value) {
            return;
        }
        self.failures += 1;
        let allowed = match self.config.evaluator {
            Evaluator::EverySample => 0,
            Evaluator::AtMost { failures } => failures,
            Evaluator::Over(aggregate) => {
                if hopeless(aggregate, self.config.criterion) {
                    self.verdict = Some(Verdict::Failed(Fault::Aggregate { value }));
                }
                return;
            }
        };
        if self.failures > allowed {
            let failures = self.failures;
            self.verdict = Some(Verdict::Failed(Fault::Samples { failures, allowed, value }));
        }
    }

    /// The slot a time falls into.
    fn slot(&self, at: Timestamp) -> usize {
        let slots = self.covered.len();
        let window = self.config.window.as_millis().max(1);
        // A slot begins a quarter of a beat before its beat: samples never come at the very beat, and where the first
        // was late, one that is less late would else count for the slot before its own.
        let quarters = at.since(self.start).as_millis().saturating_mul(4 * slots as u128) / window;
        let slot = quarters.saturating_add(1) / 4;
        usize::try_from(slot).unwrap_or(usize::MAX).min(slots.saturating_sub(1))
    }

    /// The verdict at the end: what was seen to fail fails, whatever the coverage.
    fn conclude(&self) -> Verdict {
        let doubt = self.doubt();
        if let (Evaluator::Over(aggregate), None) = (self.config.evaluator, doubt)
            && let Some(value) = figure(aggregate, &self.values)
            && !self.config.criterion.holds(value)
        {
            return Verdict::Failed(Fault::Aggregate { value });
        }
        doubt.map_or(Verdict::Passed, Verdict::Inconclusive)
    }

    fn doubt(&self) -> Option<Doubt> {
        let needed = self.config.min_samples.max(1);
        if self.values.len() < needed {
            return Some(Doubt::Samples { samples: self.values.len(), needed });
        }
        let covered = self.covered.iter().filter(|slot| **slot).count();
        (covered < self.config.needed_slots())
            .then(|| Doubt::Coverage { covered: self.progress().covered, needed: self.config.min_coverage })
    }
}

/// Whether one sample that misses the criterion decides the figure over all of them.
fn hopeless(aggregate: Aggregate, criterion: Threshold) -> bool {
    match aggregate {
        Aggregate::Max => matches!(criterion, Threshold::Below(_) | Threshold::AtMost(_)),
        Aggregate::Min => matches!(criterion, Threshold::Above(_) | Threshold::AtLeast(_)),
        Aggregate::Mean | Aggregate::Median => false,
    }
}

fn figure(aggregate: Aggregate, values: &[f64]) -> Option<f64> {
    match aggregate {
        Aggregate::Mean => statistics::mean(values),
        Aggregate::Max => values.iter().copied().reduce(f64::max),
        Aggregate::Min => values.iter().copied().reduce(f64::min),
        Aggregate::Median => statistics::median(values),
    }
}
