//! Guards over a check or a probe of their own: tried on a beat, whatever step is open.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::beat;
use crate::checks::{self, Context};
use crate::metrics::Observation;
use crate::model::State;
use crate::model::event;
use crate::model::ids::{CheckName, GuardId};
use crate::model::runbook::{Check, Guard, GuardWhen, Probe};
use crate::model::span::Span;
use crate::model::verdict::Outcome;

/// Between a probe that passes, 0, and one that fails, 1.
pub(super) const HALF: f64 = 0.5;

/// How long a try may take where nothing is said.
const TIMEOUT: Span = Span::seconds(10);

/// What a try of a guard's probe saw.
pub(super) struct Tried {
    pub(super) guard: GuardId,
    pub(super) observation: Observation,
    pub(super) shown: String,
}

/// A guard whose probe is to be tried.
pub(super) struct Probing {
    guard: GuardId,
    check: Check,
    every: Duration,
}

/// The guards of the run that have a probe to be tried.
pub(super) fn all(state: &State) -> Vec<Probing> {
    let probing = |guard: &Guard| {
        let every = guard.when.every()?.duration();
        let (probe, timeout) = probe(state, guard)?;
        let every = beat(every.max(Duration::from_secs(1)), state.speed()) / state.speed();
        let check = Check {
            name: CheckName::new(guard.id().as_str()),
            probe,
            timeout: Some(timeout),
            every: None,
            attempts: Some(1),
            deadline: None,
            consecutive: None,
            delay: None,
            advisory: false,
            by_hand: None,
        };
        Some(Probing { guard: guard.id(), check, every })
    };
    state.book.guard.iter().filter_map(probing).collect()
}

/// How far apart evaluations of `guard` may be: a try in flight holds the next one back.
pub(super) fn spacing(state: &State, guard: &Guard) -> Duration {
    let every = guard.when.every().unwrap_or(GuardWhen::DEFAULT_EVERY).duration();
    let timeout = probe(state, guard).map_or(TIMEOUT, |(_, timeout)| timeout).duration();
    every.max(timeout)
}

fn probe(state: &State, guard: &Guard) -> Option<(Probe, Span)> {
    match &guard.when {
        GuardWhen::Metric { .. } => None,
        GuardWhen::Probe { probe, .. } => Some((probe.clone(), TIMEOUT)),
        GuardWhen::Check { check, .. } => {
            let step = state.book.find(&check.step)?;
            let of_variants = step.variant.iter().flat_map(|variant| &variant.check);
            let found = step.check.iter().chain(of_variants).find(|it| it.name == check.check)?;
            Some((found.probe.clone(), found.timeout.unwrap_or(TIMEOUT)))
        }
    }
}

/// Tries the probe on its beat while its guard is `armed`, with the surroundings as they are then.
pub(super) async fn run(
    it: Probing,
    mut armed: watch::Receiver<std::collections::BTreeSet<GuardId>>,
    context: watch::Receiver<Option<Arc<Context>>>,
    into: mpsc::Sender<Tried>,
    stop: CancellationToken,
) {
    let beating = async {
        loop {
            if armed.wait_for(|armed| armed.contains(&it.guard)).await.is_err() {
                return;
            }
            let mut beats = tokio::time::interval(it.every);
            beats.set_missed_tick_behavior(MissedTickBehavior::Skip);
            while armed.borrow().contains(&it.guard) {
                beats.tick().await;
                let Some(context) = context.borrow().clone() else { continue };
                let tried = once(&it, &context, &stop).await;
                if into.send(tried).await.is_err() {
                    return;
                }
            }
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = beating => {}
    }
}

async fn once(it: &Probing, context: &Context, stop: &CancellationToken) -> Tried {
    let mut last = None;
    let verdict = checks::run(&it.check, context, stop.child_token(), |_, seen| last = Some(seen)).await;
    let observation = match verdict {
        Outcome::Passed => Observation::Value(0.0),
        Outcome::Failed => Observation::Value(1.0),
        Outcome::Inconclusive => Observation::NoData,
        Outcome::Errored | Outcome::Cancelled => Observation::Errored,
    };
    let shown = last.map_or_else(String::new, |seen| shown(verdict, &seen));
    Tried { guard: it.guard.clone(), observation, shown }
}

fn shown(verdict: Outcome, seen: &event::Observation) -> String {
    let said = if seen.observed.is_empty() { &seen.reason } else { &seen.observed };
    let said = said.lines().next().unwrap_or_default();
    match verdict {
        Outcome::Passed if said.is_empty() => "passes".to_owned(),
        Outcome::Passed => said.to_owned(),
        _ => {
            let reason = seen.reason.lines().next().unwrap_or_default();
            if reason.is_empty() { said.to_owned() } else { reason.to_owned() }
        }
    }
}
