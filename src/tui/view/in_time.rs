//! What has to do with time: incidents, clocks, windows and due phases, in words for banner, header, tree and page.

use crate::model::event::Event;
use crate::model::runbook::{Maintenance, MaintenanceKind, Phase};
use crate::model::stamp::Stamp;
use crate::model::state::{ClockStanding, Deployment, Incident, Limit, Mode};
use crate::runbook::calendar::{self, Opening};
use crate::tui::app::Model;
use crate::tui::text;
use crate::tui::theme::Role;

/// How long a clock that was met is still shown.
const MET: i64 = 60_000;

/// The banner of an open incident.
pub fn incident(model: &Model, incident: &Incident) -> (Role, String) {
    let state = &model.state;
    let title =
        state.book.severity(&incident.severity).map_or(incident.severity.as_str(), |it| it.title.as_str());
    let mut parts = vec![format!("INCIDENT {} {title}", incident.number)];
    parts.extend(limit(model, incident, Limit::Rto));
    if incident.responded.is_none() {
        parts.extend(limit(model, incident, Limit::Respond));
    }
    let told: Vec<String> =
        incident.unacknowledged().map(|it| who(model, incident, it.level, &it.to)).collect();
    if told.is_empty() {
        parts.extend(state.next_level(incident).map(|(level, to, at)| {
            let left = text::clock(state.told(at.since(model.now)).as_millis());
            format!("next {} in {left}", who(model, incident, level, to))
        }));
    } else {
        parts.push(format!("TELL {}", told.join(" and ")));
    }
    let open = told.is_empty() && incident.responded.is_some();
    parts.push(if open { "i: resolve" } else { "i: acknowledge" }.to_owned());
    let grave = !told.is_empty() || !incident.overdue.is_empty();
    (if grave { Role::Alarm } else { Role::Label }, parts.join(" · "))
}

fn who(model: &Model, incident: &Incident, level: usize, to: &str) -> String {
    let book = &model.state.book;
    let contact = book
        .severity(&incident.severity)
        .and_then(|it| it.escalate.get(level)?.contact.as_ref())
        .and_then(|role| book.contact.iter().find(|it| it.role == *role));
    let way = contact.and_then(|it| it.phone.as_ref().or(it.chat.as_ref()).or(it.email.as_ref()));
    way.map_or_else(|| to.to_owned(), |way| format!("{to} ({way})"))
}

/// How a limit of an incident stands.
pub fn limit(model: &Model, incident: &Incident, limit: Limit) -> Option<String> {
    let left = model.state.limit_at(incident, limit)?.since(model.now);
    let word = limit.word();
    let clock = text::clock(model.state.told(left.abs()).as_millis());
    Some(if left >= 0 { format!("{word} {clock} left") } else { format!("{word} MISSED by {clock}") })
}

/// The banner of the clocks that run, were just met, or are missed and still run.
pub fn clocks(model: &Model) -> Option<(Role, String)> {
    let mut late = false;
    let parts: Vec<String> = model
        .state
        .clocks_at(model.now)
        .filter_map(|(clock, run, standing)| {
            let shown = match standing {
                ClockStanding::Running(left) => format!("{} left", text::clock(left.as_millis())),
                ClockStanding::Late(over) => {
                    late = true;
                    format!("MISSED by {}", text::clock(over.as_millis()))
                }
                ClockStanding::Met(took) if run.stopped.is_some_and(|(at, _)| model.now.since(at) < MET) => {
                    format!("met in {}", text::clock(took.as_millis()))
                }
                _ => return None,
            };
            Some(format!("{} {shown}", clock.title))
        })
        .collect();
    let ended = matches!(model.state.mode, Mode::Ended(_));
    (!parts.is_empty() && !ended)
        .then(|| (if late { Role::Alarm } else { Role::Label }, format!("CLOCK {}", parts.join(" · "))))
}

/// A time in one word: `12m`, `3h`, `2d`.
pub fn rough(millis: i64) -> String {
    let minutes = millis.abs() / 60_000;
    match (minutes / 1_440, minutes / 60) {
        (0, 0) if minutes == 0 => "<1m".to_owned(),
        (0, 0) => format!("{minutes}m"),
        (0, hours) => format!("{hours}h"),
        (days, _) => format!("{days}d"),
    }
}

/// When `phase` is due, in words, and whether it is overdue; `None` where it doesn't say or is through.
pub fn due(model: &Model, phase: &Phase) -> Option<(bool, String)> {
    let due = model.state.phase_due(phase, model.now)?;
    if let Deployment::Unknown(_) = due.from {
        // Nobody has said when the deployment is: nothing can be late.
        return phase.due.map(|due| (false, due.to_string()));
    }
    let left = due.at.since(model.now);
    let words = rough(model.state.told(left.abs()).as_millis());
    Some(if left >= 0 { (false, format!("due in {words}")) } else { (true, format!("overdue {words}")) })
}

/// The phase that is due next, for the header.
pub fn next_due(model: &Model) -> Option<String> {
    if let Deployment::Unknown(_) = model.state.deployment(model.now) {
        return None;
    }
    let (phase, _) = model.state.next_due(model.now)?;
    let (_, words) = due(model, phase)?;
    Some(format!("{}: {words}", phase.title))
}

/// The window that matters now, for the header: one that is open, a freeze that is on, else the next.
pub fn window(model: &Model) -> Option<String> {
    let openings: Vec<(&Maintenance, Opening)> = model
        .state
        .book
        .maintenance
        .iter()
        .filter_map(|rule| Some((rule, calendar::opening(rule, model.now).ok()??)))
        .collect();
    let on = openings.iter().find(|(rule, it)| rule.kind == MaintenanceKind::Freeze && it.holds(model.now));
    if let Some((_, freeze)) = on {
        return Some(format!("FREEZE until {}", freeze.closes.date()));
    }
    let windows = openings.iter().filter(|(rule, _)| rule.kind == MaintenanceKind::Window);
    let (_, next) = windows.min_by_key(|(_, it)| it.opens)?;
    if next.holds(model.now) {
        return Some(format!("window open, {} left", rough(next.closes.since(model.now))));
    }
    // Once the deployment has begun, the next window is the next one's.
    model.state.deploy_began.is_none().then(|| format!("window in {}", rough(next.opens.since(model.now))))
}

/// How the budget of a phase stands: time gone, the budget, and whether it is over; `None` before it begins.
pub fn budget(model: &Model, phase: &Phase) -> Option<(bool, String)> {
    let budget = phase.budget?;
    let gone = model.state.told(model.now.since(model.state.phase_began(phase)?).max(0));
    let over = gone > budget;
    let words = if over {
        let by = gone.as_millis() - budget.as_millis();
        format!("OVER {}", if by < 3_600_000 { text::clock(by) } else { text::span(by) })
    } else {
        format!("{}/{budget}", text::clock(gone.as_millis()))
    };
    Some((over, words))
}

/// Whether time that passes is to be seen.
pub fn ticks(model: &Model) -> bool {
    model.state.open_incidents().next().is_some()
        || model.state.clocks.iter().any(|run| run.stopped.is_none_or(|(at, _)| model.now.since(at) < MET))
}

/// What is to be said at once of `event`, which came due by itself.
pub fn notice(event: &Event) -> Option<(Role, String)> {
    match event {
        Event::IncidentEscalated { incident, to, .. } => {
            Some((Role::Bad, format!("incident {incident}: tell {to}, then acknowledge with i")))
        }
        Event::IncidentOverdue { incident, limit } => {
            Some((Role::Bad, format!("incident {incident}: {} missed", limit.word())))
        }
        Event::ClockMissed { clock, .. } => Some((Role::Bad, format!("clock {clock} missed"))),
        _ => None,
    }
}

/// A moment for people: date and time, in UTC.
pub fn utc(at: Stamp) -> String {
    format!("{} UTC", at.date_time())
}
