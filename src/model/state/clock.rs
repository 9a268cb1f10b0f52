//! The runbook's clocks: running, met, missed.

use serde::{Deserialize, Serialize};

use super::State;
use crate::model::ids::ClockId;
use crate::model::runbook::Clock;
use crate::model::span::Span;
use crate::model::stamp::Stamp;

/// A clock that was started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockRun {
    /// The clock.
    pub clock: ClockId,
    /// From 1, for each clock on its own.
    pub number: u32,
    /// The incident that started it, where one did.
    pub incident: Option<u32>,
    /// When it started.
    pub started: Stamp,
    /// When and how it stopped.
    pub stopped: Option<(Stamp, Stopped)>,
    /// When it was seen to be missed.
    pub missed: Option<Stamp>,
}

/// How a clock stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stopped {
    /// By what it waited for.
    Reached,
    /// What it waited for can't come any more.
    Void,
}

/// How a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockStanding {
    /// So much time is left.
    Running(Span),
    /// It still runs, and so much over its time.
    Late(Span),
    /// In time, after so long.
    Met(Span),
    /// Too late, after so long.
    Missed(Span),
    /// It no longer matters.
    Void,
}

impl ClockStanding {
    /// The word for it, as JSON and exports have it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Running(_) => "running",
            Self::Late(_) | Self::Missed(_) => "missed",
            Self::Met(_) => "met",
            Self::Void => "void",
        }
    }
}

impl State {
    /// How long `span` is in this run: a rehearsal's waits are shorter.
    pub fn scaled(&self, span: Span) -> i64 {
        span.as_millis() / i64::from(self.speed())
    }

    /// How much time `millis` of this run stand for: what a rehearsal shortens is told in full.
    pub fn told(&self, millis: i64) -> Span {
        let millis = millis.saturating_mul(i64::from(self.speed()));
        Span::millis(u64::try_from(millis).unwrap_or(0))
    }

    /// When `run` is out of time.
    pub fn clock_due(&self, run: &ClockRun) -> Option<Stamp> {
        Some(run.started.plus_millis(self.scaled(self.book.clock(&run.clock)?.within)))
    }

    /// How `run` stands at `now`, in the time that the runbook means.
    pub fn clock_standing(&self, clock: &Clock, run: &ClockRun, now: Stamp) -> ClockStanding {
        let within = self.scaled(clock.within);
        let took = |until: Stamp| until.since(run.started).max(0);
        match run.stopped {
            Some((at, Stopped::Reached)) if took(at) <= within => ClockStanding::Met(self.told(took(at))),
            Some((at, Stopped::Reached)) => ClockStanding::Missed(self.told(took(at))),
            Some((at, Stopped::Void)) if took(at) > within => ClockStanding::Missed(self.told(took(at))),
            Some((_, Stopped::Void)) => ClockStanding::Void,
            None if took(now) <= within => ClockStanding::Running(self.told(within - took(now))),
            None => ClockStanding::Late(self.told(took(now) - within)),
        }
    }

    /// Every clock that was started, with how it stands at `now`.
    pub fn clocks_at(&self, now: Stamp) -> impl Iterator<Item = (&Clock, &ClockRun, ClockStanding)> {
        self.clocks.iter().filter_map(move |run| {
            let clock = self.book.clock(&run.clock)?;
            Some((clock, run, self.clock_standing(clock, run, now)))
        })
    }
}
