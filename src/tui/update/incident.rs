//! Incidents: to declare one, to acknowledge, to resolve.

use super::{actions, ask};
use crate::model::Ask;
use crate::model::ids::SeverityId;
use crate::model::state::Incident;
use crate::tui::app::{
    Block, Choice, Dialog, Field, Menu, Modal, Model, Outgoing, Page, PageKind, Purpose, Rule, Tone,
};
use crate::tui::theme::Role;

/// `i`: what can be done about incidents now.
pub(super) fn incident(model: &mut Model) {
    if model.state.book.severity.is_empty() {
        model.ui.say(Role::Text, "this runbook knows no severities, so no incident can be declared");
        return;
    }
    let mut menu = Menu::new("Incident");
    menu.tone = Tone::Danger;
    let open: Vec<&Incident> = model.state.open_incidents().collect();
    for (at, incident) in open.iter().enumerate() {
        let title = model.state.book.severity(&incident.severity).map_or("", |it| it.title.as_str());
        let name = format!("incident {} ({title})", incident.number);
        let key = |key| (at == 0).then_some(key);
        let told: Vec<&str> = incident.unacknowledged().map(|it| it.to.as_str()).collect();
        if !told.is_empty() || incident.responded.is_none() {
            let about = if told.is_empty() { "answer it".to_owned() } else { told.join("; ") };
            let choice = Choice::AcknowledgeIncident(incident.number);
            menu.add(key('a'), format!("acknowledge {name}"), about, choice);
        }
        let choice = Choice::Resolve(incident.number);
        menu.add(key('r'), format!("resolve {name}"), incident.reason.clone(), choice);
        let choice = Choice::Severity(incident.severity.clone());
        menu.add(key('p'), format!("procedure of {name}"), "steps, escalation, links", choice);
    }
    for severity in &model.state.book.severity {
        let mut about: Vec<String> = severity.when.iter().cloned().collect();
        about.extend(severity.rto.map(|rto| format!("RTO {rto}")));
        let word = if open.is_empty() { "declare" } else { "declare another:" };
        let choice = Choice::Declare(severity.id.clone());
        menu.add(None, format!("{word} {}", severity.title), about.join(" · "), choice);
    }
    model.ui.modals.push(Modal::Menu(Box::new(menu)));
}

/// To declare an incident.
pub(super) fn declare(model: &mut Model, id: &SeverityId) {
    let Some(severity) = model.state.book.severity(id) else { return };
    let title = format!("Declare an incident: {}", severity.title);
    let mut dialog = Dialog::new(title, "declare", Purpose::Declare(id.clone())).grave();
    for text in severity.when.iter().chain(&severity.text) {
        dialog = dialog.say(Role::Text, text.clone());
    }
    for (word, limit) in [("Service restored within", severity.rto), ("Answered within", severity.respond)] {
        if let Some(limit) = limit {
            dialog = dialog.say(Role::Strong, format!("{word} {limit}."));
        }
    }
    for level in &severity.escalate {
        let when = if level.after.as_millis() == 0 {
            "at once".to_owned()
        } else {
            format!("after {}", level.after)
        };
        dialog = dialog.block(Block::Point(Role::Text, format!("{when}: {}", level.to)));
    }
    let reason = Field::text("reason", "What has happened?", "", Rule::default());
    actions::show(model, dialog.field(reason));
}

/// To resolve an incident.
pub(super) fn resolve(model: &mut Model, number: u32) {
    let Some(incident) = model.state.incident(number) else { return };
    let dialog = Dialog::new(format!("Resolve incident {number}"), "resolve", Purpose::Resolve(number))
        .say(
            Role::Text,
            format!("Declared by {} at {}: {}", incident.by, incident.declared.time(), incident.reason),
        )
        .field(Field::text("note", "How was it resolved?", "", Rule { lines: true, ..Rule::default() }));
    actions::show(model, dialog);
}

/// Says that the incident was seen.
pub(super) fn acknowledge(model: &mut Model, incident: u32, out: &mut Vec<Outgoing>) {
    ask(model, Ask::AcknowledgeIncident { incident }, Some(format!("incident {incident} acknowledged")), out);
}

/// The procedure of a severity.
pub(super) fn procedure(model: &mut Model, id: &SeverityId) {
    model.ui.modals.push(Modal::Page(Page::new(PageKind::Severity(id.clone()))));
}

/// To deploy outside a window, or inside a freeze.
pub(super) fn overrule(model: &mut Model, why: &str, again: Ask) {
    let dialog = Dialog::new(
        "OUTSIDE THE MAINTENANCE WINDOW",
        "deploy all the same",
        Purpose::Override(Box::new(again)),
    )
    .grave()
    .say(Role::Bad, format!("This step begins the deployment, {why}."))
    .say(Role::Text, "Esc waits. A reason is journalled and stands in the print copy.")
    .field(Field::text("reason", "Why now?", "", Rule::default()));
    actions::show(model, dialog);
}
