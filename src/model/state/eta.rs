//! How long is left.

use std::collections::BTreeMap;

use super::{State, Status};
use crate::model::ids::StepId;
use crate::model::runbook::Step;
use crate::model::span::Span;
use crate::model::stamp::Stamp;

/// How long steps took in past runs of the same runbook: the median, in milliseconds.
pub type History = BTreeMap<StepId, i64>;

/// How long `step` should take: from past runs, else from the runbook, else unknown.
pub fn step_estimate(step: &Step, history: &History) -> Option<Span> {
    history
        .get(&step.id)
        .map(|millis| Span::millis(u64::try_from(*millis).unwrap_or(0)))
        .or_else(|| step.takes.map(|takes| takes.most))
        .or_else(|| step.watch.as_ref().map(|watch| watch.lasts))
}

/// How long is left in the phase that is under way, as far as estimates reach; `None` where nothing is open or known.
pub fn eta(state: &State, history: &History, now: Stamp) -> Option<Span> {
    let current = state.current()?;
    let steps: &[Step] = match state.book.plan_with(&current.id) {
        Some(plan) => &plan.step,
        None => &state.book.phase_with(&current.id)?.step,
    };
    let mut known = false;
    let mut left = 0_i64;
    for step in steps {
        let status = state.status(step);
        if status.is_settled() {
            continue;
        }
        let Some(estimate) = step_estimate(step, history) else { continue };
        known = true;
        let gone = match (status, state.step(&step.id).and_then(|of| of.started)) {
            (Status::Running, Some(started)) => now.since(started).max(0),
            _ => 0,
        };
        left += (estimate.as_millis() - gone).max(0);
    }
    known.then(|| Span::millis(u64::try_from(left).unwrap_or(0)))
}
