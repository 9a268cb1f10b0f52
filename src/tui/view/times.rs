//! The page of incidents, clocks, windows and due phases; and the page of a severity.

use ratatui::text::Line;

use super::{Doc, in_time, pages};
use crate::model::ids::SeverityId;
use crate::model::state::{ClockStanding, Deployment, Incident, Limit};
use crate::runbook::calendar;
use crate::tui::app::Model;
use crate::tui::text;
use crate::tui::theme::{Role, Theme};

/// Incidents, clocks, windows, due phases.
pub fn times(model: &Model, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut doc = Doc::new(width, theme);
    incidents(&mut doc, model);
    clocks(&mut doc, model);
    due(&mut doc, model);
    windows(&mut doc, model);
    if doc.is_empty() {
        doc.text(Role::Muted, "This runbook has no severities, clocks, due times or maintenance windows.");
    }
    doc.into_lines()
}

fn incidents(doc: &mut Doc<'_>, model: &Model) {
    if model.state.book.severity.is_empty() {
        return;
    }
    doc.heading("Incidents (i declares, acknowledges, resolves)");
    if model.state.incidents.is_empty() {
        doc.text(Role::Muted, "None was declared.");
    }
    for incident in &model.state.incidents {
        let title = model.state.book.severity(&incident.severity).map_or("", |it| it.title.as_str());
        let role = if incident.is_open() { Role::Bad } else { Role::Ok };
        let head = format!("{} {title}: {}", incident.number, incident.reason);
        doc.text(role, &head);
        progress(doc, model, incident);
    }
}

/// What happened in an incident, and what is still to come.
fn progress(doc: &mut Doc<'_>, model: &Model, incident: &Incident) {
    let mut line = |at: String, role: Role, what: String| {
        doc.item((Role::Muted, &format!("  {at:<9} ")), role, &what);
    };
    line(incident.declared.time(), Role::Text, format!("declared by {}", incident.by));
    for told in &incident.escalated {
        let seen = told.acknowledged.as_ref();
        let seen = seen
            .map_or("NOT ACKNOWLEDGED".to_owned(), |(at, by)| format!("acknowledged {} by {by}", at.time()));
        let role = if told.acknowledged.is_some() { Role::Text } else { Role::Bad };
        line(told.at.time(), role, format!("{}, {seen}", told.to));
    }
    for (limit, at) in &incident.overdue {
        line(at.time(), Role::Bad, format!("{} MISSED", limit.word()));
    }
    if let Some(resolved) = &incident.resolved {
        line(resolved.at.time(), Role::Ok, format!("resolved by {}: {}", resolved.by, resolved.note));
        return;
    }
    for limit in [Limit::Respond, Limit::Rto] {
        let answered = limit == Limit::Respond && incident.responded.is_some();
        if let Some(words) =
            in_time::limit(model, incident, limit).filter(|_| !answered && !incident.missed(limit))
        {
            line(String::new(), Role::Strong, words);
        }
    }
    if let Some((_, to, at)) = model.state.next_level(incident) {
        let left = text::clock(model.state.told(at.since(model.now)).as_millis());
        line(String::new(), Role::Muted, format!("next: {to} in {left}"));
    }
}

fn clocks(doc: &mut Doc<'_>, model: &Model) {
    if model.state.book.clock.is_empty() {
        return;
    }
    doc.heading("Clocks");
    for clock in &model.state.book.clock {
        let runs: Vec<_> = model.state.clocks_at(model.now).filter(|(it, ..)| it.id == clock.id).collect();
        if runs.is_empty() {
            doc.sides(
                &[(Role::Text, &clock.title), (Role::Muted, &format!("  within {}", clock.within))],
                &[(Role::Muted, "not started")],
            );
        }
        for (_, run, standing) in runs {
            let (role, words) = match standing {
                ClockStanding::Running(left) => {
                    (Role::Active, format!("{} left", text::clock(left.as_millis())))
                }
                ClockStanding::Late(over) => {
                    (Role::Bad, format!("MISSED by {}", text::clock(over.as_millis())))
                }
                ClockStanding::Met(took) => (Role::Ok, format!("met in {}", text::clock(took.as_millis()))),
                ClockStanding::Missed(took) => {
                    (Role::Bad, format!("MISSED, {}", text::clock(took.as_millis())))
                }
                ClockStanding::Void => (Role::Muted, "void".to_owned()),
            };
            let of = run.incident.map_or(String::new(), |number| format!(", incident {number}"));
            let within = format!("  within {}{of}, from {}", clock.within, run.started.time());
            doc.sides(&[(Role::Text, &clock.title), (Role::Muted, &within)], &[(role, &words)]);
        }
    }
}

fn due(doc: &mut Doc<'_>, model: &Model) {
    let phases: Vec<_> =
        model.state.book.phase.iter().filter(|phase| phase.due.is_some() || phase.budget.is_some()).collect();
    if phases.is_empty() {
        return;
    }
    doc.heading("Phases");
    let (role, text) = match model.state.deployment(model.now) {
        Deployment::Planned(at) => {
            (Role::Text, format!("The deployment is planned for {}.", in_time::utc(at)))
        }
        Deployment::Began(at) => (Role::Text, format!("The deployment began {}.", in_time::utc(at))),
        Deployment::Unknown(_) => {
            (Role::Muted, "Nobody has said when the deployment is (`gonogo run --at`).".to_owned())
        }
    };
    doc.text(role, &text);
    for phase in phases {
        let settled = model.state.phase_settled(phase);
        let (late, words) = in_time::due(model, phase).unwrap_or_default();
        let budget = in_time::budget(model, phase).filter(|_| !settled);
        let began = model.state.phase_began(phase).is_some();
        let words = match (settled, &budget) {
            (true, _) => "settled".to_owned(),
            (false, None) if words.is_empty() && began => "under way".to_owned(),
            (false, Some((_, budget))) => format!("{words}  {budget}"),
            (false, None) => words,
        };
        let bad = !settled && (late || budget.is_some_and(|(over, _)| over));
        let role = if settled {
            Role::Ok
        } else if bad {
            Role::Bad
        } else {
            Role::Text
        };
        doc.sides(&[(Role::Text, &phase.title)], &[(role, &words)]);
    }
}

fn windows(doc: &mut Doc<'_>, model: &Model) {
    if model.state.book.maintenance.is_empty() {
        return;
    }
    doc.heading("Maintenance windows and freezes");
    for rule in &model.state.book.maintenance {
        let words = match calendar::opening(rule, model.now) {
            Ok(Some(it)) if it.holds(model.now) => format!("until {}", in_time::utc(it.closes)),
            Ok(Some(it)) => format!("from {}", in_time::utc(it.opens)),
            Ok(None) => "over".to_owned(),
            Err(error) => error.to_string(),
        };
        let strict = if rule.strict { ", strict" } else { "" };
        doc.text(Role::Strong, &format!("{} ({}{strict})", rule.title, rule.kind.word()));
        doc.item((Role::Muted, "  "), Role::Text, &format!("{}: {words}", calendar::rule(rule)));
        for task in &rule.tasks {
            doc.item((Role::Muted, "  - "), Role::Text, task);
        }
    }
    for over in &model.state.overrides {
        let text = format!("Overridden by {} at {}: {} ({})", over.by, over.at.time(), over.reason, over.why);
        doc.text(Role::Warn, &text);
    }
}

/// A severity: what counts as it, who is told, the procedure.
pub fn severity(
    model: &Model,
    id: &SeverityId,
    at: usize,
    width: u16,
    theme: &Theme,
) -> (Vec<Line<'static>>, Vec<usize>) {
    let mut doc = Doc::new(width, theme);
    let mut marks = Vec::new();
    let Some(severity) = model.state.book.severity(id) else { return (doc.into_lines(), marks) };
    for text in severity.when.iter().chain(&severity.text) {
        doc.text(Role::Text, text);
    }
    let open: Vec<&Incident> = model.state.open_incidents().filter(|it| it.severity == *id).collect();
    for incident in open {
        doc.heading(&format!("Incident {}: {}", incident.number, incident.reason));
        progress(&mut doc, model, incident);
    }
    if !severity.step.is_empty() {
        doc.heading(&format!("Procedure ({} goes to the step, {0} there runs it)", theme.symbols.enter));
    }
    for step in &severity.step {
        marks.push(doc.len());
        pages::step_line(&mut doc, model, step, marks.len() - 1 == at, theme);
    }
    if !severity.escalate.is_empty() {
        doc.heading("Escalation");
    }
    for level in &severity.escalate {
        let contact = level.contact.as_ref().map_or(String::new(), |role| format!("  ({role}, see c)"));
        let after = match level.after.as_millis() {
            0 => "at once".to_owned(),
            _ => format!("after {}", level.after),
        };
        doc.row(
            &[(Role::Muted, &format!("{after:<12} "))],
            &[(Role::Text, &level.to), (Role::Muted, &contact)],
        );
    }
    for link in &severity.link {
        let url = model.resolved(&link.url);
        doc.gap().row(&[(Role::Text, &format!("{}  ", link.title))], &[(Role::Active, &url)]);
    }
    (doc.into_lines(), marks)
}
