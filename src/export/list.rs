//! One entry of the list of runs.

use serde::Serialize;

use crate::model::State;
use crate::model::ids::RunId;
use crate::model::stamp::Stamp;
use crate::model::state::{Deployment, Mode};
use crate::model::verdict::RunOutcome;

/// An entry of `gonogo runs --json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunEntry {
    /// The run.
    pub run: String,
    /// The runbook's id.
    pub book: String,
    /// The target environment, where the runbook has some.
    pub environment: Option<String>,
    /// Whether nothing of it is real.
    pub rehearsal: bool,
    /// `go`, `no-go`, `rolled-back` or, waiting for a person, `parked`; `None` while it is under way.
    pub outcome: Option<&'static str>,
    /// When it started.
    pub started: Option<Stamp>,
    /// The phase that is due next, while the run is open and the deployment's time is known.
    pub due: Option<DueOf>,
    /// When it ended.
    pub ended: Option<Stamp>,
}

/// A phase that is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DueOf {
    /// The phase's id.
    pub phase: String,
    /// When.
    pub at: Stamp,
    /// Whether that is over.
    pub overdue: bool,
}

impl DueOf {
    fn of(state: &State, now: Stamp) -> Option<Self> {
        if state.outcome().is_some() || matches!(state.deployment(now), Deployment::Unknown(_)) {
            return None;
        }
        let (phase, due) = state.next_due(now)?;
        Some(Self { phase: phase.id.to_string(), at: due.at, overdue: due.at < now })
    }

    /// `PHASE due 2026-01-02 03:04:05` or `PHASE OVERDUE since …`.
    pub fn words(&self) -> String {
        let word = if self.overdue { "OVERDUE since" } else { "due" };
        format!("{} {word} {}", self.phase, self.at.date_time())
    }
}

impl RunEntry {
    /// The entry of `run` at `now`. Its id is that of its folder: where the first event is damaged, `state` knows none.
    pub fn of(run: &RunId, state: &State, now: Stamp) -> Self {
        let start = state.start.as_ref();
        Self {
            run: run.to_string(),
            book: start.map_or_else(|| state.book.id.to_string(), |start| start.book.to_string()),
            environment: start.and_then(|start| start.environment.as_ref()).map(ToString::to_string),
            rehearsal: state.is_rehearsal(),
            outcome: outcome(state),
            started: state.started,
            due: DueOf::of(state, now),
            ended: ended(state),
        }
    }
}

/// How the run ended, or that it is parked.
pub(super) fn outcome(state: &State) -> Option<&'static str> {
    state.outcome().map(RunOutcome::word).or(state.parked.as_ref().map(|_| "parked"))
}

/// When the run ended.
pub(super) fn ended(state: &State) -> Option<Stamp> {
    match &state.mode {
        Mode::Ended(ended) => Some(ended.at),
        _ => None,
    }
}
