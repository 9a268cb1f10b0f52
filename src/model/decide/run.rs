//! Starting, starting again and stopping a step.

use super::access::{find, idle, not_now, on_course, open, past};
use super::evidence::sha256;
use super::follow::{follow, follow_stop};
use super::stop::stop;
use crate::model::ids::{InputName, StepId, VariantId};
use crate::model::placeholder::placeholders;
use crate::model::runbook::Step;
use crate::model::state::{Next, Place, State, StepState, next};
use crate::model::uses::{texts_of, used};
use crate::model::verdict::Outcome;
use crate::model::{Event, Refusal};

pub(super) fn choose(state: &State, id: &StepId, variant: &VariantId) -> Result<Vec<Event>, Refusal> {
    let step = choosable(state, id)?;
    if !step.variant.iter().any(|it| it.id == *variant) {
        return Err(Refusal::Unknown { what: format!("variant of `{id}`"), name: variant.to_string() });
    }
    let past = past(state, step);
    if matches!(next(step, &past), Next::Running | Next::Checking | Next::Watching) {
        return Err(not_now(state, step, "it is under way; wait, or cancel it"));
    }
    if past.variant.as_ref() == Some(variant) {
        return Ok(Vec::new());
    }
    let mut events = vec![Event::VariantChosen { step: id.clone(), variant: variant.clone() }];
    if !past.attempts.is_empty() {
        events.push(Event::StepReopened { step: id.clone() });
    }
    Ok(events)
}

/// A variant may be chosen before its step's turn comes, but not while the way the run goes leaves the step behind.
fn choosable<'a>(state: &'a State, id: &StepId) -> Result<&'a Step, Refusal> {
    let step = find(state, id)?;
    let untouched = state.step(id).is_none_or(|of| of.attempts.is_empty());
    match state.book.place(id) {
        _ if on_course(state, step) => Ok(step),
        Some(Place::Plan { .. }) if untouched => Ok(step),
        _ => open(state, id),
    }
}

pub(super) fn run(state: &State, id: &StepId, confirm: Option<&str>) -> Result<Vec<Event>, Refusal> {
    let step = open(state, id)?;
    let past = past(state, step);
    match next(step, &past) {
        Next::Choose => Err(choose_first(step)),
        Next::Run => start(state, step, &past, confirm),
        Next::Check => checks(state, step, &past),
        Next::Watch => Ok(watch(state, step, &past)),
        Next::Failed(_) => again(state, step, &past),
        Next::Running | Next::Checking | Next::Watching => {
            Err(not_now(state, step, "it is under way; wait, or cancel it"))
        }
        Next::Look => {
            Err(not_now(state, step, "look at the commands that failed inside, then confirm or rerun"))
        }
        Next::Interrupted => Err(not_now(
            state,
            step,
            "find out what the command did; then rerun it, waive it or call it failed",
        )),
        Next::Answer(_) => Err(not_now(state, step, "answer its questions")),
        Next::Do => Err(not_now(state, step, "do it by hand and mark it done")),
        Next::Sign(_) => Err(not_now(state, step, "sign it off")),
        Next::Nothing => Err(not_now(state, step, "it is through; rerun it to do it once more")),
    }
}

/// Takes up what failed after the command had passed: the checks or the watch. The command is not run again.
fn again(state: &State, step: &Step, past: &StepState) -> Result<Vec<Event>, Refusal> {
    let mut command_alone = past.clone();
    command_alone.round = 0;
    command_alone.checks.clear();
    command_alone.watch = None;
    command_alone.settled = None;
    command_alone.signoffs.clear();
    let checks_passed = step.checks(past.variant.as_ref()).all(|check| {
        check.advisory
            || past
                .checks
                .get(&check.name)
                .and_then(|it| it.verdict)
                .is_some_and(|(_, it)| it == Outcome::Passed)
    });
    match next(step, &command_alone) {
        Next::Check if !checks_passed || past.watch.is_none() => checks(state, step, past),
        Next::Check | Next::Watch if past.watch.is_some() => Ok(watch(state, step, past)),
        _ => Err(not_now(state, step, "rerun, skip or waive it, or start a rollback plan")),
    }
}

fn checks(state: &State, step: &Step, past: &StepState) -> Result<Vec<Event>, Refusal> {
    inputs_known(state, step)?;
    Ok(follow(state, step, vec![Event::ChecksStarted { step: step.id.clone(), round: past.round + 1 }]))
}

fn watch(state: &State, step: &Step, past: &StepState) -> Vec<Event> {
    let round = past.watch.as_ref().map_or(0, |watch| watch.round) + 1;
    follow(state, step, vec![Event::WatchStarted { step: step.id.clone(), round }])
}

pub(super) fn rerun(state: &State, id: &StepId, confirm: Option<&str>) -> Result<Vec<Event>, Refusal> {
    let step = open(state, id)?;
    let past = past(state, step);
    match next(step, &past) {
        Next::Running | Next::Checking | Next::Watching => {
            Err(not_now(state, step, "it is under way; wait, or cancel it"))
        }
        Next::Choose => Err(choose_first(step)),
        _ if step.has_command() => start(state, step, &past, confirm),
        // Checks and watch begin when the driver says so.
        _ => Ok(vec![Event::StepReopened { step: id.clone() }]),
    }
}

fn start(state: &State, step: &Step, past: &StepState, confirm: Option<&str>) -> Result<Vec<Event>, Refusal> {
    idle(state)?;
    let Some(work) = step.work(past.variant.as_ref()) else { return Err(choose_first(step)) };
    if let Some(open) = placeholders(&work.fillable()).into_iter().next() {
        return Err(Refusal::Placeholder {
            step: step.id.to_string(),
            placeholder: open.text,
            line: open.line,
        });
    }
    inputs_known(state, step)?;
    let confirmed = match (step.risk.wants_confirmation(), confirm.map(str::trim)) {
        (false, _) => None,
        (true, Some(typed)) if typed == step.id.as_str() => Some(typed.to_owned()),
        (true, _) => return Err(Refusal::Confirm { expected: step.id.to_string() }),
    };
    Ok(vec![Event::AttemptStarted {
        step: step.id.clone(),
        attempt: past.attempt().map_or(0, |last| last.number) + 1,
        variant: past.variant.clone(),
        command_sha256: sha256(&work.text()),
        confirmed,
    }])
}

/// Refuses where the step uses inputs that have no value yet.
pub(super) fn inputs_known(state: &State, step: &Step) -> Result<(), Refusal> {
    let chosen = state.step(&step.id).and_then(|of| of.variant.as_ref());
    let missing: Vec<String> = texts_of(step, chosen)
        .flat_map(|text| used(&text))
        .filter(|name| {
            state.book.input.get(name).is_some_and(|input| !input.optional)
                && !state.inputs.contains_key(name)
                && !state.set_by_steps.contains_key(name)
        })
        .collect::<std::collections::BTreeSet<InputName>>()
        .into_iter()
        .map(|name| name.to_string())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Refusal::MissingInput { step: step.id.to_string(), names: missing.join(", ") })
}

fn choose_first(step: &Step) -> Refusal {
    let variants: Vec<&str> = step.variant.iter().map(|it| it.id.as_str()).collect();
    Refusal::ChooseFirst { step: step.id.to_string(), variants: variants.join(", ") }
}

pub(super) fn cancel(state: &State, id: &StepId) -> Result<Vec<Event>, Refusal> {
    let step = find(state, id)?;
    let past = past(state, step);
    match next(step, &past) {
        Next::Running if past.running().is_some_and(|attempt| attempt.cancel_asked) => Ok(Vec::new()),
        Next::Running => Ok(vec![Event::AttemptCancelAsked { step: id.clone() }]),
        Next::Checking | Next::Watching => Ok(follow_stop(state, step, stop(step, &past))),
        _ => Err(not_now(state, step, "nothing of it is under way")),
    }
}
