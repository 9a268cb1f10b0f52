//! Metrics: sampled, told to everybody, held against the guards.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{broadcast, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::conductor::handle::Request;
use crate::metrics::guard::{Guard, GuardConfig, Transition};
use crate::metrics::source::{Auth, HttpOptions};
use crate::metrics::{Observation, Sampled, Sampler, Source, Timestamp};
use crate::model::event::GuardPhase;
use crate::model::ids::{GuardId, MetricId, SourceId};
use crate::model::live::Live;
use crate::model::quantity::Unit;
use crate::model::runbook::{self, Metric};
use crate::model::stamp::Stamp;
use crate::model::{Report, State};
use crate::runbook::interpolate;

/// The shortest real time between samples that a sped-up rehearsal counts on.
const REAL_BEAT: Duration = Duration::from_millis(500);

/// A sample on its way to the watches.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) metric: MetricId,
    /// On the run's own clock, which a rehearsal speeds up.
    pub(super) at: Timestamp,
    pub(super) observation: Observation,
    pub(super) shown: String,
}

/// The stream of samples of a run.
pub(super) struct Feed {
    samples: broadcast::Sender<Sample>,
    armed: Arc<AtomicBool>,
    acknowledged: Option<mpsc::UnboundedSender<GuardId>>,
    stop: CancellationToken,
}

impl Feed {
    /// A feed that never has a sample.
    pub(super) fn none() -> Self {
        Self {
            samples: broadcast::channel(1).0,
            armed: Arc::default(),
            acknowledged: None,
            stop: CancellationToken::new(),
        }
    }

    /// Samples every metric whose source can be resolved; the others are told to have no value, and why.
    pub(super) fn start(
        state: &State,
        known: &BTreeMap<String, String>,
        requests: &mpsc::Sender<Request>,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) -> Self {
        let (samples, _) = broadcast::channel(1024);
        let (acknowledged, acknowledgements) = mpsc::unbounded_channel();
        let (sampled_tx, sampled) = mpsc::channel(256);
        let stop = stop.child_token();
        let armed = Arc::new(AtomicBool::new(false));
        for (id, metrics) in by_source(state) {
            match sampler(state, &id, &metrics, known) {
                Ok(sampler) => {
                    tasks.spawn(sampler.run(sampled_tx.clone(), stop.clone()));
                }
                Err(why) => tell_blind(&metrics, &why, requests),
            }
        }
        let judge = Judge {
            guards: guards(state),
            titles: units(state),
            samples: samples.clone(),
            requests: requests.clone(),
            armed: Arc::clone(&armed),
        };
        tasks.spawn(judge.run(sampled, acknowledgements, stop.clone()));
        Self { samples, armed, acknowledged: Some(acknowledged), stop }
    }

    /// Whether the guards watch.
    pub(super) fn arm(&self, armed: bool) {
        self.armed.store(armed, Ordering::Relaxed);
    }

    /// The driver has seen the guard fire.
    pub(super) fn acknowledge(&self, guard: &GuardId) {
        if let Some(to) = &self.acknowledged {
            // The judge is gone once the run has ended.
            let _ = to.send(guard.clone());
        }
    }

    /// Every sample from now on.
    pub(super) fn subscribe(&self) -> broadcast::Receiver<Sample> {
        self.samples.subscribe()
    }

    /// Samples no more.
    pub(super) fn end(&self) {
        self.stop.cancel();
    }
}

/// How far apart samples may be expected: `every`, but no denser than a machine under load can deliver at a
/// rehearsal's speed.
pub(super) fn beat(every: Duration, speed: u32) -> Duration {
    if speed > 1 { every.max(REAL_BEAT * speed) } else { every }
}

fn by_source(state: &State) -> Vec<(SourceId, Vec<Metric>)> {
    let only = state.book.source.keys().next().filter(|_| state.book.source.len() == 1);
    let mut groups: Vec<(SourceId, Vec<Metric>)> = Vec::new();
    for metric in &state.book.metric {
        let Some(source) = metric.source.as_ref().or(only) else { continue };
        match groups.iter_mut().find(|(id, _)| id == source) {
            Some((_, metrics)) => metrics.push(metric.clone()),
            None => groups.push((source.clone(), vec![metric.clone()])),
        }
    }
    groups
}

fn sampler(
    state: &State,
    id: &SourceId,
    metrics: &[Metric],
    known: &BTreeMap<String, String>,
) -> Result<Sampler, String> {
    let source = state.book.source.get(id).ok_or_else(|| format!("there is no source `{id}`"))?;
    let url =
        interpolate(source.url(), &|name| known.get(name).cloned()).map_err(|error| error.to_string())?;
    let options = HttpOptions::default();
    let from = match source {
        runbook::Source::Scrape { .. } => Source::scrape(&url, Auth::None, options),
        runbook::Source::Prometheus { .. } => Source::prometheus(&url, Auth::None, options),
    };
    let queries: Vec<(Arc<str>, String)> =
        metrics.iter().map(|metric| (Arc::from(metric.id.as_str()), metric.query.clone())).collect();
    let from = from.map_err(|error| error.to_string())?;
    let every = source.every().duration();
    let sampler = Sampler::new(from, &queries, every).map_err(|error| error.to_string())?;
    Ok(sampler.at_speed(state.speed()))
}

fn tell_blind(metrics: &[Metric], why: &str, requests: &mpsc::Sender<Request>) {
    for metric in metrics {
        let live = Live::Sampled {
            metric: metric.id.clone(),
            at: Stamp::from_millis(0),
            value: None,
            reason: why.to_owned(),
            trend: None,
        };
        let _ = requests.try_send(Request::Live(live));
    }
}

fn units(state: &State) -> HashMap<MetricId, Unit> {
    state.book.metric.iter().map(|metric| (metric.id.clone(), metric.unit)).collect()
}

fn guards(state: &State) -> Vec<Watching> {
    let every = |metric: &MetricId| {
        let source = state.book.metric(metric).and_then(|it| it.source.as_ref());
        let source = source.map_or_else(|| state.book.source.values().next(), |id| state.book.source.get(id));
        source.map_or(runbook::Source::DEFAULT_EVERY, runbook::Source::every).duration()
    };
    state
        .book
        .guard
        .iter()
        .filter_map(|guard| {
            let runbook::GuardWhen::Metric { metric, is } = &guard.when else { return None };
            Some(Watching {
                id: guard.id(),
                metric: metric.clone(),
                guard: Guard::new(GuardConfig::new(
                    is.into(),
                    guard.held.duration(),
                    beat(every(metric), state.speed()),
                )),
            })
        })
        .collect()
}

struct Watching {
    id: GuardId,
    metric: MetricId,
    guard: Guard,
}

struct Judge {
    guards: Vec<Watching>,
    titles: HashMap<MetricId, Unit>,
    samples: broadcast::Sender<Sample>,
    requests: mpsc::Sender<Request>,
    armed: Arc<AtomicBool>,
}

impl Judge {
    async fn run(
        mut self,
        mut sampled: mpsc::Receiver<Sampled>,
        mut acknowledged: mpsc::UnboundedReceiver<GuardId>,
        stop: CancellationToken,
    ) {
        let mut last = Timestamp::default();
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                Some(guard) = acknowledged.recv() => self.acknowledge(&guard, last).await,
                Some(it) = sampled.recv() => {
                    last = last.max(it.at);
                    self.take(&it).await;
                }
                else => return,
            }
        }
    }

    async fn take(&mut self, sampled: &Sampled) {
        let metric = MetricId::new(&*sampled.id);
        let unit = self.titles.get(&metric).copied().unwrap_or_default();
        let (observation, value, shown) = match &sampled.reading {
            Ok(reading) => {
                let shown = reading.value().map_or_else(|| reading.to_string(), |value| unit.show(value));
                (Observation::from(*reading), reading.value(), shown)
            }
            Err(error) => (Observation::Errored, None, error.to_string()),
        };
        let reason = if value.is_some() { String::new() } else { shown.clone() };
        let at = Stamp::from_millis(Timestamp::from(std::time::SystemTime::now()).as_millis());
        // Lossy on purpose: a sample never waits for the conductor.
        let _ = self.requests.try_send(Request::Live(Live::Sampled {
            metric: metric.clone(),
            at,
            value,
            reason,
            trend: None,
        }));
        let _ = self.samples.send(Sample {
            metric: metric.clone(),
            at: sampled.at,
            observation,
            shown: shown.clone(),
        });
        if !self.armed.load(Ordering::Relaxed) {
            return;
        }
        let mut moved = Vec::new();
        for it in self.guards.iter_mut().filter(|it| it.metric == metric) {
            for transition in it.guard.observe(sampled.at, observation) {
                moved.push((it.id.clone(), phase_of(transition)));
            }
        }
        for (guard, to) in moved {
            self.report(guard, to, shown.clone()).await;
        }
    }

    async fn acknowledge(&mut self, id: &GuardId, at: Timestamp) {
        let Some(it) = self.guards.iter_mut().find(|it| it.id == *id) else { return };
        let transitions = it.guard.acknowledge(at);
        for transition in transitions {
            self.report(id.clone(), phase_of(transition), "acknowledged".to_owned()).await;
        }
    }

    async fn report(&self, guard: GuardId, to: GuardPhase, observed: String) {
        let _ = self.requests.send(Request::Report(Report::GuardMoved { guard, to, observed })).await;
    }
}

fn phase_of(transition: Transition) -> GuardPhase {
    match transition {
        Transition::Pending { .. } => GuardPhase::Pending,
        Transition::Fired { .. } => GuardPhase::Firing,
        Transition::Quieted { .. } | Transition::Sighted { .. } => GuardPhase::Quiet,
        Transition::Blinded { .. } => GuardPhase::Blind,
    }
}
