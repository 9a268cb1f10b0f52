//! Incidents, clocks, and the windows that stand against a deployment.

use super::access::{find, still_open};
use super::settle::reason;
use crate::model::ask::Ask;
use crate::model::command::Against;
use crate::model::ids::{SeverityId, StepId};
use crate::model::runbook::{Severity, Stage};
use crate::model::state::{Incident, State, Timer};
use crate::model::{Event, Refusal};

pub(super) fn declare(state: &State, id: &SeverityId, why: &str) -> Result<Vec<Event>, Refusal> {
    still_open(state)?;
    let severity = state
        .book
        .severity(id)
        .ok_or_else(|| Refusal::Unknown { what: "severity".to_owned(), name: id.to_string() })?;
    reason("declaring an incident", why)?;
    Ok(declared(state, severity, why.trim()))
}

/// The incident, who is told of it at once, and its procedure from the beginning.
pub(super) fn declared(state: &State, severity: &Severity, why: &str) -> Vec<Event> {
    let number = state.incidents.iter().map(|it| it.number).max().unwrap_or(0).saturating_add(1);
    let mut events = vec![Event::IncidentDeclared {
        incident: number,
        severity: severity.id.clone(),
        reason: why.to_owned(),
    }];
    for (level, it) in severity.escalate.iter().enumerate().filter(|(_, it)| it.after.as_millis() == 0) {
        events.push(told(number, level, &it.to));
    }
    // Somebody is at work on another of the same severity: their marks stay.
    if !state.open_incidents().any(|open| open.severity == severity.id) {
        let done = severity.step.iter().filter(|step| {
            state.step(&step.id).is_some_and(|of| of.started.is_some() && of.running().is_none())
        });
        events.extend(done.map(|step| Event::StepReopened { step: step.id.clone() }));
    }
    events
}

fn told(incident: u32, level: usize, to: &str) -> Event {
    Event::IncidentEscalated { incident, level: u32::try_from(level).unwrap_or(u32::MAX), to: to.to_owned() }
}

pub(super) fn acknowledge(state: &State, number: u32) -> Result<Vec<Event>, Refusal> {
    let incident = open(state, number)?;
    if incident.responded.is_some() && incident.unacknowledged().next().is_none() {
        return Ok(Vec::new());
    }
    Ok(vec![Event::IncidentAcknowledged { incident: number }])
}

pub(super) fn resolve(state: &State, number: u32, note: &str) -> Result<Vec<Event>, Refusal> {
    open(state, number)?;
    reason("resolving an incident", note)?;
    Ok(vec![Event::IncidentResolved { incident: number, note: note.trim().to_owned() }])
}

fn open(state: &State, number: u32) -> Result<&Incident, Refusal> {
    still_open(state)?;
    state
        .incident(number)
        .filter(|incident| incident.is_open())
        .ok_or_else(|| Refusal::Unknown { what: "open incident".to_owned(), name: number.to_string() })
}

/// What comes due; nothing where it was told already, or no longer matters.
pub(super) fn due(state: &State, timer: &Timer) -> Vec<Event> {
    if !state.timers().iter().any(|(_, pending)| pending == timer) {
        return Vec::new();
    }
    match timer {
        Timer::Level { incident, level } => {
            let severity = state.incident(*incident).and_then(|it| state.book.severity(&it.severity));
            let to =
                severity.and_then(|it| it.escalate.get(*level)).map(|it| told(*incident, *level, &it.to));
            to.into_iter().collect()
        }
        Timer::Limit { incident, limit } => {
            vec![Event::IncidentOverdue { incident: *incident, limit: *limit }]
        }
        Timer::Clock { clock, number } => vec![Event::ClockMissed { clock: clock.clone(), number: *number }],
    }
}

/// Refuses to begin the deployment against windows that nobody has overridden.
pub(super) fn welcome(state: &State, ask: &Ask, against: &[Against]) -> Result<(), Refusal> {
    let (Ask::Run { step, .. } | Ask::Rerun { step, .. } | Ask::Done { step, .. }) = ask else {
        return Ok(());
    };
    if state.deploy_began.is_some() || !deploys(state, step) {
        return Ok(());
    }
    if let Some(strict) = against.iter().find(|it| it.strict) {
        return Err(Refusal::Closed { step: step.to_string(), why: strict.why.clone() });
    }
    let accepted = |it: &Against| state.overrides.iter().any(|over| over.windows.contains(&it.window));
    let open: Vec<&str> = against.iter().filter(|it| !accepted(it)).map(|it| it.why.as_str()).collect();
    if open.is_empty() {
        return Ok(());
    }
    find(state, step)?;
    Err(Refusal::Outside { step: step.to_string(), why: open.join("; ") })
}

/// Whether `step` belongs to the deployment itself.
pub(super) fn deploys(state: &State, step: &StepId) -> bool {
    state.book.phase_with(step).is_some_and(|phase| phase.stage() == Stage::Deploy)
}

pub(super) fn overrule(state: &State, why: &str, against: &[Against]) -> Result<Vec<Event>, Refusal> {
    still_open(state)?;
    reason("deploying outside the maintenance window", why)?;
    if let Some(strict) = against.iter().find(|it| it.strict) {
        return Err(Refusal::Closed { step: "the deployment".to_owned(), why: strict.why.clone() });
    }
    if against.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Event::WindowOverridden {
        windows: against.iter().map(|it| it.window.clone()).collect(),
        why: against.iter().map(|it| it.why.as_str()).collect::<Vec<_>>().join("; "),
        reason: why.trim().to_owned(),
    }])
}
