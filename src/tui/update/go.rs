//! ⏎: whatever the step needs next.

use super::{actions, menus, moves, open};
use crate::model::Ask;
use crate::model::ids::StepId;
use crate::model::live::Seat;
use crate::model::runbook::Step;
use crate::model::state::{Next, Status};
use crate::session::message::FromClient;
use crate::tui::Left;
use crate::tui::app::{Model, Outgoing, Pane, Row};
use crate::tui::keys::Action;
use crate::tui::theme::Role;
use crate::tui::view;

/// Does what the step under the cursor needs next.
pub(super) fn go(model: &mut Model, out: &mut Vec<Outgoing>) {
    if let Some(outcome) = model.state.outcome() {
        out.push(Outgoing::Send(FromClient::Detach));
        out.push(Outgoing::Leave(Left::Ended(outcome)));
        return;
    }
    if let Row::Group(_) = model.ui.selected {
        moves::fold(model, None);
        return;
    }
    let Some(step) = model.selected_step().cloned() else { return };
    let next = model.state.next(&step);
    if model.state.status(&step) == Status::NotApplicable || next == Next::Nothing {
        moves::to_current(model);
        return;
    }
    if matches!(next, Next::Running | Next::Checking | Next::Watching) {
        watch_it(model);
        return;
    }
    let action = if matches!(next, Next::Sign(_)) { Action::Sign } else { Action::Go };
    if !actions::may(model, action) {
        return;
    }
    let id = step.id.clone();
    let dialog = match next {
        Next::Choose => {
            menus::variants(model, &id);
            None
        }
        Next::Run => {
            if step.risk.wants_confirmation() {
                open::confirm_run(model, &id, false)
            } else {
                tell_size(model, &step, out);
                super::ask(model, Ask::Run { step: id, confirm: None }, None, out);
                None
            }
        }
        Next::Check | Next::Watch => {
            super::ask(model, Ask::Run { step: id, confirm: None }, None, out);
            None
        }
        Next::Look => open::look(model, &id),
        Next::Failed(_) | Next::Interrupted => {
            menus::failure(model, &id);
            None
        }
        Next::Answer(open) => open.first().and_then(|check| open::answer(model, &id, check)),
        Next::Do => {
            super::ask(model, Ask::Done { step: id, note: String::new() }, None, out);
            None
        }
        Next::Sign(_) => open::sign(model, &id),
        Next::Running | Next::Checking | Next::Watching | Next::Nothing => None,
    };
    if let Some(dialog) = dialog {
        actions::show(model, dialog);
    }
}

/// What runs is looked at: its terminal takes the keys, its output the pane.
fn watch_it(model: &mut Model) {
    if model.output.of.is_none() {
        model.ui.say(Role::Active, "under way: K stops it");
        return;
    }
    model.ui.pane = Pane::Output;
    if model.pty.is_some() && model.welcome.seat == Seat::Driver {
        model.ui.captured = true;
    }
}

/// Begins the step again.
pub(super) fn rerun(model: &mut Model, id: &StepId, out: &mut Vec<Outgoing>) {
    let Some(step) = model.state.book.find(id) else { return };
    if step.risk.wants_confirmation() && step.has_command() {
        if let Some(dialog) = open::confirm_run(model, id, true) {
            actions::show(model, dialog);
        }
        return;
    }
    let step = step.clone();
    tell_size(model, &step, out);
    super::ask(model, Ask::Rerun { step: id.clone(), confirm: None }, None, out);
}

/// Tells how large the pane is before a command that needs a terminal starts.
pub(super) fn tell_size(model: &Model, step: &Step, out: &mut Vec<Outgoing>) {
    let variant = model.state.step(&step.id).and_then(|of| of.variant.as_ref());
    if step.needs_terminal(variant) {
        let (cols, rows) = view::terminal_size(model);
        out.push(Outgoing::Send(FromClient::Resize { step: step.id.clone(), cols, rows }));
    }
}
