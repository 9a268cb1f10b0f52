//! One guard at work.

use crate::metrics::guard::{Guard, GuardConfig, GuardState, Latch, Transition, Unseen};
use crate::metrics::{Observation, Threshold, Timestamp};
use crate::model::State;
use crate::model::event::GuardPhase;
use crate::model::ids::{GuardId, MetricId};
use crate::model::live::GuardNow;
use crate::model::runbook::{self, GuardWhen};
use crate::model::span::Span;

use super::board::Board;
use super::{beat, probes, sources};

/// A guard, with what was last told of it.
pub(super) struct Watching {
    pub(super) id: GuardId,
    pub(super) metric: Option<MetricId>,
    pub(super) armed: bool,
    guard: Guard,
    told: GuardPhase,
    observed: String,
    breached: Option<bool>,
}

/// Every guard of the run, taken up as the journal has it.
pub(super) fn all(state: &State, now: Timestamp) -> Vec<Watching> {
    state.book.guard.iter().map(|guard| Watching::of(state, guard, now)).collect()
}

impl Watching {
    fn of(state: &State, guard: &runbook::Guard, now: Timestamp) -> Self {
        let id = guard.id();
        let before = state.guards.get(&id);
        let standing = match before {
            Some(it) if it.phase == GuardPhase::Firing => {
                let latch = if it.acknowledged { Latch::Released } else { Latch::Held };
                GuardState::Firing { since: now, latch, clear_since: None }
            }
            _ => GuardState::Quiet,
        };
        Self {
            metric: guard.when.metric().cloned(),
            armed: false,
            guard: Guard::restored(config(state, guard), standing),
            told: before.map_or(GuardPhase::Quiet, |it| it.phase),
            observed: before.map_or_else(String::new, |it| it.observed.clone()),
            breached: None,
            id,
        }
    }

    /// What it was last observed to be.
    pub(super) fn observed(&self) -> &str {
        &self.observed
    }

    /// Takes an evaluation; gives the phases that it went through.
    pub(super) fn observe(
        &mut self,
        at: Timestamp,
        observation: Observation,
        shown: &str,
    ) -> Vec<GuardPhase> {
        shown.clone_into(&mut self.observed);
        self.breached = match observation {
            Observation::Value(value) => Some(self.guard.config().when.holds(value)),
            Observation::NoData | Observation::Errored => None,
        };
        let transitions = self.guard.observe(at, observation);
        self.moves(&transitions)
    }

    /// Lets time pass.
    pub(super) fn tick(&mut self, now: Timestamp) -> Vec<GuardPhase> {
        let transitions = self.guard.tick(now);
        self.moves(&transitions)
    }

    /// A person has taken notice.
    pub(super) fn acknowledge(&mut self, at: Timestamp) -> Vec<GuardPhase> {
        let transitions = self.guard.acknowledge(at);
        self.moves(&transitions)
    }

    /// Begins to watch, or ends it. Nothing of before counts; what fired stays fired.
    pub(super) fn arm(&mut self, armed: bool, at: Timestamp) -> Vec<GuardPhase> {
        if self.armed == armed {
            return Vec::new();
        }
        self.armed = armed;
        let transitions = self.guard.resume(at);
        self.breached = None;
        self.moves(&transitions)
    }

    /// How it stands between its moves.
    pub(super) fn now(&self, at: Timestamp, board: &Board) -> GuardNow {
        let speed = board.clock().speed();
        let real = |time: std::time::Duration| {
            Span::millis(u64::try_from((time / speed).as_millis()).unwrap_or(u64::MAX))
        };
        let blind = self.guard.is_blind();
        GuardNow {
            at: Some(board.stamp(at)),
            observed: self.observed.clone(),
            breached: self.breached,
            fires_in: self.guard.fires_in(at).map(real),
            clears_in: self.guard.clears_in(at).map(real),
            clear: matches!(self.guard.state(), GuardState::Firing { clear_since: Some(_), .. }),
            blind,
            blind_since: self.guard.last_seen().filter(|_| blind).map(|seen| board.stamp(seen)),
        }
    }

    /// The phases that `transitions` lead through. What fires goes on firing though nothing is seen: that it is blind
    /// meanwhile is told beside its phase.
    fn moves(&mut self, transitions: &[Transition]) -> Vec<GuardPhase> {
        let firing = matches!(self.guard.state(), GuardState::Firing { .. });
        let mut moves: Vec<GuardPhase> = transitions
            .iter()
            .filter_map(|transition| match transition {
                Transition::Pending { .. } => Some(GuardPhase::Pending),
                Transition::Fired { .. } => Some(GuardPhase::Firing),
                Transition::Quieted { .. } => Some(GuardPhase::Quiet),
                Transition::Blinded { .. } if !firing => Some(GuardPhase::Blind),
                Transition::Blinded { .. } | Transition::Sighted { .. } => None,
            })
            .collect();
        let phase = self.phase();
        let last = moves.last().copied().unwrap_or(self.told);
        if last != phase {
            moves.push(phase);
        }
        self.told = phase;
        moves
    }

    fn phase(&self) -> GuardPhase {
        match self.guard.state() {
            GuardState::Firing { .. } => GuardPhase::Firing,
            _ if self.guard.is_blind() => GuardPhase::Blind,
            GuardState::Pending { .. } => GuardPhase::Pending,
            GuardState::Quiet => GuardPhase::Quiet,
        }
    }
}

fn config(state: &State, guard: &runbook::Guard) -> GuardConfig {
    let (when, every) = match &guard.when {
        GuardWhen::Metric { metric, is } => (is.into(), sources::every(state, metric)),
        GuardWhen::Check { .. } | GuardWhen::Probe { .. } => {
            (Threshold::Above(probes::HALF), probes::spacing(state, guard))
        }
    };
    let mut config = GuardConfig::new(when, guard.held.duration(), beat(every, state.speed()));
    config.clear = guard.clear.as_ref().map(Into::into);
    config.keep_firing_for = guard.keep_firing.unwrap_or_default().duration();
    config.no_data = unseen(guard.no_data);
    config.on_error = unseen(guard.on_error);
    config
}

fn unseen(policy: runbook::Unseen) -> Unseen {
    match policy {
        runbook::Unseen::Blind => Unseen::Hold,
        runbook::Unseen::Firing => Unseen::Breach,
        runbook::Unseen::Ok => Unseen::Clear,
    }
}
