//! What follows by itself once something happened in a step: its checks, its watch, the offer of a plan, a plan's end.

use super::access::{on_course, past};
use super::plan::ended;
use crate::model::event::Recorded;
use crate::model::fold::fold_step;
use crate::model::runbook::Step;
use crate::model::stamp::Stamp;
use crate::model::state::{Mode, Next, Resolution, State, StepState, next};
use crate::model::verdict::Verdict;
use crate::model::{Actor, Event};

/// `events` of `step`, and those that follow from them.
pub(super) fn follow(state: &State, step: &Step, events: Vec<Event>) -> Vec<Event> {
    let (mut events, after) = advance(state, step, events);
    events.extend(offer(state, step, &after));
    events.extend(plan_end(state, step, &after));
    events
}

/// As [`follow`], for what the driver stopped: they know that it did not pass, and no plan is offered.
pub(super) fn follow_stop(state: &State, step: &Step, events: Vec<Event>) -> Vec<Event> {
    let (mut events, after) = advance(state, step, events);
    events.extend(plan_end(state, step, &after));
    events
}

fn advance(state: &State, step: &Step, mut events: Vec<Event>) -> (Vec<Event>, StepState) {
    let mut after = past(state, step);
    let mut folded = 0;
    loop {
        for event in &events[folded..] {
            apply(&mut after, event);
        }
        folded = events.len();
        match automatic(state, step, &after) {
            Some(event) => events.push(event),
            None => return (events, after),
        }
    }
}

fn apply(after: &mut StepState, event: &Event) {
    let recorded = Recorded { seq: 0, at: Stamp::from_millis(0), by: Actor::Conductor, event: event.clone() };
    fold_step(after, &recorded);
}

fn automatic(state: &State, step: &Step, after: &StepState) -> Option<Event> {
    if !on_course(state, step) {
        return None;
    }
    match next(step, after) {
        // A step that was called failed or done by hand is not taken further by itself.
        _ if after.settled.as_ref().is_some_and(|it| it.how == Resolution::Failed) => None,
        Next::Check => Some(Event::ChecksStarted { step: step.id.clone(), round: after.round + 1 }),
        Next::Watch => Some(Event::WatchStarted { step: step.id.clone(), round: 1 }),
        // With a plan on the table, the driver decides first; a retry would keep the plan from being started.
        Next::Failed(_) if state.offer.is_none() => retry(step, after),
        _ => None,
    }
}

/// Another attempt, where the step says so and the last one failed by itself.
fn retry(step: &Step, after: &StepState) -> Option<Event> {
    let retry = step.retry?;
    let last = after.counting()?;
    let (_, end) = last.end.as_ref()?;
    if end.verdict != Verdict::Failed || last.cancel_asked {
        return None;
    }
    let by_itself = after.attempts.iter().rev().take_while(|it| it.by == Actor::Conductor.name()).count();
    // The first one may have come from the queue, and is no retry.
    let made = (by_itself + 1).min(after.attempts.len().saturating_sub(after.reopened));
    if u32::try_from(made).unwrap_or(u32::MAX) >= retry.attempts {
        return None;
    }
    let work = step.work(last.variant.as_ref())?;
    Some(Event::AttemptStarted {
        step: step.id.clone(),
        attempt: last.number + 1,
        variant: last.variant.clone(),
        command_sha256: super::evidence::sha256(&work.text()),
        confirmed: None,
    })
}

fn offer(state: &State, step: &Step, after: &StepState) -> Option<Event> {
    let plan = state.plan_on_failure(step)?;
    if state.mode != Mode::Deploying || state.offer.is_some() {
        return None;
    }
    let Next::Failed(why) = next(step, after) else { return None };
    Some(Event::PlanOffered { plan: plan.clone(), because: format!("{}: {why}", step.title) })
}

fn plan_end(state: &State, step: &Step, after: &StepState) -> Vec<Event> {
    let Mode::RollingBack(id) = &state.mode else { return Vec::new() };
    let Some(plan) = state.book.plan(id) else { return Vec::new() };
    let through = plan.step.iter().all(|it| {
        let of = if it.id == step.id { Some(after) } else { state.step(&it.id) };
        state.status_given(it, of).is_settled()
    });
    if !through || !plan.step.iter().any(|it| it.id == step.id) {
        return Vec::new();
    }
    ended(state, plan)
}
