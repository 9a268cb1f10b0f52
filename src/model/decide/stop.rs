//! Stopping checks and watches that are under way. Commands are stopped by their shim, which reports back.

use super::access::past;
use crate::model::Event;
use crate::model::runbook::Step;
use crate::model::state::{Next, Place, State, StepState, next};
use crate::model::verdict::Outcome;

/// Ends the checks or the watch of `step`, where they are under way.
pub(super) fn stop(step: &Step, past: &StepState) -> Vec<Event> {
    match next(step, past) {
        Next::Watching => vec![Event::WatchEnded {
            step: step.id.clone(),
            verdict: Outcome::Cancelled,
            criteria: Vec::new(),
        }],
        Next::Checking => step
            .checks(past.variant.as_ref())
            .filter(|check| !check.probe.is_person())
            .filter(|check| past.checks.get(&check.name).is_none_or(|it| it.verdict.is_none()))
            .map(|check| Event::CheckEnded {
                step: step.id.clone(),
                check: check.name.clone(),
                verdict: Outcome::Cancelled,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Ends every check and watch that is under way.
pub(super) fn stop_all(state: &State) -> Vec<Event> {
    touched(state).flat_map(|step| stop(step, &past(state, step))).collect()
}

/// As [`stop_all`], but leaves troubleshooting and an incident's procedure to go on, beside a rollback as well.
pub(super) fn stop_course(state: &State) -> Vec<Event> {
    touched(state)
        .filter(|step| {
            !matches!(state.book.place(&step.id), Some(Place::Trouble { .. } | Place::Severity { .. }))
        })
        .flat_map(|step| stop(step, &past(state, step)))
        .collect()
}

/// In the runbook's order, so that the same wish always gives the same events.
fn touched(state: &State) -> impl Iterator<Item = &Step> {
    state.book.steps().filter(|step| state.step(&step.id).is_some())
}
