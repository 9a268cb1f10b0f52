//! What the conductor's own work reports. A report that comes too late, or twice, changes nothing.

use super::access::idle;
use super::follow::follow;
use super::incident;
use super::plan::{begin, chain};
use crate::model::event::GuardPhase;
use crate::model::ids::{CheckName, GuardId, StepId};
use crate::model::runbook::Call;
use crate::model::state::{Mode, State};
use crate::model::{Event, Report};

pub(super) fn decide(state: &State, report: &Report) -> Vec<Event> {
    // The end is the journal's last event: what comes later is told nobody.
    if state.outcome().is_some() {
        return Vec::new();
    }
    match report {
        Report::ConductorStarted { pid, version } => {
            vec![Event::ConductorStarted { pid: *pid, version: version.clone() }]
        }
        Report::ConductorStopping => vec![Event::ConductorStopping],
        Report::GuardMoved { guard, to, observed } => guard_moved(state, guard, *to, observed),
        Report::Due(timer) => incident::due(state, timer),
        Report::AttemptEnded { step, attempt, end } => {
            let open = state.step(step).and_then(|of| of.running()).is_some_and(|it| it.number == *attempt);
            let event = Event::AttemptEnded { step: step.clone(), attempt: *attempt, end: end.clone() };
            in_step(state, step, open, event)
        }
        Report::CheckTried { step, check, number, observation } => {
            let open = check_open(state, step, check);
            let event = Event::CheckTried {
                step: step.clone(),
                check: check.clone(),
                number: *number,
                observation: observation.clone(),
            };
            if open { vec![event] } else { Vec::new() }
        }
        Report::CheckEnded { step, check, verdict } => {
            let event = Event::CheckEnded { step: step.clone(), check: check.clone(), verdict: *verdict };
            in_step(state, step, check_open(state, step, check), event)
        }
        Report::WatchRestarted { step } => {
            let round = watch_open(state, step).map(|round| round + 1);
            round.map(|round| Event::WatchStarted { step: step.clone(), round }).into_iter().collect()
        }
        Report::MemoryLost { inputs, shell } => {
            vec![Event::MemoryLost { inputs: inputs.clone(), shell: *shell }]
        }
        Report::InputMoved { name, value } => {
            vec![Event::InputGiven { name: name.clone(), value: value.clone() }]
        }
        Report::WatchEnded { step, verdict, criteria } => {
            let open = watch_open(state, step).is_some();
            let event =
                Event::WatchEnded { step: step.clone(), verdict: *verdict, criteria: criteria.clone() };
            in_step(state, step, open, event)
        }
    }
}

fn in_step(state: &State, id: &StepId, open: bool, event: Event) -> Vec<Event> {
    match state.book.find(id) {
        Some(step) if open => follow(state, step, vec![event]),
        _ => Vec::new(),
    }
}

fn check_open(state: &State, step: &StepId, check: &CheckName) -> bool {
    let (Some(step), Some(of)) = (state.book.find(step), state.step(step)) else { return false };
    of.round > 0
        && of.settled.is_none()
        && of.checks.get(check).is_none_or(|it| it.verdict.is_none())
        && step.checks(of.variant.as_ref()).any(|it| it.name == *check && !it.probe.is_person())
}

fn watch_open(state: &State, step: &StepId) -> Option<u32> {
    let watch = state.step(step)?.watch.as_ref()?;
    watch.ended.is_none().then_some(watch.round)
}

fn guard_moved(state: &State, id: &GuardId, to: GuardPhase, observed: &str) -> Vec<Event> {
    let Some(guard) = state.book.guard(id) else { return Vec::new() };
    if state.guards.get(id).is_some_and(|it| it.phase == to) {
        return Vec::new();
    }
    let mut events = vec![Event::GuardMoved { guard: id.clone(), to, observed: observed.to_owned() }];
    if to != GuardPhase::Firing {
        return events;
    }
    let because = format!("{}: {observed}", guard.title);
    let plan = guard.then.plan().and_then(|plan| state.book.plan(plan));
    let grave = guard.then.declare.as_ref().and_then(|severity| state.book.severity(severity));
    if let Some(severity) = grave
        && !state.open_incidents().any(|open| open.severity == severity.id)
    {
        events.extend(incident::declared(state, severity, &because));
    }
    if state.mode != Mode::Deploying {
        return events;
    }
    if let (Some(call), Some(plan)) = (guard.then.call(), plan) {
        // A plan with a warning, or one beside a running command, is for a person to start.
        let harmless = || chain(state, plan).iter().all(|it| it.warning.is_none());
        match call {
            Call::Start(_) if idle(state).is_ok() && harmless() => {
                events.extend(begin(state, plan, &because, None));
            }
            Call::Start(_) | Call::Offer(_) if state.offer.is_none() => {
                events.push(Event::PlanOffered { plan: plan.id.clone(), because });
            }
            Call::Start(_) | Call::Offer(_) => {}
        }
    }
    events
}
