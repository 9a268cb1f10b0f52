//! The whole screen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Clear};

use super::layout::{Areas, SMALLEST, areas};
use super::{
    banner, detail, dialog, footer, guards, header, logs, menu, metric_page, metrics, output, pages, small,
    status, steps,
};
use crate::tui::app::{Modal, Model, Pane};
use crate::tui::theme::{Role, Theme};

/// Draws the whole screen.
pub fn render(frame: &mut Frame<'_>, model: &Model, theme: &Theme) {
    let all = frame.area();
    frame.render_widget(Block::new().style(theme.style(Role::Text)), all);
    if all.width < SMALLEST.width || all.height < SMALLEST.height {
        small::render(frame, all, theme);
        return;
    }
    let areas = areas(model);
    header::render(frame, areas.header, model, theme);
    banner::render(frame, areas.banners, model, theme);
    panes(frame, &areas, model, theme);
    status::render(frame, areas.status, model, theme);
    footer::render(frame, areas.footer, model, theme);
    let room = Rect {
        height: areas.status.y.saturating_sub(areas.header.bottom()),
        y: areas.header.bottom(),
        ..all
    };
    for modal in &model.ui.modals {
        match modal {
            Modal::Page(page) => {
                clear(frame, areas.body, theme);
                pages::render(frame, areas.body, model, page, theme);
            }
            Modal::Metrics(view) => {
                clear(frame, areas.body, theme);
                metric_page::render(frame, areas.body, model, view, theme);
            }
            Modal::Logs(view) => {
                clear(frame, areas.body, theme);
                logs::render_page(frame, areas.body, model, view, theme);
            }
            Modal::Menu(menu) => menu::render(frame, room, menu, theme),
            Modal::Dialog(dialog) => dialog::render(frame, room, dialog, theme),
        }
    }
    to_ascii(frame, theme);
}

fn clear(frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
    frame.render_widget(Clear, area);
    frame.render_widget(Block::new().style(theme.style(Role::Text)), area);
}

/// Where only ASCII may be drawn, runbooks and outputs still hold other characters: the last look before the terminal.
pub fn to_ascii(frame: &mut Frame<'_>, theme: &Theme) {
    if !theme.symbols.is_ascii() {
        return;
    }
    for cell in &mut frame.buffer_mut().content {
        if cell.symbol().is_ascii() {
            continue;
        }
        let plain = match cell.symbol() {
            "…" | "↪" => "~",
            "“" | "”" => "\"",
            "‘" | "’" => "'",
            "·" | "•" => "*",
            "–" | "—" | "─" => "-",
            "▏" => "_",
            "×" => "x",
            "⏎" => "^",
            _ => "?",
        };
        cell.set_symbol(plain);
    }
}

fn panes(frame: &mut Frame<'_>, areas: &Areas, model: &Model, theme: &Theme) {
    // The pane that has the keys comes last, so that its lines lie above its neighbours'.
    let mut panes = areas.panes.clone();
    panes.sort_by_key(|(pane, _)| *pane == model.ui.pane);
    if areas.guards.height > 0 {
        guards::render(frame, areas.guards, areas, model, theme);
    }
    if areas.logs.height > 0 {
        logs::render(frame, areas.logs, areas, model, theme);
    }
    for (pane, area) in panes {
        match pane {
            Pane::Steps => steps::render(frame, area, areas, model, theme),
            Pane::Detail => detail::render(frame, area, areas, model, theme),
            Pane::Output => output::render(frame, area, areas, model, theme),
            Pane::Side => metrics::render(frame, area, areas, model, theme),
        }
    }
}
