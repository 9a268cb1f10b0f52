//! Keys and pastes: to the layer that is in force.

use base64::Engine as _;
use ratatui::crossterm::event::{KeyEvent, KeyEventKind};

use super::edit::{Edited, edit};
use super::{actions, eyes, menus, moves, pages, search, submit};
use crate::session::message::FromClient;
use crate::tui::Left;
use crate::tui::app::{Modal, Model, Outgoing};
use crate::tui::keys::{Action, Key, Layer, paste_bytes, pty_bytes};
use crate::tui::theme::Role;
use crate::tui::view::SMALLEST;

/// A key was pressed.
pub(super) fn key(model: &mut Model, event: KeyEvent, out: &mut Vec<Outgoing>) {
    if event.kind == KeyEventKind::Release {
        return;
    }
    let key = Key::from(event);
    if model.size.width < SMALLEST.width || model.size.height < SMALLEST.height {
        // Nothing can be seen: no key may do anything but leave.
        if matches!(Layer::Main.action(key), Some(Action::Detach)) {
            out.push(Outgoing::Send(FromClient::Detach));
            out.push(Outgoing::Leave(Left::Detached));
        }
        return;
    }
    let layer = model.ui.layer();
    let action = layer.action(key);
    if layer != Layer::Terminal {
        model.ui.notice = None;
    }
    match layer {
        Layer::Main => {
            if let Some(action) = action {
                actions::act(model, action, out);
            }
        }
        Layer::Terminal if action == Some(Action::Release) => {
            model.ui.captured = false;
        }
        Layer::Terminal => {
            let application = model.pty.as_ref().is_some_and(|pty| pty.screen().application_cursor());
            send_bytes(model, &pty_bytes(event, application), out);
        }
        Layer::Search => search::key(model, action, event),
        Layer::Dialog => dialog(model, action, event, out),
        Layer::Menu => menus::key(model, action, event, out),
        Layer::Page => page(model, action, out),
        Layer::Metrics => eyes::metrics(model, action),
        Layer::Logs => eyes::logs(model, action),
        // Never in force during a run.
        Layer::Home => {}
    }
}

/// Something was pasted.
pub(super) fn paste(model: &mut Model, text: &str, out: &mut Vec<Outgoing>) {
    match model.ui.layer() {
        Layer::Terminal => {
            let bracketed = model.pty.as_ref().is_some_and(|pty| pty.screen().bracketed_paste());
            send_bytes(model, &paste_bytes(text, bracketed), out);
        }
        Layer::Dialog => {
            if let Some(dialog) = model.ui.dialog()
                && let Some(field) = dialog.fields.get_mut(dialog.focus)
            {
                field.insert(text);
            }
        }
        Layer::Search => search::insert(model, text),
        // A paste outside of a field would be a row of commands.
        Layer::Main | Layer::Menu | Layer::Page | Layer::Metrics | Layer::Logs | Layer::Home => {}
    }
}

fn send_bytes(model: &Model, bytes: &[u8], out: &mut Vec<Outgoing>) {
    let Some(pty) = &model.pty else { return };
    // A frame is small: a long paste goes in pieces.
    for piece in bytes.chunks(16 * 1024) {
        let bytes = base64::engine::general_purpose::STANDARD.encode(piece);
        out.push(Outgoing::Send(FromClient::Keys { step: pty.step.clone(), bytes }));
    }
}

fn dialog(model: &mut Model, action: Option<Action>, event: KeyEvent, out: &mut Vec<Outgoing>) {
    let Some(dialog) = model.ui.dialog() else { return };
    match edit(dialog, action, event) {
        Edited::Open => {}
        Edited::Back => {
            model.ui.modals.pop();
        }
        Edited::Accept => submit::submit(model, out),
    }
}

/// No longer text goes to the clipboard: some terminals choke on one.
const LONGEST_COPY: usize = 4_096;

fn page(model: &mut Model, action: Option<Action>, out: &mut Vec<Outgoing>) {
    let Some(Modal::Page(page)) = model.ui.modals.last().cloned() else { return };
    let items: Vec<_> =
        super::super::view::page_items(model, &page).iter().map(|step| step.id.clone()).collect();
    match action {
        Some(Action::Back) => {
            model.ui.modals.pop();
        }
        Some(Action::Copy) if !pages::marked(model) => {}
        Some(Action::Accept) if !items.is_empty() && !pages::marked(model) => {}
        Some(Action::Accept) => {
            if let Some(step) = items.get(page.at) {
                moves::to_step(model, step.clone());
            } else {
                model.ui.modals.pop();
            }
        }
        Some(Action::Copy) => match super::super::view::page_copied(model, &page) {
            Some(text) if text.len() > LONGEST_COPY => {
                model.ui.say(Role::Warn, "this is too long for a terminal's clipboard: it was not copied");
            }
            Some(text) => {
                model.ui.say(Role::Ok, format!("copied, where the terminal allows it: {text}"));
                out.push(Outgoing::Copy(text));
            }
            None => model.ui.say(Role::Text, "nothing here is copied: c has contacts and links"),
        },
        Some(action) => pages::act(model, action),
        None => {}
    }
}
