//! An observation window at work: each criterion held against the samples as they come.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::metrics::Sample;
use crate::conductor::handle::Request;
use crate::metrics::watch::{Doubt, Evaluator, Fault, Verdict, Watch, WatchConfig};
use crate::metrics::{Observation, Timestamp};
use crate::model::Report;
use crate::model::event::CriterionEnd;
use crate::model::ids::{MetricId, StepId};
use crate::model::live::Live;
use crate::model::quantity::{Threshold, Unit};
use crate::model::runbook::{self, Criterion};
use crate::model::span::Span;
use crate::model::stamp::Stamp;
use crate::model::verdict::Outcome;

/// How often a criterion is sampled that doesn't say.
const EVERY: Span = Span::seconds(5);

/// A window that is about to open.
pub(super) struct Window {
    pub(super) step: StepId,
    pub(super) watch: runbook::Watch,
    pub(super) units: HashMap<MetricId, Unit>,
    pub(super) speed: u32,
    pub(super) samples: broadcast::Receiver<Sample>,
    pub(super) requests: mpsc::Sender<Request>,
}

struct Running {
    criterion: Criterion,
    unit: Unit,
    watch: Watch,
    last: String,
    holds: bool,
    worst: Option<f64>,
}

impl Window {
    /// Watches until the window closes, or passing has become impossible, or it is cancelled.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        let lasts = self.watch.lasts.duration();
        let opened = Instant::now();
        let closes = opened + lasts / self.speed;
        let mut criteria: Vec<Running> = Vec::new();
        let mut start = None;
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = sleep_until(closes) => break,
                sample = self.samples.recv() => match sample {
                    Ok(sample) => {
                        if start.is_none() {
                            start = Some(sample.at);
                            criteria = self.open(sample.at);
                        }
                        take(&mut criteria, &sample);
                        self.tell(&criteria, closes);
                        if criteria.iter().any(|it| matches!(it.watch.verdict(), Some(Verdict::Failed(_)))) {
                            break;
                        }
                    }
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => {
                        sleep_until(closes).await;
                        break;
                    }
                }
            }
        }
        let begun = start.unwrap_or_default();
        if start.is_none() {
            criteria = self.open(begun);
        }
        let over = Instant::now() >= closes;
        let ended: Vec<CriterionEnd> = criteria.iter_mut().map(|it| it.end(begun, lasts, over)).collect();
        let verdict = ended.iter().map(|it| it.verdict).max().unwrap_or(Outcome::Passed);
        let report = Report::WatchEnded { step: self.step.clone(), verdict, criteria: ended };
        let _ = self.requests.send(Request::Report(report)).await;
    }

    fn open(&self, at: Timestamp) -> Vec<Running> {
        let every = super::metrics::beat(self.watch.every.unwrap_or(EVERY).duration(), self.speed);
        let lasts = self.watch.lasts.duration();
        self.watch
            .criteria
            .iter()
            .map(|criterion| {
                let mut config = WatchConfig::new((&criterion.is).into(), lasts, every);
                if let Some(failures) = criterion.allow {
                    config.evaluator = Evaluator::AtMost { failures: failures as usize };
                }
                if let Some(percent) = self.watch.min_coverage {
                    config.min_coverage = f64::from(percent) / 100.0;
                }
                Running {
                    criterion: criterion.clone(),
                    unit: self.units.get(&criterion.metric).copied().unwrap_or_default(),
                    watch: Watch::new(config, at),
                    last: "no sample yet".to_owned(),
                    holds: false,
                    worst: None,
                }
            })
            .collect()
    }

    fn tell(&self, criteria: &[Running], closes: Instant) {
        let left = closes.saturating_duration_since(Instant::now());
        let now =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default() + left;
        let live = Live::Watch {
            step: self.step.clone(),
            criteria: criteria
                .iter()
                .map(|it| (it.criterion.name.clone(), it.holds, it.last.clone()))
                .collect(),
            until: Stamp::from_millis(i64::try_from(now.as_millis()).unwrap_or(i64::MAX)),
        };
        // Lossy on purpose: what passes by never waits for the conductor.
        let _ = self.requests.try_send(Request::Live(live));
    }
}

fn take(criteria: &mut [Running], sample: &Sample) {
    for it in criteria.iter_mut().filter(|it| it.criterion.metric == sample.metric) {
        it.watch.observe(sample.at, sample.observation, None);
        it.last.clone_from(&sample.shown);
        it.holds = match sample.observation {
            Observation::Value(value) => {
                it.worst = Some(it.worst.map_or(value, |worst| worse(&it.criterion.is, worst, value)));
                it.criterion.is.holds(value)
            }
            Observation::NoData | Observation::Errored => false,
        };
    }
}

/// The one of two values that is nearer to missing the threshold, or further beyond it.
fn worse(is: &Threshold, one: f64, other: f64) -> f64 {
    let misses_by = |value: f64| {
        let distance = (value - is.value()).abs();
        if is.holds(value) { -distance } else { distance }
    };
    if misses_by(other) > misses_by(one) { other } else { one }
}

impl Running {
    fn end(&mut self, begun: Timestamp, lasts: Duration, over: bool) -> CriterionEnd {
        if over {
            self.watch.tick(begun.plus(lasts));
        }
        let samples = self.watch.progress().samples;
        let worst =
            self.worst.map_or_else(|| self.last.clone(), |value| format!("worst {}", self.unit.show(value)));
        let (verdict, why) = match self.watch.verdict() {
            Some(Verdict::Passed) => (Outcome::Passed, String::new()),
            Some(Verdict::Failed(fault)) => (Outcome::Failed, format!(", {}", fault_text(fault, self.unit))),
            Some(Verdict::Inconclusive(doubt)) => (Outcome::Inconclusive, format!(", {}", doubt_text(doubt))),
            // Another criterion has decided: this one was not seen to its end.
            None => (Outcome::Inconclusive, ", cut short".to_owned()),
        };
        CriterionEnd {
            name: self.criterion.name.clone(),
            verdict,
            observed: format!("{worst} in {samples} samples{why} (wanted {})", self.criterion.is),
        }
    }
}

fn fault_text(fault: Fault, unit: Unit) -> String {
    match fault {
        Fault::Samples { failures, allowed, value } => {
            format!("{failures} missed it where {allowed} may, {} decided", unit.show(value))
        }
        Fault::Aggregate { value } => format!("{} over the window", unit.show(value)),
    }
}

fn doubt_text(doubt: Doubt) -> String {
    match doubt {
        Doubt::Samples { samples, .. } => format!("{samples} samples are too few"),
        Doubt::Coverage { covered, needed } => {
            format!("only {:.0} % of the window was seen, {:.0} % is needed", covered * 100.0, needed * 100.0)
        }
    }
}
