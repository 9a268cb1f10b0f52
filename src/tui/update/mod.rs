//! The one place where the model changes.

mod actions;
mod applies;
pub mod edit;
mod go;
mod incoming;
mod keys;
mod menus;
mod mouse;
mod moves;
mod open;
mod refused;
mod search;
mod submit;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_moves;

pub use applies::applies;
pub use open::inputs as input_dialog;

use super::app::{Model, Msg, Outgoing, Wish};
use super::theme::Role;
use crate::model::Ask;
use crate::session::message::FromClient;
use crate::tui::Left;

/// The model after `msg`, and what goes out because of it.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Outgoing> {
    let mut out = Vec::new();
    if !matches!(msg, Msg::Conductor(_)) {
        model.settle();
    }
    match msg {
        Msg::Key(event) => keys::key(model, event, &mut out),
        Msg::Paste(text) => keys::paste(model, &text, &mut out),
        Msg::Mouse(event) => mouse::mouse(model, event, &mut out),
        Msg::Resize(size) => {
            model.size = size;
        }
        Msg::Conductor(message) => incoming::take(model, *message, &mut out),
        Msg::Lost(reason) => out.push(Outgoing::Leave(Left::Lost(reason))),
        Msg::Unsent(message) => unsent(model, &message),
        Msg::Tick(now) => model.now = now,
    }
    out
}

/// What has to be fetched for what is in sight. Called once before each drawing.
pub fn fetch(model: &mut Model) -> Vec<Outgoing> {
    let mut out = Vec::new();
    model.settle();
    fit_terminal(model, &mut out);
    if let Some(pty) = &model.pty
        && let Some(offset) = pty.wants()
    {
        let (step, attempt) = (pty.step.clone(), pty.attempt);
        let id = model.serial();
        if let Some(pty) = &mut model.pty {
            pty.asked = Some(id);
        }
        out.push(Outgoing::Send(FromClient::Bytes { id, step, attempt, offset }));
        return out;
    }
    let areas = super::view::areas(model);
    let Some(inner) = areas.inner(super::app::Pane::Output) else { return out };
    let Some((from, count)) = model.output.wants(u64::from(inner.height)) else { return out };
    let Some((step, attempt)) = model.output.of.clone() else { return out };
    let id = model.serial();
    model.output.asked = Some(id);
    out.push(Outgoing::Send(FromClient::Lines { id, step, attempt, from, count }));
    out
}

/// Tells the program on a step's terminal how large its pane is.
fn fit_terminal(model: &mut Model, out: &mut Vec<Outgoing>) {
    let size = super::view::terminal_size(model);
    let drives = model.drives();
    let Some(pty) = &mut model.pty else { return };
    if pty.told && pty.size == size {
        return;
    }
    pty.told = true;
    pty.resize(size);
    if drives {
        let (cols, rows) = pty.size;
        out.push(Outgoing::Send(FromClient::Resize { step: pty.step.clone(), cols, rows }));
    }
}

/// Asks the conductor; `granted` is said when it is granted.
fn ask(model: &mut Model, ask: Ask, granted: Option<String>, out: &mut Vec<Outgoing>) -> u64 {
    let id = model.serial();
    model.wishes.insert(id, Wish { ask: ask.clone(), granted });
    out.push(Outgoing::Send(FromClient::Ask { id, ask }));
    id
}

/// The channel to the conductor is full: nothing blocks, the person is told.
fn unsent(model: &mut Model, message: &FromClient) {
    match message {
        FromClient::Ask { id, .. } => {
            model.wishes.remove(id);
            let why = "the conductor does not keep up: this was not sent, try again";
            if let Some(dialog) = model.ui.dialog()
                && dialog.waiting.contains(id)
            {
                dialog.waiting.clear();
                dialog.error = Some(why.to_owned());
            } else {
                model.ui.say(Role::Bad, why);
            }
        }
        FromClient::Lines { id, .. } | FromClient::Bytes { id, .. } => {
            if model.output.asked == Some(*id) {
                model.output.asked = None;
            }
            if let Some(pty) = model.pty.as_mut().filter(|pty| pty.asked == Some(*id)) {
                pty.asked = None;
            }
        }
        FromClient::Keys { .. } => {
            model.ui.say(Role::Bad, "the conductor does not keep up: that key was not sent");
        }
        FromClient::Resize { .. } | FromClient::Detach => {}
    }
}
