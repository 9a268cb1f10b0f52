//! The stream of samples of a run: its sources, and the way to its judge.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::{broadcast, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::board::Board;
use super::judge::{Inbox, Judge, Wish};
use super::sources::{self, Resolved};
use super::{history, probes, watching};
use crate::checks::Context;
use crate::conductor::handle::Request;
use crate::exec::Mask;
use crate::metrics::{Observation, Sampled, SteadyClock, Timestamp};
use crate::model::State;
use crate::model::ids::{GuardId, MetricId, SourceId};
use crate::model::live::Live;
use crate::model::runbook::{self, Metric};
use crate::model::stamp::Stamp;

/// A sample on its way to the watches.
#[derive(Clone, Debug)]
pub(in crate::conductor::effects) struct Sample {
    pub(in crate::conductor::effects) metric: MetricId,
    /// On the run's own clock, which a rehearsal speeds up.
    pub(in crate::conductor::effects) at: Timestamp,
    pub(in crate::conductor::effects) observation: Observation,
    pub(in crate::conductor::effects) shown: String,
}

/// What a run's metrics come from and go to.
pub(in crate::conductor::effects) struct Feed {
    board: Arc<Board>,
    samples: broadcast::Sender<Sample>,
    armed: watch::Sender<BTreeSet<GuardId>>,
    context: watch::Sender<Option<Arc<Context>>>,
    mask: watch::Sender<Arc<Mask>>,
    /// What the mask hides.
    masked: Vec<String>,
    wishes: mpsc::UnboundedSender<Wish>,
    /// The metrics whose baseline was asked for.
    asked: BTreeSet<MetricId>,
    sources: Vec<Fed>,
    sampled: mpsc::Sender<Sampled>,
    requests: mpsc::Sender<Request>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// A source and its metrics.
struct Fed {
    id: SourceId,
    metrics: Vec<Metric>,
    running: Option<(Resolved, CancellationToken)>,
    /// Why it is not read, as it was told last.
    refused: String,
}

impl Feed {
    /// Samples every metric whose source can be resolved; the others are told to have no value, and why.
    pub(in crate::conductor::effects) fn start(
        state: &State,
        requests: &mpsc::Sender<Request>,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) -> Self {
        let board = Arc::new(Board::new(SteadyClock::start(state.speed())));
        for metric in &state.book.metric {
            board.expect(
                &metric.id,
                super::beat(sources::every(state, &metric.id), state.speed()),
                metric.baseline_window().duration(),
            );
        }
        for (metric, baseline) in &state.baselines {
            board.keep_baseline(metric, baseline);
        }
        let (samples, _) = broadcast::channel(1024);
        let (wishes, wished) = mpsc::unbounded_channel();
        let (sampled, sampled_rx) = mpsc::channel(256);
        let (tried, tried_rx) = mpsc::channel(32);
        let (armed, armed_rx) = watch::channel(BTreeSet::new());
        let (context, context_rx) = watch::channel(None);
        let (mask, mask_rx) = watch::channel(Arc::new(Mask::new::<&str>(&[])));
        let stop = stop.child_token();
        let probing = if state.outcome().is_none() { probes::all(state) } else { Vec::new() };
        for it in probing {
            let run = probes::run(it, armed_rx.clone(), context_rx.clone(), tried.clone(), stop.clone());
            tasks.spawn(run);
        }
        let judge = Judge {
            board: Arc::clone(&board),
            guards: watching::all(state, board.clock().now()),
            units: state.book.metric.iter().map(|metric| (metric.id.clone(), metric.unit)).collect(),
            baselines: Vec::new(),
            samples: samples.clone(),
            mask: mask_rx,
            requests: requests.clone(),
            stop: stop.clone(),
        };
        let inbox = Inbox { sampled: sampled_rx, tried: tried_rx, wishes: wished, armed: armed_rx };
        if state.outcome().is_none() {
            tasks.spawn(judge.run(inbox));
        }
        let sources = sources::by_source(state).into_iter().map(|(id, metrics)| Fed {
            id,
            metrics,
            running: None,
            refused: String::new(),
        });
        Self {
            board,
            samples,
            armed,
            context,
            mask,
            masked: Vec::new(),
            wishes,
            asked: BTreeSet::new(),
            sources: sources.collect(),
            sampled,
            requests: requests.clone(),
            tasks: tasks.clone(),
            stop,
        }
    }

    /// Takes the values that are known now: for probes of guards, and for sources that had none or had others.
    pub(in crate::conductor::effects) fn know(
        &mut self,
        state: &State,
        known: &BTreeMap<String, String>,
        secrets: Vec<String>,
        context: Arc<Context>,
    ) {
        if state.outcome().is_some() {
            return;
        }
        let mut all = secrets;
        for at in 0..self.sources.len() {
            let Some(source) = state.book.source.get(&self.sources[at].id) else { continue };
            match sources::resolve(source, known) {
                Err(why) => self.refuse(at, why),
                Ok(resolved) => {
                    all.extend(sources::secrets(&resolved.auth));
                    self.read(at, source, resolved);
                }
            }
        }
        // Every event comes by here, and a mask costs an automaton.
        if self.masked != all {
            self.mask.send_replace(Arc::new(Mask::new(&all)));
            self.masked = all;
        }
        self.context.send_replace(Some(context));
    }

    fn read(&mut self, at: usize, source: &runbook::Source, resolved: Resolved) {
        let fed = &mut self.sources[at];
        if fed.running.as_ref().is_some_and(|(running, _)| *running == resolved) {
            return;
        }
        let sampler = match sources::sampler(source, &resolved, &fed.metrics, self.board.clock()) {
            Ok(sampler) => sampler,
            Err(why) => return self.refuse(at, why),
        };
        let token = self.stop.child_token();
        self.tasks.spawn(sampler.run(self.sampled.clone(), token.clone()));
        if let (Some(server), Some(reach)) = (sources::server(source, &resolved), source.history()) {
            self.tasks.spawn(history::fetch(
                server,
                fed.metrics.clone(),
                (reach.duration(), source.every().duration()),
                Arc::clone(&self.board),
                self.requests.clone(),
                token.clone(),
            ));
        }
        fed.refused.clear();
        if let Some((_, earlier)) = fed.running.replace((resolved, token)) {
            earlier.cancel();
        }
    }

    /// Tells why a source is not read.
    fn refuse(&mut self, at: usize, why: String) {
        let fed = &mut self.sources[at];
        if let Some((_, token)) = fed.running.take() {
            token.cancel();
        }
        if fed.refused == why {
            return;
        }
        for metric in &fed.metrics {
            let now = self.board.clock().now();
            let trend = self.board.push(&metric.id, now, None, &why);
            let (metric, reason) = (metric.id.clone(), why.clone());
            let at = Stamp::from_millis(self.board.clock().in_world(now).as_millis());
            let live = Live::Sampled { metric, at, value: None, reason, trend };
            let _ = self.requests.try_send(Request::Live(live));
        }
        fed.refused = why;
    }

    /// Lets the guards watch that watch now, and takes baselines when the deployment begins. `late`: it had begun when
    /// this conductor came up.
    pub(in crate::conductor::effects) fn follow(&mut self, state: &State, late: bool) {
        let armed: BTreeSet<GuardId> = state
            .book
            .guard
            .iter()
            .filter(|guard| state.guard_watches(guard))
            .map(runbook::Guard::id)
            .collect();
        self.armed.send_if_modified(|now| {
            let changed = *now != armed;
            *now = armed;
            changed
        });
        let wants = |metric: &&Metric| {
            metric.baseline && !state.baselines.contains_key(&metric.id) && !self.asked.contains(&metric.id)
        };
        let wanted: Vec<Metric> = state.book.metric.iter().filter(wants).cloned().collect();
        if wanted.is_empty() || !state.guards_watch() {
            return;
        }
        for metric in wanted {
            self.asked.insert(metric.id.clone());
            // The judge is gone once the run has ended.
            let _ = self.wishes.send(Wish::Baseline { metric: Box::new(metric), late });
        }
    }

    /// The driver has seen the guard fire.
    pub(in crate::conductor::effects) fn acknowledge(&self, guard: &GuardId) {
        let _ = self.wishes.send(Wish::Acknowledge(guard.clone()));
    }

    /// What was seen so far.
    pub(in crate::conductor::effects) fn board(&self) -> &Arc<Board> {
        &self.board
    }

    /// Every sample from now on.
    pub(in crate::conductor::effects) fn subscribe(&self) -> broadcast::Receiver<Sample> {
        self.samples.subscribe()
    }

    /// Samples no more.
    pub(in crate::conductor::effects) fn end(&self) {
        self.stop.cancel();
    }
}
