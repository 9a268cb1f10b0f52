//! What the conductor sends.

use base64::Engine as _;

use super::{menus, moves, refused};
use crate::model::event::{Event, Recorded};
use crate::model::live::{Live, Seat};
use crate::model::state::Status;
use crate::model::{Ask, fold};
use crate::session::message::FromConductor;
use crate::tui::Left;
use crate::tui::app::{Dialog, Modal, Model, Outgoing, Pane, Purpose, Row};
use crate::tui::theme::Role;
use crate::tui::view;

/// Takes a message in.
pub(super) fn take(model: &mut Model, message: FromConductor, out: &mut Vec<Outgoing>) {
    match message {
        FromConductor::Event(recorded) => event(model, &recorded),
        FromConductor::Live(live) => passing(model, live),
        FromConductor::Reply { id, refusal } => reply(model, id, refusal, out),
        FromConductor::Lines(lines) => model.output.take(lines),
        FromConductor::Bytes { id, offset, bytes, .. } => {
            let bytes = base64::engine::general_purpose::STANDARD.decode(bytes).unwrap_or_default();
            if let Some(pty) = &mut model.pty {
                pty.take(id, offset, &bytes);
            }
        }
        FromConductor::Seat { seat } => sit(model, seat),
        FromConductor::Bye { reason } => out.push(Outgoing::Leave(Left::Lost(reason))),
        // Both belong to the beginning of a connection, which is over when the screen is there.
        FromConductor::Welcome(_) | FromConductor::Snapshot { .. } => {}
    }
}

fn event(model: &mut Model, recorded: &Recorded) {
    // A snapshot may already hold what comes again after it.
    if recorded.seq < model.state.events {
        return;
    }
    let before = status_of_selected(model);
    let drove = model.state.driver.as_ref() == Some(&model.me);
    let empty = crate::model::State::new(model.state.book.clone());
    model.state = fold(std::mem::replace(&mut model.state, empty), recorded);
    if let Event::DriverTook { epoch, .. } = &recorded.event {
        model.welcome.epoch = *epoch;
        let driver = model.state.driver.clone();
        if let (Some(driver), true) = (driver.filter(|it| *it != model.me), drove) {
            lost_seat(model, driver.as_str());
        }
    }
    if let Event::PlanStarted { plan, .. } = &recorded.event {
        let first =
            model.state.book.plan(plan).and_then(|plan| plan.step.first()).map(|step| step.id.clone());
        if let Some(step) = first {
            model.ui.modals.retain(keeps);
            moves::to_step(model, step);
        }
    }
    if let Some((role, text)) = view::in_time::notice(&recorded.event) {
        model.ui.say(role, text);
    }
    model.moved_on();
    after(model, recorded, before);
}

/// What the person types is kept, whatever happens.
fn keeps(modal: &Modal) -> bool {
    matches!(modal, Modal::Dialog(dialog) if matches!(dialog.purpose, Purpose::Note(_) | Purpose::Sign(_) | Purpose::Declare(_) | Purpose::Resolve(_)))
}

fn status_of_selected(model: &Model) -> Option<Status> {
    model.selected_step().map(|step| model.state.status(step))
}

/// Who took the seat is told by its event, which may come after the seat itself.
fn lost_seat(model: &mut Model, driver: &str) {
    model.ui.say(Role::Warn, format!("{driver} took the driver's seat: you watch now, T takes it back"));
}

/// The seat has changed: by our own wish, or because somebody took it.
fn sit(model: &mut Model, seat: Seat) {
    let before = std::mem::replace(&mut model.welcome.seat, seat);
    if before == seat {
        return;
    }
    if seat == Seat::Driver {
        model.ui.say(Role::Ok, "you drive now");
        return;
    }
    model.ui.captured = false;
    if before == Seat::Driver {
        let driver = model.state.driver.as_ref().filter(|driver| **driver != model.me);
        lost_seat(model, &driver.map_or("somebody".to_owned(), ToString::to_string));
    }
}

/// What the person is to see at once.
fn after(model: &mut Model, recorded: &Recorded, before: Option<Status>) {
    let now = status_of_selected(model);
    let of_selected = crate::model::fold::step_of(&recorded.event)
        .is_some_and(|step| model.selected_step().is_some_and(|it| it.id == *step));
    if let Event::AttemptStarted { .. } = &recorded.event
        && of_selected
        && model.drives()
        && model.pty.is_some()
        && model.ui.modals.is_empty()
    {
        model.ui.captured = true;
        model.ui.pane = Pane::Output;
    }
    if let Event::RunEnded { .. } = &recorded.event {
        model.ui.modals.retain(|modal| matches!(modal, Modal::Page(_) | Modal::Metrics(_) | Modal::Logs(_)));
    }
    if before != now
        && model.ui.notice.as_ref().is_some_and(|it| matches!(it.role, Role::Active | Role::Text))
    {
        // What was said of the step no longer holds.
        model.ui.notice = None;
    }
    let grave = |status| matches!(status, Some(Status::Failed | Status::Interrupted));
    if !of_selected || !grave(now) || before == now || matches!(recorded.event, Event::StepFailed { .. }) {
        return;
    }
    let Some(step) = model.selected_step().map(|step| step.id.clone()) else { return };
    if model.drives() && model.ui.modals.is_empty() && model.ui.search.is_none() && !model.ui.captured {
        menus::failure(model, &step);
    } else {
        model.ui.say(Role::Bad, format!("step {step} has not passed: it is under the cursor"));
    }
}

fn passing(model: &mut Model, live: Live) {
    if let Live::Output { step, attempt, bytes, lines } = &live {
        if model.output.of.as_ref().is_some_and(|(s, a)| s == step && a == attempt) {
            model.output.grow(*bytes, *lines);
        }
        if let Some(pty) = model.pty.as_mut().filter(|pty| pty.step == *step && pty.attempt == *attempt) {
            pty.grow(*bytes);
        }
    }
    model.seen.take(live);
}

fn reply(model: &mut Model, id: u64, refusal: Option<crate::model::Refusal>, out: &mut Vec<Outgoing>) {
    let Some(wish) = model.wishes.remove(&id) else { return };
    if let Some(refusal) = refusal {
        refused::refused(model, id, wish, refusal);
        return;
    }
    let at = model
        .ui
        .modals
        .iter()
        .position(|modal| matches!(modal, Modal::Dialog(dialog) if dialog.waiting.contains(&id)));
    let mut done = None;
    if let Some(at) = at
        && let Some(Modal::Dialog(dialog)) = model.ui.modals.get_mut(at)
    {
        dialog.waiting.retain(|it| *it != id);
        if dialog.waiting.is_empty()
            && let Modal::Dialog(dialog) = model.ui.modals.remove(at)
        {
            done = Some(dialog);
        }
    }
    if let Some(granted) = wish.granted {
        model.ui.say(Role::Ok, granted);
    }
    if let Some(dialog) = done {
        follow_up(model, *dialog, out);
    }
    // In tabs, what was started is worth a look at once.
    if matches!(wish.ask, Ask::Run { .. } | Ask::Rerun { .. })
        && view::areas(model).tabs
        && model.ui.pane == Pane::Steps
        && matches!(model.ui.selected, Row::Step(_))
    {
        model.ui.pane = Pane::Detail;
    }
}

fn follow_up(model: &mut Model, dialog: Dialog, out: &mut Vec<Outgoing>) {
    match dialog.purpose {
        // What was refused for want of inputs, or of a reason, is asked again.
        Purpose::Inputs(Some(again)) | Purpose::Override(again) => {
            super::ask(model, *again, None, out);
        }
        Purpose::Declare(severity) => super::incident::procedure(model, &severity),
        // The next question follows at once.
        Purpose::Answer(step, _) => {
            let Some(it) = model.state.book.find(&step) else { return };
            if let crate::model::state::Next::Answer(open) = model.state.next(it)
                && let Some(check) = open.first().cloned()
                && let Some(dialog) = super::open::answer(model, &step, &check)
                && model.ui.modals.is_empty()
            {
                super::actions::show(model, dialog);
            }
        }
        _ => {}
    }
}
