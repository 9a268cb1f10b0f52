//! Guards, plans and the end of a run.

use super::access::{idle, still_open};
use super::settle::reason;
use super::stop::{stop_all, stop_course};
use crate::model::event::GuardPhase;
use crate::model::ids::{GuardId, PlanId};
use crate::model::runbook::{Plan, Step};
use crate::model::state::{Mode, State};
use crate::model::verdict::RunOutcome;
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
        // A condition may have settled its last step without anything happening in it.
        return Ok(if has_open(state, plan) { Vec::new() } else { ended(state, plan) });
    }
    idle(state)?;
    reason("starting a rollback plan", because)?;
    let confirmed = match (&plan.warning, confirm.map(str::trim)) {
        (None, _) => None,
        (Some(_), Some(typed)) if typed == id.as_str() => Some(typed.to_owned()),
        (Some(_), _) => return Err(Refusal::Confirm { expected: id.to_string() }),
    };
    Ok(begin(state, plan, because.trim(), confirmed))
}

/// The deployment stops and `plan` begins. A plan that was through once is taken from its beginning; one that was left
/// goes on where it was left.
pub(super) fn begin(state: &State, plan: &Plan, because: &str, confirmed: Option<String>) -> Vec<Event> {
    let mut events = stop_course(state);
    if let Mode::RollingBack(other) = &state.mode {
        events.push(Event::PlanEnded { plan: other.clone(), complete: false });
    }
    events.push(Event::PlanStarted { plan: plan.id.clone(), because: because.to_owned(), confirmed });
    if has_open(state, plan) {
        return events;
    }
    let chain = chain(state, plan);
    let again: Vec<&Step> = chain
        .iter()
        .flat_map(|it| &it.step)
        .filter(|step| state.step(&step.id).is_some_and(|of| of.started.is_some()))
        .collect();
    if again.is_empty() {
        events.extend(ended(state, plan));
    } else {
        events.extend(again.into_iter().map(|step| Event::StepReopened { step: step.id.clone() }));
    }
    events
}

/// `plan` is through: the next plan of its chain that has open steps follows.
pub(super) fn ended(state: &State, plan: &Plan) -> Vec<Event> {
    let mut events = vec![Event::PlanEnded { plan: plan.id.clone(), complete: true }];
    let following = chain(state, plan).into_iter().skip(1).find(|it| has_open(state, it));
    events.extend(following.map(|it| Event::PlanStarted {
        plan: it.id.clone(),
        because: format!("follows {}", plan.id),
        confirmed: None,
    }));
    events
}

/// `plan` and the plans that follow it, each once.
pub(super) fn chain<'a>(state: &'a State, plan: &'a Plan) -> Vec<&'a Plan> {
    let mut chain = vec![plan];
    let mut at = plan;
    while let Some(following) = at.then.as_ref().and_then(|id| state.book.plan(id)) {
        if chain.iter().any(|it| it.id == following.id) {
            break;
        }
        chain.push(following);
        at = following;
    }
    chain
}

fn has_open(state: &State, plan: &Plan) -> bool {
    plan.step.iter().any(|step| !state.status(step).is_settled())
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
    let mut events = stop_all(state);
    match (outcome, &state.mode) {
        (RunOutcome::Go, Mode::Deploying) => {
            if let Some(offer) = &state.offer {
                return Err(cannot(format!(
                    "rollback plan `{}` is offered ({}): start it, or decline it with a reason",
                    offer.plan, offer.because
                )));
            }
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
