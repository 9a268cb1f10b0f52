//! The mouse: a click goes there, the wheel scrolls.

use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::{keys, moves};
use crate::tui::app::{Model, Outgoing, Pane, Row};
use crate::tui::keys::{Action, Layer};
use crate::tui::view;

/// Takes a click or a turn of the wheel in.
pub(super) fn mouse(model: &mut Model, event: MouseEvent, out: &mut Vec<Outgoing>) {
    let wheel = match event.kind {
        MouseEventKind::ScrollUp => Some(Action::Up),
        MouseEventKind::ScrollDown => Some(Action::Down),
        MouseEventKind::Down(MouseButton::Left) => None,
        _ => return,
    };
    match (model.ui.layer(), wheel) {
        (Layer::Main, None) => click(model, Position::new(event.column, event.row)),
        (Layer::Main, Some(action)) => turn(model, Position::new(event.column, event.row), action),
        (Layer::Page | Layer::Menu | Layer::Dialog | Layer::Metrics | Layer::Logs, Some(action)) => {
            let code = match (model.ui.layer(), action) {
                (Layer::Dialog, Action::Up) => ratatui::crossterm::event::KeyCode::PageUp,
                (Layer::Dialog, _) => ratatui::crossterm::event::KeyCode::PageDown,
                (_, Action::Up) => ratatui::crossterm::event::KeyCode::Up,
                _ => ratatui::crossterm::event::KeyCode::Down,
            };
            keys::key(model, code.into(), out);
        }
        _ => {}
    }
}

fn at(model: &Model, position: Position) -> Option<Pane> {
    view::areas(model).panes.iter().find(|(_, area)| area.contains(position)).map(|(pane, _)| *pane)
}

fn click(model: &mut Model, position: Position) {
    let areas = view::areas(model);
    if areas.tabs && position.y == areas.body.y {
        if let Some(pane) = view::tab_at(position.x) {
            model.ui.pane = pane;
        }
        return;
    }
    let Some(pane) = at(model, position) else { return };
    model.ui.pane = pane;
    if pane != Pane::Steps {
        return;
    }
    let Some(inner) = areas.inner(Pane::Steps).filter(|inner| inner.contains(position)) else { return };
    let first = view::first_row(model, usize::from(inner.height));
    let Some(row) = model.tree.rows.get(first + usize::from(position.y - inner.y)) else { return };
    let row = row.row.clone();
    // A click on the row under the cursor opens or closes a group; it never runs anything.
    if matches!(row, Row::Group(_)) && model.ui.selected == row {
        moves::fold(model, None);
    } else {
        model.select(row);
    }
}

fn turn(model: &mut Model, position: Position, action: Action) {
    let Some(pane) = at(model, position) else { return };
    let before = std::mem::replace(&mut model.ui.pane, pane);
    let times = if pane == Pane::Steps { 1 } else { 3 };
    for _ in 0..times {
        moves::act(model, action);
    }
    if model.ui.pane == pane {
        model.ui.pane = before;
    }
}
