//! A key in a dialog.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::tui::app::{Dialog, Field, Value};
use crate::tui::keys::Action;

/// What a key in a dialog leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// The dialog stays.
    Open,
    /// It is to be closed, and nothing sent.
    Back,
    /// It is to be sent.
    Accept,
}

/// Takes a key in.
pub fn edit(dialog: &mut Dialog, action: Option<Action>, event: KeyEvent) -> Edited {
    match action {
        Some(Action::Back) => return Edited::Back,
        Some(Action::Accept) => return Edited::Accept,
        Some(Action::PageDown) => dialog.top = (dialog.top + 5).min(dialog.body.len() * 40),
        Some(Action::PageUp) => dialog.top = dialog.top.saturating_sub(5),
        Some(action) => moved(dialog, action, event),
        None => {
            if let Some(field) = dialog.fields.get_mut(dialog.focus) {
                typed(field, event);
            }
        }
    }
    Edited::Open
}

/// In a choice the arrows choose; in a long text they move; elsewhere up and down change the field.
fn moved(dialog: &mut Dialog, action: Action, event: KeyEvent) {
    let count = dialog.fields.len();
    let Some(field) = dialog.fields.get_mut(dialog.focus) else { return };
    let arrow = matches!(event.code, KeyCode::Up | KeyCode::Down);
    let choice = matches!(field.value, Value::Choice { .. });
    match action {
        Action::Left if choice => field.turn(false),
        Action::Right if choice => field.turn(true),
        Action::Previous if choice && arrow => field.turn(false),
        Action::Next if choice && arrow => field.turn(true),
        Action::Next if !(arrow && field.rule.lines) => dialog.focus = (dialog.focus + 1) % count,
        Action::Previous if !(arrow && field.rule.lines) => dialog.focus = (dialog.focus + count - 1) % count,
        Action::Newline if field.rule.lines => field.insert("\n"),
        _ => typed(field, event),
    }
}

fn typed(field: &mut Field, event: KeyEvent) {
    field.error = None;
    match &mut field.value {
        Value::Text(area) => {
            let to_start =
                event.code == KeyCode::Char('u') && event.modifiers.contains(KeyModifiers::CONTROL);
            if to_start {
                // As a shell has it.
                area.delete_line_by_head();
            } else {
                area.input(event);
            }
        }
        Value::Choice { options, at } => {
            let Some(letter) = event.code.as_char().map(|c| c.to_ascii_lowercase()) else { return };
            if let Some(hit) =
                options.iter().position(|(_, label)| label.to_ascii_lowercase().starts_with(letter))
            {
                *at = hit;
            }
        }
    }
}
