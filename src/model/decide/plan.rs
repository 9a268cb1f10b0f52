//! Guards, plans and the end of a run.

use super::access::{idle, past, still_open};
use super::settle::reason;
use crate::model::event::GuardPhase;
use crate::model::ids::{GuardId, PlanId};
use crate::model::runbook::Plan;
use crate::model::state::{Mode, Next, State, next};
use crate::model::verdict::{Outcome, RunOutcome};
use crate::model::{Event, Refusal};

pub(super) fn acknowledge(state: &State, guard: &GuardId) -> Result<Vec<Event>, Refusal> {
    still_open(state)?;
    if state.book.guard(guard).is_none() {
        return Err(Refusal::Unknown { what: "guard".to_owned(), name: guard.to_string() });
    }
    match state.guards.get(guard) {
        Some(it) if it.phase == GuardPhase::Firing && !it.acknowledged => {
            Ok(vec![Event::GuardAcknowledged { guard: guard.clone() }])
        }
        _ => Ok(Vec::new()),
    }
}

pub(super) fn start(
    state: &State,
    id: &PlanId,
    because: &str,
    confirm: Option<&str>,
) -> Result<Vec<Event>, Refusal> {
    still_open(state)?;
    let plan = find(state, id)?;
    if state.mode == Mode::RollingBack(id.clone()) {
        return Ok(Vec::new());
    }
    idle(state)?;
    reason("starting a rollback plan", because)?;
    let confirmed = match (&plan.warning, confirm.map(str::trim)) {
        (None, _) => None,
        (Some(_), Some(typed)) if typed == id.as_str() => Some(typed.to_owned()),
        (Some(_), _) => return Err(Refusal::Confirm { expected: id.to_string() }),
    };
    let mut events = freeze(state);
    events.push(Event::PlanStarted { plan: id.clone(), because: because.trim().to_owned(), confirmed });
    Ok(events)
}

/// Ends what is under way: another plan, checks and watches of the deployment.
pub(super) fn freeze(state: &State) -> Vec<Event> {
    let mut events = Vec::new();
    if let Mode::RollingBack(other) = &state.mode {
        events.push(Event::PlanEnded { plan: other.clone(), complete: false });
    }
    for step in state.book.phase_steps().filter(|step| state.step(&step.id).is_some()) {
        let past = past(state, step);
        match next(step, &past) {
            Next::Watching => events.push(Event::WatchEnded {
                step: step.id.clone(),
                verdict: Outcome::Cancelled,
                criteria: Vec::new(),
            }),
            Next::Checking => events.extend(
                step.checks(past.variant.as_ref())
                    .filter(|check| !check.probe.is_person())
                    .filter(|check| past.checks.get(&check.name).is_none_or(|it| it.verdict.is_none()))
                    .map(|check| Event::CheckEnded {
                        step: step.id.clone(),
                        check: check.name.clone(),
                        verdict: Outcome::Cancelled,
                    }),
            ),
            _ => {}
        }
    }
    events
}

pub(super) fn decline(state: &State, id: &PlanId, why: &str) -> Result<Vec<Event>, Refusal> {
    still_open(state)?;
    find(state, id)?;
    reason("declining a rollback plan", why)?;
    match &state.offer {
        Some(offer) if offer.plan == *id => {
            Ok(vec![Event::PlanDeclined { plan: id.clone(), reason: why.trim().to_owned() }])
        }
        _ => Ok(Vec::new()),
    }
}

pub(super) fn end(state: &State, outcome: RunOutcome, note: &str) -> Result<Vec<Event>, Refusal> {
    still_open(state)?;
    idle(state)?;
    let cannot = |why: String| Refusal::CannotEnd { outcome: outcome.word().to_owned(), why };
    let mut events = Vec::new();
    match (outcome, &state.mode) {
        (RunOutcome::Go, Mode::Deploying) => {
            let open: Vec<&str> = state
                .book
                .phase_steps()
                .filter(|step| !state.status(step).is_settled())
                .map(|step| step.id.as_str())
                .collect();
            if let Some(first) = open.first() {
                return Err(cannot(format!("{} steps are open, the first is `{first}`", open.len())));
            }
        }
        (RunOutcome::Go, _) => {
            return Err(cannot("a rollback plan was started: end it rolled-back".to_owned()));
        }
        (RunOutcome::RolledBack, Mode::Returned(_)) => {}
        (RunOutcome::RolledBack, _) => return Err(cannot("no rollback plan is through".to_owned())),
        (RunOutcome::NoGo, mode) => {
            reason("ending the run no-go", note)?;
            if let Mode::RollingBack(plan) = mode {
                events.push(Event::PlanEnded { plan: plan.clone(), complete: false });
            }
        }
    }
    events.push(Event::RunEnded { outcome, note: note.trim().to_owned() });
    Ok(events)
}

fn find<'a>(state: &'a State, id: &PlanId) -> Result<&'a Plan, Refusal> {
    state
        .book
        .plan(id)
        .ok_or_else(|| Refusal::Unknown { what: "rollback plan".to_owned(), name: id.to_string() })
}
