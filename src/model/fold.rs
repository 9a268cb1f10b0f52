//! From events to a state. Total: every event folds onto every state, so that an old or odd journal still opens.

mod clock;
mod incident;

use super::event::{Event, GuardPhase, Recorded};
use super::ids::{InputName, StepId};
use super::runbook::Stage;
use super::state::{
    Answer, Attempt, CheckState, Declined, Ended, GuardState, Look, Mode, Note, Offer, PlanRun, Resolution,
    Settled, Signoff, State, StepState, Try, WatchState,
};
use super::{Actor, stamp::Stamp};

/// `state` after `recorded`.
#[must_use]
pub fn fold(mut state: State, recorded: &Recorded) -> State {
    fold_into(&mut state, recorded);
    state
}

/// Makes `state` what it is after `recorded`: [`fold`] in place.
pub fn fold_into(state: &mut State, recorded: &Recorded) {
    state.events = recorded.seq + 1;
    state.touched = Some(recorded.at);
    if !matches!(recorded.by, Actor::Conductor) {
        state.parked = None;
    }
    let mut began = None;
    if let Some(id) = step_of(&recorded.event) {
        let of = state.steps.entry(id.clone()).or_default();
        let before = of.started.is_some();
        fold_step(of, recorded);
        began = Some(id).filter(|_| !before && of.started.is_some());
    }
    let deploys = deploys(state, recorded);
    if deploys {
        state.deploy_began = Some(recorded.at);
    }
    fold_run(state, recorded);
    if !state.book.clock.is_empty() {
        clock::fold(state, recorded, began, deploys);
    }
}

/// Whether the deployment itself begins with `recorded`: the first work in a step of a deploy phase.
fn deploys(state: &State, recorded: &Recorded) -> bool {
    let step = match &recorded.event {
        Event::AttemptStarted { step, .. }
        | Event::ChecksStarted { step, .. }
        | Event::WatchStarted { step, .. }
        | Event::StepDone { step, .. } => step,
        _ => return false,
    };
    state.deploy_began.is_none()
        && state.book.phase_with(step).is_some_and(|phase| phase.stage() == Stage::Deploy)
}

/// The step that an event belongs to.
pub fn step_of(event: &Event) -> Option<&StepId> {
    match event {
        Event::VariantChosen { step, .. }
        | Event::AttemptStarted { step, .. }
        | Event::AttemptCancelAsked { step }
        | Event::AttemptEnded { step, .. }
        | Event::LookConfirmed { step, .. }
        | Event::ChecksStarted { step, .. }
        | Event::CheckTried { step, .. }
        | Event::CheckEnded { step, .. }
        | Event::CheckAnswered { step, .. }
        | Event::WatchStarted { step, .. }
        | Event::WatchEnded { step, .. }
        | Event::StepDone { step, .. }
        | Event::StepFailed { step, .. }
        | Event::StepSkipped { step, .. }
        | Event::StepWaived { step, .. }
        | Event::StepReopened { step }
        | Event::SignedOff { step, .. } => Some(step),
        Event::NoteAdded { step, .. } => step.as_ref(),
        _ => None,
    }
}

/// Folds an event of a step into that step's state.
pub fn fold_step(of: &mut StepState, recorded: &Recorded) {
    let (at, by) = (recorded.at, recorded.by.name());
    match &recorded.event {
        Event::VariantChosen { variant, .. } => {
            of.variant = Some(variant.clone());
            return;
        }
        Event::NoteAdded { text, .. } => {
            of.notes.push((at, by.to_owned(), text.clone()));
            return;
        }
        Event::StepReopened { .. } => {
            reopen(of);
            of.reopened = of.attempts.len();
            return;
        }
        Event::AttemptStarted { attempt, variant, .. } => {
            reopen(of);
            of.attempts.push(Attempt {
                number: *attempt,
                variant: variant.clone(),
                started: at,
                by: by.to_owned(),
                cancel_asked: false,
                end: None,
            });
        }
        Event::AttemptCancelAsked { .. } => {
            if let Some(last) = of.attempts.last_mut() {
                last.cancel_asked = true;
            }
        }
        Event::AttemptEnded { attempt, end, .. } => {
            if let Some(it) = of.attempts.iter_mut().rfind(|it| it.number == *attempt) {
                it.end = Some((at, end.clone()));
            }
        }
        Event::LookConfirmed { note, .. } => {
            of.look = Some(Look { by: by.to_owned(), at, note: note.clone() });
        }
        Event::ChecksStarted { round, .. } => {
            of.round = *round;
            of.checks.clear();
            of.watch = None;
            new_evidence(of);
        }
        Event::WatchStarted { round, .. } => {
            of.watch = Some(WatchState { round: *round, started: at, ended: None });
            new_evidence(of);
        }
        Event::WatchEnded { verdict, criteria, .. } => {
            if let Some(watch) = &mut of.watch {
                watch.ended = Some((at, *verdict, criteria.clone()));
            }
        }
        Event::SignedOff { person, role, meaning, assurance, note, .. } => of.signoffs.push(Signoff {
            person: person.clone(),
            role: role.clone(),
            meaning: *meaning,
            assurance: *assurance,
            at,
            note: note.clone(),
            simulated: matches!(recorded.by, Actor::Autopilot(_)),
        }),
        Event::StepDone { note, .. } => settle(of, Resolution::Done, recorded, note),
        Event::StepFailed { reason, .. } => settle(of, Resolution::Failed, recorded, reason),
        Event::StepSkipped { reason, .. } => settle(of, Resolution::Skipped, recorded, reason),
        Event::StepWaived { reason, .. } => settle(of, Resolution::Waived, recorded, reason),
        other => fold_check(of, recorded, other),
    }
    of.started.get_or_insert(at);
    of.touched = Some(at);
    if recorded.by != Actor::Conductor {
        of.actor = Some(recorded.by.clone());
    }
}

fn fold_check(of: &mut StepState, recorded: &Recorded, event: &Event) {
    match event {
        Event::CheckTried { check, number, observation, .. } => {
            let it: &mut CheckState = of.checks.entry(check.clone()).or_default();
            it.tries.push(Try { number: *number, at: recorded.at, observation: observation.clone() });
        }
        Event::CheckEnded { check, verdict, .. } => {
            of.checks.entry(check.clone()).or_default().verdict = Some((recorded.at, *verdict));
        }
        Event::CheckAnswered { check, yes, evidence, .. } => {
            let answer = Answer {
                by: recorded.by.name().to_owned(),
                yes: *yes,
                evidence: evidence.clone(),
                simulated: matches!(recorded.by, Actor::Autopilot(_)),
            };
            of.checks.entry(check.clone()).or_default().answer = Some(answer);
        }
        _ => {}
    }
}

/// A new attempt, or a new look at the step, starts from nothing but the attempts, the variant and the notes.
fn reopen(of: &mut StepState) {
    of.look = None;
    of.round = 0;
    of.checks.clear();
    of.watch = None;
    of.signoffs.clear();
    of.settled = None;
    of.started = None;
}

/// What was said and signed of the step was said on other evidence than what comes now.
fn new_evidence(of: &mut StepState) {
    of.signoffs.clear();
    of.settled = None;
}

fn settle(of: &mut StepState, how: Resolution, recorded: &Recorded, reason: &str) {
    of.settled =
        Some(Settled { how, by: recorded.by.name().to_owned(), at: recorded.at, reason: reason.to_owned() });
}

fn fold_run(state: &mut State, recorded: &Recorded) {
    let at = recorded.at;
    match &recorded.event {
        Event::RunStarted(start) => {
            state.started = Some(at);
            state.driver = Some(start.driver.clone());
            state.inputs.clone_from(&start.inputs);
            state.start = Some(start.clone());
        }
        Event::DriverTook { person, epoch } => {
            state.driver = Some(person.clone());
            state.epoch = *epoch;
        }
        Event::MemoryLost { inputs, shell } => forget(state, inputs, *shell, recorded),
        Event::InputGiven { name, value } => {
            state.inputs.insert(name.clone(), value.clone());
        }
        Event::AttemptEnded { step, end, .. } => {
            for name in &end.names {
                state.set_by_steps.insert(InputName::new(name.as_str()), step.clone());
            }
        }
        Event::NoteAdded { step: None, text } => {
            state.notes.push(Note { at, by: recorded.by.name().to_owned(), text: text.clone() });
        }
        Event::Parked { reason } => state.parked = Some(reason.clone()),
        Event::RunEnded { outcome, note } => {
            state.offer = None;
            state.mode = Mode::Ended(Ended { outcome: *outcome, at, note: note.clone() });
        }
        other => {
            fold_guard(state, other, at);
            fold_plan(state, other, recorded);
            incident::fold(state, recorded);
        }
    }
}

fn forget(state: &mut State, inputs: &[InputName], shell: bool, recorded: &Recorded) {
    for name in inputs {
        state.inputs.remove(name);
    }
    let mut lost: Vec<String> = inputs.iter().map(ToString::to_string).collect();
    if shell {
        lost.extend(std::mem::take(&mut state.set_by_steps).into_keys().map(|name| name.to_string()));
    }
    let text = format!("the host has forgotten the values of {}: give or set them again", lost.join(", "));
    state.notes.push(Note { at: recorded.at, by: recorded.by.name().to_owned(), text });
}

fn fold_guard(state: &mut State, event: &Event, at: Stamp) {
    match event {
        Event::GuardMoved { guard, to, observed } => {
            let before = state.guards.get(guard);
            let fired = before.map_or(0, |it| it.fired) + u32::from(*to == GuardPhase::Firing);
            let moved =
                GuardState { phase: *to, since: at, observed: observed.clone(), fired, acknowledged: false };
            state.guards.insert(guard.clone(), moved);
        }
        Event::GuardAcknowledged { guard } => {
            if let Some(it) = state.guards.get_mut(guard) {
                it.acknowledged = true;
            }
        }
        _ => {}
    }
}

fn fold_plan(state: &mut State, event: &Event, recorded: &Recorded) {
    let at = recorded.at;
    match event {
        Event::PlanOffered { plan, because } => {
            state.offer = Some(Offer { plan: plan.clone(), because: because.clone(), at });
        }
        Event::PlanDeclined { plan, reason } => {
            state.offer = None;
            let by = recorded.by.name().to_owned();
            state.declined.push(Declined { plan: plan.clone(), reason: reason.clone(), by, at });
        }
        Event::PlanStarted { plan, because, .. } => {
            state.offer = None;
            state.mode = Mode::RollingBack(plan.clone());
            state.plans.push(PlanRun {
                plan: plan.clone(),
                because: because.clone(),
                by: recorded.by.name().to_owned(),
                started: at,
                ended: None,
            });
        }
        Event::PlanEnded { plan, complete } => {
            if let Some(run) = state.plans.iter_mut().rfind(|run| run.plan == *plan) {
                run.ended = Some((at, *complete));
            }
            state.mode = Mode::Returned(plan.clone());
        }
        _ => {}
    }
}
