//! A guard at work.

use std::time::Duration;

use super::config::{GuardConfig, Unseen};
use super::state::{GuardState, Latch, Transition};
use crate::metrics::Timestamp;
use crate::metrics::observation::Observation;

/// A guard: its configuration and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    config: GuardConfig,
    state: GuardState,
    sight: Sight,
}

/// What the guard last saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sight {
    /// The first evaluation or check of the clock.
    begun: Option<Timestamp>,
    /// The last evaluation that counted.
    seen: Option<Timestamp>,
    /// The last time given.
    now: Option<Timestamp>,
    blind: bool,
}

impl Guard {
    /// A quiet guard.
    pub fn new(config: GuardConfig) -> Self {
        let sight = Sight { begun: None, seen: None, now: None, blind: false };
        Self { config, state: GuardState::Quiet, sight }
    }

    /// A guard as an earlier conductor left it: what fired stays fired, and waits for a person as it did. Nothing else
    /// is credited.
    pub fn restored(config: GuardConfig, state: GuardState) -> Self {
        let state = match state {
            GuardState::Firing { since, latch, .. } => GuardState::Firing { since, latch, clear_since: None },
            GuardState::Quiet | GuardState::Pending { .. } => GuardState::Quiet,
        };
        Self { state, ..Self::new(config) }
    }

    /// Where it stands.
    pub fn state(&self) -> GuardState {
        self.state
    }

    /// Whether more than two evaluations in a row saw nothing.
    pub fn is_blind(&self) -> bool {
        self.sight.blind
    }

    /// The last evaluation that saw something.
    pub fn last_seen(&self) -> Option<Timestamp> {
        self.sight.seen
    }

    /// How long until an acknowledged guard ends firing if it stays clear; `None` unless it is one.
    pub fn clears_in(&self, now: Timestamp) -> Option<Duration> {
        match self.state {
            GuardState::Firing { latch: Latch::Released, clear_since: Some(clear), .. } => {
                Some(self.config.keep_firing_for.saturating_sub(now.since(clear)))
            }
            _ => None,
        }
    }

    /// How it judges.
    pub fn config(&self) -> &GuardConfig {
        &self.config
    }

    /// Takes an evaluation. A time before the last one given is taken as that one: a guard's clock does not go back.
    pub fn observe(&mut self, at: Timestamp, observation: Observation) -> Vec<Transition> {
        let at = self.sight.now.map_or(at, |now| now.max(at));
        let unseen = match observation {
            Observation::Value(value) if value.is_nan() => self.config.no_data,
            Observation::Value(value) => {
                return self.judge(at, self.config.when.holds(value), self.clears(value));
            }
            Observation::NoData => self.config.no_data,
            Observation::Errored => self.config.on_error,
        };
        match unseen {
            Unseen::Hold => self.tick(at),
            Unseen::Breach => self.judge(at, true, false),
            Unseen::Clear => self.judge(at, false, true),
        }
    }

    /// Lets time pass without an evaluation; it can only blind the guard.
    pub fn tick(&mut self, now: Timestamp) -> Vec<Transition> {
        let now = self.sight.now.map_or(now, |last| last.max(now));
        self.sight.now = Some(now);
        let from = *self.sight.begun.get_or_insert(now);
        let gap = now.since(self.sight.seen.unwrap_or(from));
        if self.sight.blind || gap < self.config.credited_gap() {
            return Vec::new();
        }
        self.sight.blind = true;
        vec![Transition::Blinded { last_seen: self.sight.seen }]
    }

    /// A person has taken notice: firing ends once the condition has gone.
    pub fn acknowledge(&mut self, at: Timestamp) -> Vec<Transition> {
        if let GuardState::Firing { since, clear_since, .. } = self.state {
            self.state = GuardState::Firing { since, latch: Latch::Released, clear_since };
        }
        self.rest(at)
    }

    /// The conductor was away: nothing of the time before counts, and the first evaluation starts anew. What fired
    /// stays fired.
    pub fn resume(&mut self, at: Timestamp) -> Vec<Transition> {
        self.sight = Sight { begun: Some(at), seen: None, now: Some(at), blind: false };
        match self.state {
            GuardState::Pending { .. } => {
                self.state = GuardState::Quiet;
                vec![Transition::Quieted { at }]
            }
            GuardState::Firing { since, latch, .. } => {
                self.state = GuardState::Firing { since, latch, clear_since: None };
                Vec::new()
            }
            GuardState::Quiet => Vec::new(),
        }
    }

    /// How long until the guard fires if the condition goes on holding; `None` unless pending. While evaluations are
    /// missing the time stands still once they are no longer credited.
    pub fn fires_in(&self, now: Timestamp) -> Option<Duration> {
        let GuardState::Pending { since } = self.state else {
            return None;
        };
        let held = now.since(since.plus(self.uncredited(now)));
        Some(self.config.hold.saturating_sub(held))
    }

    fn clears(&self, value: f64) -> bool {
        let breached = self.config.when.holds(value);
        !breached && self.config.clear.is_none_or(|clear| clear.holds(value))
    }

    fn uncredited(&self, now: Timestamp) -> Duration {
        let gap = self.sight.seen.map_or(Duration::ZERO, |seen| now.since(seen));
        gap.saturating_sub(self.config.credited_gap())
    }

    fn judge(&mut self, at: Timestamp, breached: bool, clear: bool) -> Vec<Transition> {
        let uncredited = self.uncredited(at);
        let sighted = std::mem::take(&mut self.sight.blind);
        self.sight =
            Sight { begun: self.sight.begun.or(Some(at)), seen: Some(at), now: Some(at), blind: false };
        let mut transitions = Vec::new();
        if sighted {
            transitions.push(Transition::Sighted { at });
        }
        match self.state {
            GuardState::Quiet if breached => {
                self.state = GuardState::Pending { since: at };
                transitions.push(Transition::Pending { since: at });
                transitions.extend(self.fire(at));
            }
            GuardState::Pending { since } if breached => {
                self.state = GuardState::Pending { since: since.plus(uncredited) };
                transitions.extend(self.fire(at));
            }
            GuardState::Pending { .. } => {
                self.state = GuardState::Quiet;
                transitions.push(Transition::Quieted { at });
            }
            GuardState::Firing { since, latch, clear_since } => {
                let clear_since = clear.then(|| clear_since.unwrap_or(at));
                self.state = GuardState::Firing { since, latch, clear_since };
                transitions.extend(self.rest(at));
            }
            GuardState::Quiet => {}
        }
        transitions
    }

    /// Fires if the condition has held for long enough.
    fn fire(&mut self, at: Timestamp) -> Option<Transition> {
        let GuardState::Pending { since } = self.state else {
            return None;
        };
        let held = at.since(since);
        if held < self.config.hold {
            return None;
        }
        self.state = GuardState::Firing { since: at, latch: Latch::Held, clear_since: None };
        Some(Transition::Fired { at, held })
    }

    /// Ends firing if it is acknowledged and has been clear for long enough.
    fn rest(&mut self, at: Timestamp) -> Vec<Transition> {
        match self.state {
            GuardState::Firing { latch: Latch::Released, clear_since: Some(clear), .. }
                if at.since(clear) >= self.config.keep_firing_for =>
            {
                self.state = GuardState::Quiet;
                vec![Transition::Quieted { at }]
            }
            _ => Vec::new(),
        }
    }
}
