//! Incidents, and windows that were overridden.

use crate::model::Event;
use crate::model::event::Recorded;
use crate::model::state::{Escalated, Incident, Override, Resolved, State};

pub(super) fn fold(state: &mut State, recorded: &Recorded) {
    let (at, by) = (recorded.at, || recorded.by.name().to_owned());
    match &recorded.event {
        Event::IncidentDeclared { incident, severity, reason } => state.incidents.push(Incident {
            number: *incident,
            severity: severity.clone(),
            reason: reason.clone(),
            by: by(),
            declared: at,
            escalated: Vec::new(),
            responded: None,
            overdue: Vec::new(),
            resolved: None,
        }),
        Event::IncidentEscalated { incident, level, to } => {
            let told = Escalated {
                level: usize::try_from(*level).unwrap_or(usize::MAX),
                to: to.clone(),
                at,
                acknowledged: None,
            };
            if let Some(it) = find(state, *incident) {
                it.escalated.push(told);
            }
        }
        Event::IncidentAcknowledged { incident } => {
            if let Some(it) = find(state, *incident) {
                it.responded.get_or_insert_with(|| (at, by()));
                for told in &mut it.escalated {
                    told.acknowledged.get_or_insert_with(|| (at, by()));
                }
            }
        }
        Event::IncidentOverdue { incident, limit } => {
            if let Some(it) = find(state, *incident) {
                it.overdue.push((*limit, at));
            }
        }
        Event::IncidentResolved { incident, note } => {
            if let Some(it) = find(state, *incident) {
                it.resolved = Some(Resolved { at, by: by(), note: note.clone() });
            }
        }
        Event::WindowOverridden { windows, why, reason } => state.overrides.push(Override {
            windows: windows.clone(),
            why: why.clone(),
            reason: reason.clone(),
            by: by(),
            at,
        }),
        _ => {}
    }
}

fn find(state: &mut State, number: u32) -> Option<&mut Incident> {
    state.incidents.iter_mut().find(|incident| incident.number == number)
}
