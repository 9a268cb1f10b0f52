//! What the conductor's own work reports. A report that comes too late, or twice, changes nothing.

use super::access::idle;
use super::follow::follow;
use super::plan::freeze;
use crate::model::event::GuardPhase;
use crate::model::ids::{CheckName, GuardId, StepId};
use crate::model::runbook::Then;
use crate::model::state::{Mode, State};
use crate::model::{Event, Report};

pub(super) fn decide(state: &State, report: &Report) -> Vec<Event> {
    match report {
        Report::ConductorStarted { pid, version } => {
            vec![Event::ConductorStarted { pid: *pid, version: version.clone() }]
        }
        Report::ConductorStopping => vec![Event::ConductorStopping],
        Report::GuardMoved { guard, to, observed } => guard_moved(state, guard, *to, observed),
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
            let watch = state.step(step).and_then(|of| of.watch.as_ref()).filter(|it| it.ended.is_none());
            watch
                .map(|it| Event::WatchStarted { step: step.clone(), round: it.round + 1 })
                .into_iter()
                .collect()
        }
        Report::InputMoved { name, value } => {
            vec![Event::InputGiven { name: name.clone(), value: value.clone() }]
        }
        Report::WatchEnded { step, verdict, criteria } => {
            let open = state.step(step).and_then(|of| of.watch.as_ref()).is_some_and(|it| it.ended.is_none());
            let event =
                Event::WatchEnded { step: step.clone(), verdict: *verdict, criteria: criteria.clone() };
            in_step(state, step, open, event)
        }
    }
}

fn in_step(state: &State, id: &StepId, open: bool, event: Event) -> Vec<Event> {
    match state.book.find(id) {
        Some(step) if open && state.outcome().is_none() => follow(state, step, vec![event]),
        _ => Vec::new(),
    }
}

fn check_open(state: &State, step: &StepId, check: &CheckName) -> bool {
    state.step(step).is_some_and(|of| {
        of.round > 0
            && of.checks.get(check).is_none_or(|it| it.verdict.is_none())
            && state.outcome().is_none()
    })
}

fn guard_moved(state: &State, id: &GuardId, to: GuardPhase, observed: &str) -> Vec<Event> {
    let Some(guard) = state.book.guard(id) else { return Vec::new() };
    if state.outcome().is_some() || state.guards.get(id).is_some_and(|it| it.phase == to) {
        return Vec::new();
    }
    let mut events = vec![Event::GuardMoved { guard: id.clone(), to, observed: observed.to_owned() }];
    if to != GuardPhase::Firing || state.mode != Mode::Deploying {
        return events;
    }
    let because = format!("{}: {observed}", guard.title);
    let plan = guard.then.plan().clone();
    match &guard.then {
        // A plan with a warning, or one beside a running command, is for a person to start.
        Then::Start(_)
            if idle(state).is_ok() && state.book.plan(&plan).is_some_and(|it| it.warning.is_none()) =>
        {
            events.extend(freeze(state));
            events.push(Event::PlanStarted { plan, because, confirmed: None });
        }
        Then::Start(_) | Then::Offer(_) => {
            if state.offer.is_none() {
                events.push(Event::PlanOffered { plan, because });
            }
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Outcome;

    #[test]
    fn a_report_of_an_unknown_step_changes_nothing() {
        let state = State::of(toml::from_str("format = 1\nid = \"x\"\ntitle = \"X\"").unwrap());
        let late = Report::CheckEnded { step: "no".into(), check: "c".into(), verdict: Outcome::Passed };
        assert!(decide(&state, &late).is_empty());
    }
}
