//! All of a free phase that runs by itself, at once: checks side by side, commands one after the other.

use super::access::{find_phase, idle, open, past};
use super::run::{inputs_known, run};
use crate::model::event::Recorded;
use crate::model::fold::fold_into;
use crate::model::ids::{InputName, PhaseId, StepId};
use crate::model::placeholder::placeholders;
use crate::model::runbook::{Order, Phase, Step};
use crate::model::stamp::Stamp;
use crate::model::state::{Mode, Next, State, Status, StepState, next};
use crate::model::uses::{assigned, texts_of, used};
use crate::model::{Actor, Event, Refusal};

/// Starts what of `id` runs by itself; what can't start yet is queued behind the command that runs.
pub(super) fn run_all(state: &State, id: &PhaseId) -> Result<Vec<Event>, Refusal> {
    let phase = find_phase(state, id)?;
    let no = |why: &str| Refusal::NotTogether { phase: id.to_string(), why: why.to_owned() };
    if phase.order == Order::Strict {
        return Err(no("its steps are taken one after the other"));
    }
    let steps = by_itself(state, phase);
    let Some(first) = steps.first() else {
        return Err(no("nothing of it is left that runs by itself: the rest is for people, or has failed"));
    };
    // What is before the phase is before each of its steps.
    open(state, &first.id)?;
    let busy = idle(state).is_err();
    let (mut commands, mut checks): (Vec<&Step>, Vec<&Step>) =
        steps.into_iter().partition(|step| step.has_command() || waits_for_a_name(state, step, phase));
    if !busy && !commands.iter().any(|step| step.has_command()) {
        // Nothing would take them from the queue.
        checks.append(&mut commands);
    }
    let mut started = Vec::new();
    for step in checks {
        started.extend(run(state, &step.id, None)?);
    }
    let first = commands.iter().position(|step| step.has_command()).filter(|_| !busy);
    let mut queue: Vec<StepId> = state.queue.clone();
    queue.retain(|step| !commands.iter().any(|it| it.id == *step));
    queue.extend(commands.iter().map(|step| step.id.clone()));
    if let Some(first) = first {
        started.extend(run(state, &commands[first].id, None)?);
    }
    let mut events = Vec::new();
    if queue != state.queue {
        events.push(Event::StepsQueued { steps: queue });
    }
    events.extend(started);
    Ok(events)
}

/// What follows for the queue once `events` have happened, one of which ended a command.
pub(super) fn go_on(state: &State, events: &[Event]) -> Vec<Event> {
    if state.queue.is_empty() {
        return Vec::new();
    }
    let mut after = state.clone();
    for event in events {
        apply(&mut after, event);
    }
    if after.queue.is_empty() || after.running().is_some() {
        return Vec::new();
    }
    let mut more = Vec::new();
    for id in after.queue.clone() {
        // With a plan on the table, the driver decides first.
        if after.mode != Mode::Deploying || after.offer.is_some() {
            break;
        }
        let startable = after.book.find(&id).is_some_and(|step| runs_by_itself(&after, step));
        let Some(started) = startable.then(|| run(&after, &id, None).ok()).flatten() else { continue };
        for event in &started {
            apply(&mut after, event);
        }
        more.extend(started);
        if after.running().is_some() {
            return more;
        }
    }
    let left = after.queue.iter().filter(|id| !settled(&after, id)).cloned().collect();
    if !after.queue.is_empty() {
        more.push(Event::QueueEnded { left });
    }
    more
}

fn settled(state: &State, id: &StepId) -> bool {
    state.book.find(id).is_none_or(|step| state.status(step).is_settled())
}

fn apply(state: &mut State, event: &Event) {
    let (seq, at) = (state.events, state.touched.unwrap_or(Stamp::from_millis(0)));
    fold_into(state, &Recorded { seq, at, by: Actor::Conductor, event: event.clone() });
}

/// The steps of `phase` that run by themselves now.
fn by_itself<'a>(state: &'a State, phase: &'a Phase) -> Vec<&'a Step> {
    phase.step.iter().filter(|step| !state.queue.contains(&step.id) && runs_by_itself(state, step)).collect()
}

/// Whether `step` needs nobody to start: no variant to choose, no confirmation to type, no terminal, no value, and it
/// is not one that a person must decide about.
pub fn runs_by_itself(state: &State, step: &Step) -> bool {
    let status = state.status(step);
    if status.is_settled() || status == Status::NotApplicable {
        return false;
    }
    let past = past(state, step);
    match next(step, &past) {
        Next::Run => {
            !step.risk.wants_confirmation()
                && !step.needs_terminal(past.variant.as_ref())
                && step.command(past.variant.as_ref()).is_some_and(|text| placeholders(text).is_empty())
                && inputs_known(state, step).is_ok()
        }
        Next::Check => probes(step, &past) && inputs_known(state, step).is_ok(),
        Next::Watch => true,
        // Looking once more changes nothing; a command is never run again by itself.
        Next::Failed(_) => {
            !step.has_command()
                && past.settled.is_none()
                && past.signoffs.is_empty()
                && (probes(step, &past) || step.watch.is_some())
                && inputs_known(state, step).is_ok()
        }
        _ => false,
    }
}

/// Whether any check of `step` is not a person's.
fn probes(step: &Step, past: &StepState) -> bool {
    step.checks(past.variant.as_ref()).any(|check| !check.probe.is_person())
}

/// Whether `step` uses a name that a command of its phase has yet to set.
fn waits_for_a_name(state: &State, step: &Step, phase: &Phase) -> bool {
    let uses: Vec<InputName> = texts_of(step, None)
        .flat_map(|text| used(&text))
        .filter(|name| !state.inputs.contains_key(name) && !state.set_by_steps.contains_key(name))
        .collect();
    if uses.is_empty() {
        return false;
    }
    phase.step.iter().any(|other| {
        let chosen = state.step(&other.id).and_then(|of| of.variant.as_ref());
        let sets = other.command(chosen).map(assigned).unwrap_or_default();
        uses.iter().any(|name| other.sets.contains(name) || sets.contains(name))
    })
}
