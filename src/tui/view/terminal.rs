//! A step's terminal.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

use super::{Areas, pane};
use crate::tui::app::{Model, Pane, Pty};
use crate::tui::safe;
use crate::tui::theme::{Role, Theme};

/// Draws the program's screen.
pub fn render(frame: &mut Frame<'_>, area: Rect, areas: &Areas, model: &Model, pty: &Pty, theme: &Theme) {
    let note = if model.ui.captured {
        "your keys go to the command, Ctrl-] leaves".to_owned()
    } else {
        format!("{} types into it", theme.symbols.enter)
    };
    let inner = pane::frame_of(frame, area, areas, model, theme, (Pane::Output, "Terminal", &note));
    let screen = pty.screen();
    let coloured = theme.style(Role::Ok).fg.is_some();
    for y in 0..inner.height {
        for x in 0..inner.width {
            let Some(cell) = screen.cell(y, x) else { continue };
            let Some(target) = frame.buffer_mut().cell_mut(Position::new(inner.x + x, inner.y + y)) else {
                continue;
            };
            if cell.is_wide_continuation() {
                continue;
            }
            let text = safe::line(cell.contents()).into_owned();
            target.set_symbol(if text.is_empty() { " " } else { &text });
            let mut style = Style::new();
            if coloured {
                style.fg = color(cell.fgcolor());
                style.bg = color(cell.bgcolor());
            }
            for (on, modifier) in [
                (cell.bold(), Modifier::BOLD),
                (cell.italic(), Modifier::ITALIC),
                (cell.underline(), Modifier::UNDERLINED),
                (cell.inverse(), Modifier::REVERSED),
            ] {
                if on {
                    style = style.add_modifier(modifier);
                }
            }
            target.set_style(style);
        }
    }
    let (row, col) = screen.cursor_position();
    if model.ui.captured && !screen.hide_cursor() && row < inner.height && col < inner.width {
        frame.set_cursor_position(Position::new(inner.x + col, inner.y + row));
    }
}

const fn color(color: vt100::Color) -> Option<Color> {
    match color {
        vt100::Color::Default => None,
        vt100::Color::Idx(index) => Some(Color::Indexed(index)),
        vt100::Color::Rgb(r, g, b) => Some(Color::Rgb(r, g, b)),
    }
}
