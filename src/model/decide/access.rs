//! What may be worked on now.

use crate::model::Refusal;
use crate::model::ids::StepId;
use crate::model::runbook::{Order, Step};
use crate::model::state::{Mode, Place, State, Status, StepState};

/// Refuses once the run has ended.
pub(super) fn still_open(state: &State) -> Result<(), Refusal> {
    match state.outcome() {
        Some(outcome) => Err(Refusal::Ended { outcome: outcome.word().to_owned() }),
        None => Ok(()),
    }
}

/// The step of that id in a run that hasn't ended.
pub(super) fn find<'a>(state: &'a State, id: &StepId) -> Result<&'a Step, Refusal> {
    still_open(state)?;
    state.book.find(id).ok_or_else(|| Refusal::Unknown { what: "step".to_owned(), name: id.to_string() })
}

/// The step of that id, where the way the run goes and the order of its phase let it be worked on.
pub(super) fn open<'a>(state: &'a State, id: &StepId) -> Result<&'a Step, Refusal> {
    let step = find(state, id)?;
    match state.book.place(id) {
        Some(Place::Phase { phase, step: index }) => {
            match &state.mode {
                Mode::RollingBack(plan) | Mode::Returned(plan) => {
                    return Err(Refusal::Frozen { plan: plan.to_string() });
                }
                Mode::Deploying | Mode::Ended(_) => {}
            }
            in_order(state, step, phase, index)?;
        }
        Some(Place::Plan { plan, step: index }) => {
            let plan = &state.book.plan[plan];
            if state.mode != Mode::RollingBack(plan.id.clone()) {
                return Err(Refusal::PlanNotStarted { step: id.to_string(), plan: plan.id.to_string() });
            }
            first_open(state, step, &plan.step[..index])?;
        }
        Some(Place::Trouble { .. } | Place::Severity { .. }) | None => {}
    }
    match state.status(step) {
        Status::NotApplicable => {
            let why = state.not_applicable(step).unwrap_or_default();
            Err(not_now(state, step, &format!("{why}; there is nothing to do here")))
        }
        _ => Ok(step),
    }
}

/// Whether the way the run goes lets `step` be taken further by itself.
pub(super) fn on_course(state: &State, step: &Step) -> bool {
    match (state.book.place(&step.id), &state.mode) {
        (_, Mode::Ended(_)) => false,
        (Some(Place::Phase { .. }), mode) => *mode == Mode::Deploying,
        (Some(Place::Plan { plan, .. }), Mode::RollingBack(id)) => state.book.plan[plan].id == *id,
        (Some(Place::Plan { .. }), _) => false,
        (Some(Place::Trouble { .. } | Place::Severity { .. }) | None, _) => true,
    }
}

fn in_order(state: &State, step: &Step, phase: usize, index: usize) -> Result<(), Refusal> {
    let strict = state.book.phase[phase].order == Order::Strict;
    for before in &state.book.phase[..phase] {
        if strict || before.order == Order::Strict {
            first_open(state, step, &before.step)?;
        }
    }
    if strict { first_open(state, step, &state.book.phase[phase].step[..index]) } else { Ok(()) }
}

fn first_open(state: &State, step: &Step, before: &[Step]) -> Result<(), Refusal> {
    match before.iter().find(|it| !state.status(it).is_settled()) {
        None => Ok(()),
        Some(first) => Err(Refusal::TooEarly {
            step: step.id.to_string(),
            first: first.id.to_string(),
            status: state.status(first).word().to_owned(),
        }),
    }
}

/// Refuses while any command runs: they share one shell state.
pub(super) fn idle(state: &State) -> Result<(), Refusal> {
    match state.running() {
        Some(step) => Err(Refusal::Busy { step: step.to_string() }),
        None => Ok(()),
    }
}

/// What happened in the step, or nothing.
pub(super) fn past(state: &State, step: &Step) -> StepState {
    state.step(&step.id).cloned().unwrap_or_default()
}

/// A refusal that says what the step is and what can be done.
pub(super) fn not_now(state: &State, step: &Step, hint: &str) -> Refusal {
    Refusal::NotNow {
        step: step.id.to_string(),
        status: state.status(step).word().to_owned(),
        hint: hint.to_owned(),
    }
}
