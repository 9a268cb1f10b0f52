//! The actions of the main layer.

use super::{eyes, go, incident, menus, moves, open, search, together};
use crate::model::Ask;
use crate::model::event::GuardPhase;
use crate::model::ids::StepId;
use crate::model::live::Seat;
use crate::session::message::FromClient;
use crate::tui::Left;
use crate::tui::app::{Dialog, Modal, Model, Outgoing, Page, PageKind, Pane};
use crate::tui::keys::Action;
use crate::tui::theme::Role;
use crate::tui::view;

/// Does `action`.
pub(super) fn act(model: &mut Model, action: Action, out: &mut Vec<Outgoing>) {
    match action {
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::Home | Action::End => {
            moves::act(model, action);
        }
        Action::Left | Action::Right if model.ui.pane == Pane::Output => moves::act(model, action),
        Action::Left => moves::fold(model, Some(true)),
        Action::Right => moves::fold(model, Some(false)),
        Action::Toggle => moves::fold(model, None),
        Action::Next => moves::pane(model, true),
        Action::Previous => moves::pane(model, false),
        Action::Back => {
            model.ui.zoomed = false;
            model.ui.pane = Pane::Steps;
        }
        Action::Current => moves::to_current(model),
        Action::Search => search::begin(model),
        Action::Zoom => model.ui.zoomed = !model.ui.zoomed,
        Action::Output => {
            model.ui.pane = if model.ui.pane == Pane::Output { Pane::Steps } else { Pane::Output };
        }
        Action::Follow => follow(model),
        Action::Older => attempt(model, -1),
        Action::Newer => attempt(model, 1),
        Action::Mouse => {
            model.ui.mouse = !model.ui.mouse;
            let text =
                if model.ui.mouse { "mouse on" } else { "mouse off: the terminal selects text itself" };
            model.ui.say(Role::Text, text);
            out.push(Outgoing::Mouse(model.ui.mouse));
        }
        Action::Redraw => out.push(Outgoing::Redraw),
        Action::Help => page(model, PageKind::Help),
        Action::Contacts => page(model, PageKind::Contacts),
        Action::Times => page(model, PageKind::Times),
        Action::Metrics => eyes::show_metrics(model),
        Action::Logs => eyes::show_logs(model),
        Action::Palette => menus::palette(model),
        Action::Troubleshoot => menus::troubles(model),
        Action::Detach => detach(model, out),
        Action::Go => go::go(model, out),
        other => decide(model, other, out),
    }
}

/// What changes the run.
fn decide(model: &mut Model, action: Action, out: &mut Vec<Outgoing>) {
    if !may(model, action) {
        return;
    }
    let step = model.selected_step().map(|step| step.id.clone());
    let dialog = match (action, step) {
        (Action::TakeOver, _) => Some(open::take_over(model)),
        (Action::Incident, _) => {
            incident::incident(model);
            None
        }
        (Action::RunNote, _) => Some(open::note(model, None)),
        (Action::EndRun, _) => Some(open::end(model)),
        (Action::Rollback, _) => {
            rollback(model);
            None
        }
        (Action::Decline, _) => {
            let dialog = open::decline(model);
            if dialog.is_none() {
                model.ui.say(Role::Text, "no rollback is offered");
            }
            dialog
        }
        (Action::Acknowledge, _) => {
            acknowledge(model, out);
            None
        }
        (Action::RunAll, _) => {
            together::run_all(model, out);
            None
        }
        (Action::Cancel, step) => {
            let running = model.state.running().cloned();
            let step = step.filter(|step| crate::tui::words::moves(model, step)).or(running);
            if step.is_none() {
                model.ui.say(Role::Text, "nothing runs that could be stopped");
            }
            step.map(|step| open::cancel(model, step))
        }
        (_, None) => {
            model.ui.say(Role::Text, "put the cursor on a step first");
            None
        }
        (Action::Skip | Action::Waive, Some(step)) if settled(model, &step) => None,
        (Action::Sign, Some(step)) => open::sign(model, &step),
        (Action::Fail, Some(step)) => open::fail(model, &step),
        (Action::Skip, Some(step)) => open::skip(model, &step),
        (Action::Waive, Some(step)) => open::waive(model, &step),
        (Action::Note, Some(step)) => Some(open::note(model, Some(step))),
        (Action::Rerun, Some(step)) => {
            go::rerun(model, &step, out);
            None
        }
        (Action::Variant, Some(step)) => {
            menus::variants(model, &step);
            None
        }
        _ => None,
    };
    if let Some(dialog) = dialog {
        show(model, dialog);
    }
}

/// Whether `step` is settled, so that there is nothing to leave out or to accept; says so.
fn settled(model: &mut Model, step: &StepId) -> bool {
    let status = model.state.book.find(step).map(|step| model.state.status(step));
    let Some(status) = status.filter(|status| status.is_settled()) else { return false };
    let text = format!("the step is settled: {}. n writes a note, r begins it again", status.word());
    model.ui.say(Role::Text, text);
    true
}

/// Puts `dialog` in front.
pub(super) fn show(model: &mut Model, dialog: Dialog) {
    model.ui.modals.push(Modal::Dialog(Box::new(dialog)));
}

/// Whether this client may do `action` at all; says why not.
pub(super) fn may(model: &mut Model, action: Action) -> bool {
    if let Some(why) = &model.welcome.read_only {
        let why = format!("read-only: {why}");
        model.ui.say(Role::Bad, why);
        return false;
    }
    if model.state.outcome().is_some() {
        model.ui.say(Role::Text, "the run has ended: nothing more is changed. d leaves");
        return false;
    }
    let anybody =
        matches!(action, Action::Sign | Action::Note | Action::RunNote | Action::TakeOver | Action::Incident);
    let driver = model.state.driver.as_ref().map_or("somebody else".to_owned(), ToString::to_string);
    match model.welcome.seat {
        Seat::Driver => true,
        Seat::Pair if anybody => true,
        Seat::Pair => {
            model.ui.say(Role::Warn, format!("{driver} drives this run: T takes the driver's seat"));
            false
        }
        Seat::Observer => {
            let text = format!("you observe, {driver} drives: attach without --observe to take part");
            model.ui.say(Role::Warn, text);
            false
        }
    }
}

fn page(model: &mut Model, kind: PageKind) {
    model.ui.modals.push(Modal::Page(Page::new(kind)));
}

fn follow(model: &mut Model) {
    let height = view::areas(model).inner(Pane::Output).map_or(1, |area| u64::from(area.height));
    if model.output.follow {
        model.output.top = model.output.first(height);
        model.output.follow = false;
    } else {
        model.output.follow = true;
    }
}

fn attempt(model: &mut Model, by: i64) {
    let Some(of) = model.selected_state() else { return };
    let last = of.attempts.last().map_or(0, |attempt| attempt.number);
    let at = model.attempt.unwrap_or(last);
    let to = u32::try_from((i64::from(at) + by).clamp(1, i64::from(last.max(1)))).unwrap_or(1);
    model.attempt = (to != last).then_some(to);
    model.refresh();
}

fn rollback(model: &mut Model) {
    let offered = model.state.offer.as_ref().map(|offer| offer.plan.clone());
    match offered {
        Some(plan) => {
            if let Some(dialog) = open::start_plan(model, &plan) {
                show(model, dialog);
            }
        }
        None => menus::plans(model),
    }
}

fn acknowledge(model: &mut Model, out: &mut Vec<Outgoing>) {
    let firing: Vec<_> = model
        .state
        .guards
        .iter()
        .filter(|(_, of)| of.phase == GuardPhase::Firing && !of.acknowledged)
        .map(|(id, _)| id.clone())
        .collect();
    match firing.as_slice() {
        [] => model.ui.say(Role::Text, "no guard is firing"),
        [one] => {
            super::ask(
                model,
                Ask::Acknowledge { guard: one.clone() },
                Some("guard acknowledged".to_owned()),
                out,
            );
        }
        several => menus::guards(model, several),
    }
}

fn detach(model: &mut Model, out: &mut Vec<Outgoing>) {
    if let Some(outcome) = model.state.outcome() {
        out.push(Outgoing::Send(FromClient::Detach));
        out.push(Outgoing::Leave(Left::Ended(outcome)));
        return;
    }
    let dialog = open::detach(model);
    show(model, dialog);
}
