use super::super::app::{Model, Msg, Outgoing};
use super::super::theme::Role;
use super::{incoming, keys, mouse};
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
