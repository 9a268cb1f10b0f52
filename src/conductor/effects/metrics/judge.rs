//! Every sample through one task: kept, told, held against the guards, made a baseline of.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::baseline::{self, Wanted};
use super::board::Board;
use super::feed::Sample;
use super::probes::Tried;
use super::watching::Watching;
use crate::conductor::handle::Request;
use crate::exec::Mask;
use crate::metrics::{Observation, Sampled, Timestamp};
use crate::model::Report;
use crate::model::event::GuardPhase;
use crate::model::ids::{GuardId, MetricId};
use crate::model::live::Live;
use crate::model::quantity::Unit;
use crate::model::runbook::Metric;

/// How often the clock is looked at when nothing comes.
const TICK: Duration = Duration::from_secs(1);

/// What is asked of the judge.
pub(super) enum Wish {
    /// The driver has seen the guard fire.
    Acknowledge(GuardId),
    /// The deployment begins, or had begun when this conductor took the run up.
    Baseline { metric: Box<Metric>, late: bool },
}

/// What comes in.
pub(super) struct Inbox {
    pub(super) sampled: mpsc::Receiver<Sampled>,
    pub(super) tried: mpsc::Receiver<Tried>,
    pub(super) wishes: mpsc::UnboundedReceiver<Wish>,
    pub(super) armed: watch::Receiver<BTreeSet<GuardId>>,
}

/// Holds samples against the guards.
pub(super) struct Judge {
    pub(super) board: Arc<Board>,
    pub(super) guards: Vec<Watching>,
    pub(super) units: HashMap<MetricId, Unit>,
    pub(super) baselines: Vec<Wanted>,
    pub(super) samples: broadcast::Sender<Sample>,
    pub(super) mask: watch::Receiver<Arc<Mask>>,
    pub(super) requests: mpsc::Sender<Request>,
    pub(super) stop: CancellationToken,
}

impl Judge {
    /// Judges until stopped.
    pub(super) async fn run(mut self, mut inbox: Inbox) {
        let stop = self.stop.clone();
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                Some(wish) = inbox.wishes.recv() => self.wish(wish).await,
                Ok(()) = inbox.armed.changed() => {
                    let armed = inbox.armed.borrow_and_update().clone();
                    self.arm(&armed).await;
                }
                Some(sampled) = inbox.sampled.recv() => self.take(&sampled).await,
                Some(tried) = inbox.tried.recv() => {
                    let at = self.board.clock().now();
                    let which = |it: &Watching| it.id == tried.guard;
                    self.evaluate(at, tried.observation, &tried.shown, which).await;
                }
                _ = ticks.tick() => self.tick().await,
            }
        }
    }

    async fn take(&mut self, sampled: &Sampled) {
        let metric = MetricId::new(&*sampled.id);
        let unit = self.units.get(&metric).copied().unwrap_or_default();
        let (observation, value, shown) = match &sampled.reading {
            Ok(reading) => {
                let shown = reading.value().map_or_else(|| reading.to_string(), |value| unit.show(value));
                (Observation::from(*reading), reading.value(), shown)
            }
            // What a server answers may repeat what it was asked with.
            Err(error) => (Observation::Errored, None, self.mask.borrow().text(&error.to_string())),
        };
        let reason = if value.is_some() { String::new() } else { shown.clone() };
        let trend = self.board.push(&metric, sampled.at, value, &reason);
        let at = self.board.stamp(sampled.at);
        self.tell(Live::Sampled { metric: metric.clone(), at, value, reason, trend });
        let sample = Sample { metric: metric.clone(), at: sampled.at, observation, shown: shown.clone() };
        // Without a watch nobody listens.
        let _ = self.samples.send(sample);
        let which = |it: &Watching| it.metric.as_ref() == Some(&metric);
        self.evaluate(sampled.at, observation, &shown, which).await;
        self.take_baselines().await;
    }

    /// Holds an observation against the guards that look at it.
    async fn evaluate(
        &mut self,
        at: Timestamp,
        observation: Observation,
        shown: &str,
        which: impl Fn(&Watching) -> bool,
    ) {
        for index in 0..self.guards.len() {
            let it = &mut self.guards[index];
            if it.armed && which(it) {
                let moves = it.observe(at, observation, shown);
                self.moved(index, at, moves).await;
            }
        }
    }

    async fn wish(&mut self, wish: Wish) {
        let now = self.board.clock().now();
        match wish {
            Wish::Acknowledge(guard) => {
                let Some(index) = self.guards.iter().position(|it| it.id == guard) else { return };
                let moves = self.guards[index].acknowledge(now);
                self.moved(index, now, moves).await;
            }
            Wish::Baseline { metric, late } => {
                if !self.baselines.iter().any(|it| it.metric.id == metric.id) {
                    self.baselines.push(Wanted { metric: *metric, since: now, late });
                    self.take_baselines().await;
                }
            }
        }
    }

    async fn arm(&mut self, armed: &BTreeSet<GuardId>) {
        let now = self.board.clock().now();
        for index in 0..self.guards.len() {
            let it = &mut self.guards[index];
            let moves = it.arm(armed.contains(&it.id), now);
            self.moved(index, now, moves).await;
        }
    }

    async fn tick(&mut self) {
        let now = self.board.clock().now();
        for live in self.board.fallen_silent(now) {
            self.tell(live);
        }
        for index in 0..self.guards.len() {
            if self.guards[index].armed {
                let moves = self.guards[index].tick(now);
                if !moves.is_empty() {
                    self.moved(index, now, moves).await;
                }
            }
        }
        self.take_baselines().await;
    }

    async fn take_baselines(&mut self) {
        let now = self.board.clock().now();
        let mut open = Vec::new();
        for wanted in std::mem::take(&mut self.baselines) {
            match baseline::take(&wanted, now, &self.board) {
                None => open.push(wanted),
                Some(baseline) => {
                    self.board.keep_baseline(&wanted.metric.id, &baseline);
                    let report = Report::BaselineTaken { metric: wanted.metric.id.clone(), baseline };
                    self.report(report).await;
                }
            }
        }
        self.baselines = open;
    }

    async fn moved(&mut self, index: usize, at: Timestamp, moves: Vec<GuardPhase>) {
        let it = &self.guards[index];
        let now = it.now(at, &self.board);
        if self.board.stand(&it.id, &now) {
            self.tell(Live::Guard { guard: it.id.clone(), now });
        }
        for to in moves {
            let (guard, observed) = (it.id.clone(), it.observed().to_owned());
            let report = Report::GuardMoved { guard, to, observed };
            self.report(report).await;
        }
    }

    async fn report(&self, report: Report) {
        // A conductor that ends waits for this task and listens no more.
        tokio::select! {
            () = self.stop.cancelled() => {}
            _ = self.requests.send(Request::Report(report)) => {}
        }
    }

    /// Lossy on purpose: what passes by never waits for the conductor.
    fn tell(&self, live: Live) {
        let _ = self.requests.try_send(Request::Live(live));
    }
}
