//! Lists to pick from.

use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui_textarea::TextArea;

use super::{actions, applies, incident, open};
use crate::model::Ask;
use crate::model::ids::{GuardId, StepId};
use crate::model::state::Next;
use crate::tui::app::{Block, Choice, Menu, Modal, Model, Outgoing, Page, PageKind, Tone};
use crate::tui::keys::{Action, Layer};
use crate::tui::theme::Role;

fn show(model: &mut Model, menu: Menu) {
    model.ui.modals.push(Modal::Menu(Box::new(menu)));
}

/// What can be done about a step that failed or whose outcome is unknown.
pub(super) fn failure(model: &mut Model, id: &StepId) {
    let Some(step) = model.state.book.find(id) else { return };
    let (title, why) = match model.state.next(step) {
        Next::Interrupted => (
            format!("Outcome unknown: {}", step.title),
            "Nobody saw how the command ended. Look at the system before anything is run again.".to_owned(),
        ),
        Next::Failed(why) => (format!("Failed: {}", step.title), why),
        _ => (step.title.clone(), String::new()),
    };
    let mut menu = Menu::new(title);
    menu.tone = Tone::Danger;
    menu.body.push(Block::Text(Role::Bad, why));
    if let Some((_, end)) = model.state.step(id).and_then(|of| of.attempt()).and_then(|it| it.end.as_ref()) {
        for failed in end.failing.iter().take(3) {
            let text = format!("line {}: exit {}: {}", failed.line, failed.code, failed.command);
            menu.body.push(Block::Point(Role::Text, text));
        }
    }
    let plan = step.on_failure.as_ref().or(model.state.book.rollback.as_ref());
    let plan = model.state.offer.as_ref().map(|offer| &offer.plan).or(plan);
    let plan = plan.and_then(|plan| model.state.book.plan(plan)).map(|plan| plan.title.clone());
    let troubles =
        model.state.book.trouble.iter().filter(|it| step.trouble.contains(&it.id) || it.steps.contains(id));
    let troubles: Vec<String> = troubles.map(|it| it.title.clone()).collect();
    menu.add(Some('o'), "look first", "read output and checks; the step's ⏎ opens this again", Choice::Close);
    if step.gate.is_some() {
        menu.add(
            Some('s'),
            "poll again",
            "take your NO-GO back, or say GO or NO-GO for another role",
            Choice::Act(Action::Sign),
        );
    }
    menu.add(Some('r'), "retry", "begin the step again from its command", Choice::Act(Action::Rerun));
    menu.add(Some('x'), "skip", "leave the step out, with a reason", Choice::Act(Action::Skip));
    menu.add(
        Some('w'),
        "waive",
        "accept it though it did not pass, with a reason",
        Choice::Act(Action::Waive),
    );
    if applies(model, Action::Rollback) {
        let about = plan.map_or("choose a plan".to_owned(), |plan| format!("first choice: {plan}"));
        menu.add(Some('R'), "roll back", about, Choice::Act(Action::Rollback));
    }
    if !model.state.book.trouble.is_empty() {
        let about = if troubles.is_empty() { "known troubles".to_owned() } else { troubles.join("; ") };
        menu.add(Some('t'), "troubleshoot", about, Choice::Act(Action::Troubleshoot));
    }
    menu.add(Some('c'), "contacts", "whom to call", Choice::Act(Action::Contacts));
    show(model, menu);
}

/// The step's variants.
pub(super) fn variants(model: &mut Model, id: &StepId) {
    let Some(step) = model.state.book.find(id) else { return };
    if step.variant.is_empty() {
        model.ui.say(Role::Text, "this step has no variants");
        return;
    }
    let mut menu = Menu::new(format!("How: {}", step.title));
    let chosen = model.state.step(id).and_then(|of| of.variant.as_ref());
    for (at, variant) in step.variant.iter().enumerate() {
        let key = u8::try_from(at).ok().filter(|at| *at < 9).map(|at| char::from(b'1' + at));
        if chosen == Some(&variant.id) {
            menu.at = at;
        }
        let choice = Choice::Variant(id.clone(), variant.id.clone());
        menu.add(key, &variant.title, variant.text.clone().unwrap_or_default(), choice);
    }
    show(model, menu);
}

/// The rollback plans, the runbook's first choice first.
pub(super) fn plans(model: &mut Model) {
    let book = &model.state.book;
    let mut menu = Menu::new("Roll back: which plan?");
    menu.tone = Tone::Danger;
    if !book.rollback_if.is_empty() {
        menu.body.push(Block::Text(Role::Muted, "Roll back if:".to_owned()));
        menu.body.extend(book.rollback_if.iter().map(|why| Block::Point(Role::Text, why.clone())));
    }
    let first = book.rollback.as_ref();
    let mut plans: Vec<_> = book.plan.iter().filter(|plan| !plan.part).collect();
    plans.sort_by_key(|plan| Some(&plan.id) != first);
    for plan in plans {
        let mut about: Vec<String> = Vec::new();
        if Some(&plan.id) == first {
            about.push("first choice".to_owned());
        }
        about.push(crate::tui::text::count(plan.step.len() as u64, "step"));
        about.extend(plan.within.map(|within| format!("within {within}")));
        let mut about = format!("{}.", about.join(", "));
        let warning = plan.warning.as_ref().map(|warning| format!("WARNING: {warning}"));
        for text in plan.text.iter().chain(&warning) {
            about.push(' ');
            about.push_str(text);
        }
        menu.add(None, &plan.title, about, Choice::Plan(plan.id.clone()));
    }
    if let [only] = menu.items.as_slice()
        && let Choice::Plan(plan) = only.choice.clone()
    {
        if let Some(dialog) = open::start_plan(model, &plan) {
            actions::show(model, dialog);
        }
        return;
    }
    if menu.items.is_empty() {
        model.ui.say(Role::Text, "this runbook has no rollback plan");
        return;
    }
    show(model, menu);
}

/// The known troubles, those of the step under the cursor first.
pub(super) fn troubles(model: &mut Model) {
    let book = &model.state.book;
    if book.trouble.is_empty() {
        model.ui.say(Role::Text, "this runbook knows no troubles");
        return;
    }
    let step = model.selected_step();
    let here = |it: &&crate::model::runbook::Trouble| {
        step.is_some_and(|step| step.trouble.contains(&it.id) || it.steps.contains(&step.id))
    };
    let mut menu = Menu::new("Troubleshoot: what do you see?");
    let mut troubles: Vec<_> = book.trouble.iter().collect();
    troubles.sort_by_key(|it| !here(it));
    for it in troubles {
        menu.add(None, &it.title, it.symptoms.join("; "), Choice::Trouble(it.id.clone()));
    }
    show(model, menu);
}

/// The firing guards.
pub(super) fn guards(model: &mut Model, firing: &[GuardId]) {
    let mut menu = Menu::new("Which guard have you seen?");
    for id in firing {
        let title = model.state.book.guard(id).map_or(id.as_str(), |guard| guard.title.as_str());
        let observed = model.state.guards.get(id).map(|of| of.observed.clone()).unwrap_or_default();
        menu.add(None, title, observed, Choice::Guard(id.clone()));
    }
    show(model, menu);
}

/// Every action by its name.
pub(super) fn palette(model: &mut Model) {
    let mut menu = Menu::new("All actions");
    menu.filter = Some(TextArea::default());
    let moves = [
        Action::Up,
        Action::Down,
        Action::PageUp,
        Action::PageDown,
        Action::Home,
        Action::End,
        Action::Palette,
        Action::Back,
    ];
    let mut bindings: Vec<_> =
        Layer::Main.table().iter().filter(|binding| !moves.contains(&binding.action)).collect();
    bindings.sort_by_key(|binding| !applies(model, binding.action));
    for binding in bindings {
        let key = binding.keys.first().map(ToString::to_string).unwrap_or_default();
        let now = if applies(model, binding.action) { "" } else { "  (not now)" };
        let about = format!("{key}{now}");
        menu.add(None, binding.help, about, Choice::Act(binding.action));
    }
    show(model, menu);
}

/// A key of the list's layer.
pub(super) fn key(model: &mut Model, action: Option<Action>, event: KeyEvent, out: &mut Vec<Outgoing>) {
    let Some(Modal::Menu(menu)) = model.ui.modals.last_mut() else { return };
    let count = menu.shown().len();
    let last = count.saturating_sub(1);
    match action {
        Some(Action::Back) => {
            model.ui.modals.pop();
        }
        Some(Action::Up) => menu.at = menu.at.saturating_sub(1),
        Some(Action::Down) => menu.at = (menu.at + 1).min(last),
        Some(Action::PageUp) => menu.at = menu.at.saturating_sub(8),
        Some(Action::PageDown) => menu.at = (menu.at + 8).min(last),
        Some(Action::Accept) => {
            let choice = menu.shown().get(menu.at).map(|item| item.choice.clone());
            if let Some(choice) = choice {
                pick(model, choice, out);
            }
        }
        _ => letter(model, event, last, out),
    }
}

fn letter(model: &mut Model, event: KeyEvent, last: usize, out: &mut Vec<Outgoing>) {
    let Some(Modal::Menu(menu)) = model.ui.modals.last_mut() else { return };
    if let Some(filter) = &mut menu.filter {
        if filter.input(event) {
            menu.at = 0;
        }
        return;
    }
    let KeyCode::Char(c) = event.code else { return };
    let choice = menu.items.iter().find(|item| item.key == Some(c)).map(|item| item.choice.clone());
    match (choice, c) {
        (Some(choice), _) => pick(model, choice, out),
        (None, 'j') => menu.at = (menu.at + 1).min(last),
        (None, 'k') => menu.at = menu.at.saturating_sub(1),
        (None, _) => {}
    }
}

fn pick(model: &mut Model, choice: Choice, out: &mut Vec<Outgoing>) {
    // An issue's page lies above its list, so that Esc comes back to it.
    if !matches!(choice, Choice::Trouble(_)) {
        model.ui.modals.pop();
    }
    match choice {
        Choice::Act(action) => actions::act(model, action, out),
        Choice::Variant(step, variant) => {
            super::ask(model, Ask::ChooseVariant { step, variant }, None, out);
        }
        Choice::Plan(plan) => {
            if let Some(dialog) = open::start_plan(model, &plan) {
                actions::show(model, dialog);
            }
        }
        Choice::Trouble(id) => model.ui.modals.push(Modal::Page(Page::new(PageKind::Trouble(id)))),
        Choice::Guard(guard) => {
            super::ask(model, Ask::Acknowledge { guard }, Some("guard acknowledged".to_owned()), out);
        }
        Choice::Declare(severity) => incident::declare(model, &severity),
        Choice::AcknowledgeIncident(number) => incident::acknowledge(model, number, out),
        Choice::Resolve(number) => incident::resolve(model, number),
        Choice::Severity(severity) => incident::procedure(model, &severity),
        Choice::Option(_) => {}
        Choice::Close => {
            model.ui.pane = if model.output.of.is_some() {
                crate::tui::app::Pane::Output
            } else {
                crate::tui::app::Pane::Detail
            };
        }
    }
}
