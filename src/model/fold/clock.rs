//! Clocks: each event may start some and stop others.

use crate::model::Event;
use crate::model::event::Recorded;
use crate::model::ids::StepId;
use crate::model::runbook::{ClockStart, ClockStop};
use crate::model::stamp::Stamp;
use crate::model::state::{ClockRun, State, Stopped};

/// Folds what `recorded` means to the clocks; `began` is the step that it begins.
pub(super) fn fold(state: &mut State, recorded: &Recorded, began: Option<&StepId>, deploys: bool) {
    let at = recorded.at;
    if let Event::ClockMissed { clock, number } = &recorded.event {
        let run = state.clocks.iter_mut().find(|run| run.clock == *clock && run.number == *number);
        if let Some(run) = run {
            run.missed = Some(at);
        }
        return;
    }
    stop(state, recorded);
    let mut starting = Vec::new();
    for clock in &state.book.clock {
        let incident = match (&clock.starts, &recorded.event) {
            (ClockStart::Incident, Event::IncidentDeclared { incident, .. }) => Some(*incident),
            _ => None,
        };
        let starts = match &clock.starts {
            ClockStart::Run => matches!(recorded.event, Event::RunStarted(_)),
            ClockStart::Deploy => deploys,
            ClockStart::PlanOffered => matches!(recorded.event, Event::PlanOffered { .. }),
            ClockStart::PlanStarted => matches!(recorded.event, Event::PlanStarted { .. }),
            ClockStart::Incident => incident.is_some(),
            ClockStart::Step(step) => began == Some(step),
            ClockStart::Phase(phase) => {
                let entered = began.and_then(|step| state.book.phase_with(step));
                let before = state.clocks.iter().any(|run| run.clock == clock.id);
                !before && entered.is_some_and(|it| it.id == *phase)
            }
        };
        // What runs already goes on; only each incident has one of its own.
        let runs = || state.clocks.iter().any(|run| run.clock == clock.id && run.stopped.is_none());
        if starts && (incident.is_some() || !runs()) {
            starting.push((clock.id.clone(), incident));
        }
    }
    for (clock, incident) in starting {
        if follows(state, &recorded.event, &clock) {
            continue;
        }
        let before = state.clocks.iter().filter(|run| run.clock == clock).count();
        let number = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1);
        state.clocks.push(ClockRun { clock, number, incident, started: at, stopped: None, missed: None });
    }
}

/// A plan that follows another is the same rollback: the clock that stopped with the one goes on with the other.
fn follows(state: &mut State, event: &Event, clock: &crate::model::ids::ClockId) -> bool {
    let Event::PlanStarted { plan, .. } = event else { return false };
    let Some(before) = state.plans.iter().rev().nth(1) else { return false };
    let chained = before.ended.is_some_and(|(_, complete)| complete)
        && state.book.plan(&before.plan).is_some_and(|it| it.then.as_ref() == Some(plan));
    let ended = before.ended.map(|(at, _)| at);
    let last = state.clocks.iter_mut().rev().find(|run| run.clock == *clock);
    match last {
        Some(run) if chained && run.stopped.map(|(at, _)| at) == ended => {
            run.stopped = None;
            true
        }
        _ => false,
    }
}

fn stop(state: &mut State, recorded: &Recorded) {
    let mut stopped: Vec<(usize, Stopped)> = Vec::new();
    for (at, run) in state.clocks.iter().enumerate().filter(|(_, run)| run.stopped.is_none()) {
        let Some(clock) = state.book.clock(&run.clock) else { continue };
        let reached = match (&clock.stops, &recorded.event) {
            (ClockStop::PlanStarted, Event::PlanStarted { .. })
            | (ClockStop::PlanEnded, Event::PlanEnded { complete: true, .. })
            | (ClockStop::RunEnded, Event::RunEnded { .. }) => true,
            (ClockStop::IncidentResolved, Event::IncidentResolved { incident, .. }) => {
                run.incident == Some(*incident)
            }
            (ClockStop::Step(step), event) if in_step(event) => {
                state.book.find(step).is_some_and(|it| state.status(it).is_settled())
            }
            (ClockStop::Phase(phase), event) if in_step(event) => {
                state.book.phase(phase).is_some_and(|it| state.phase_settled(it))
            }
            _ => false,
        };
        let void = match &recorded.event {
            Event::RunEnded { .. } => true,
            Event::PlanDeclined { .. } => clock.starts == ClockStart::PlanOffered,
            _ => false,
        };
        if reached {
            stopped.push((at, Stopped::Reached));
        } else if void {
            stopped.push((at, Stopped::Void));
        }
    }
    let now: Stamp = recorded.at;
    for (at, how) in stopped {
        state.clocks[at].stopped = Some((now, how));
    }
}

fn in_step(event: &Event) -> bool {
    super::step_of(event).is_some()
}
