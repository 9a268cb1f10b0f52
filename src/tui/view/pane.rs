//! A pane's lines and title; with tabs in the title where there is one pane at a time.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::symbols::merge::MergeStrategy;
use ratatui::text::{Line, Span};
use ratatui::widgets::Block;

use super::Areas;
use crate::model::state::{Mode, eta};
use crate::tui::app::{Model, Pane};
use crate::tui::theme::{Role, Theme};
use crate::tui::{safe, text};

/// Draws the lines of `pane` and gives back the area inside.
pub fn frame_of(
    frame: &mut Frame<'_>,
    area: Rect,
    areas: &Areas,
    model: &Model,
    theme: &Theme,
    (pane, title, note): (Pane, &str, &str),
) -> Rect {
    let focused = model.ui.pane == pane && !areas.tabs;
    let back = matches!(model.state.mode, Mode::RollingBack(_));
    let role = match (back, focused) {
        (true, _) => Role::Danger,
        (false, true) => Role::Focus,
        (false, false) => Role::Border,
    };
    let set = if back { theme.symbols.heavy } else { theme.symbols.border };
    let room = usize::from(area.width.saturating_sub(4));
    let note = text::cut(&safe::line(note), room);
    let title = if areas.tabs && pane == model.ui.pane {
        tabs(model, theme)
    } else {
        let left = room.saturating_sub(text::width(&note) + usize::from(!note.is_empty()) * 3);
        let role = if focused { Role::Title } else { Role::Muted };
        Line::styled(format!(" {} ", text::cut(&safe::line(title), left)), theme.style(role))
    };
    let mut block = Block::bordered().border_set(set).border_style(theme.style(role)).title(title);
    if areas.tabs
        && let Some(left) = eta(&model.state, &model.welcome.history, model.now)
    {
        // The top line has no room for it here.
        let left = format!(" ETA {} ", text::clock(left.as_millis()));
        block = block.title(Line::styled(left, theme.style(Role::Text)).right_aligned());
    }
    if !note.is_empty() {
        let note = Line::styled(format!(" {note} "), theme.style(Role::Muted)).right_aligned();
        block = if areas.tabs { block.title_bottom(note) } else { block.title(note) };
    }
    if !theme.symbols.is_ascii() {
        block = block.merge_borders(MergeStrategy::Exact);
    }
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}

/// `Steps | Step | Output | Metrics`, the one in sight marked by brackets.
fn tabs(model: &Model, theme: &Theme) -> Line<'static> {
    let mut spans = vec![Span::raw(" ")];
    for pane in Pane::ALL {
        if pane == model.ui.pane {
            spans.push(Span::styled(format!("[{}]", pane.title()), theme.style(Role::Title)));
        } else {
            spans.push(Span::styled(format!(" {} ", pane.title()), theme.style(Role::Muted)));
        }
    }
    spans.push(Span::raw(" "));
    Line::from(spans)
}

/// Which tab starts at which column of the tabs' line: for the mouse.
pub fn tab_at(column: u16) -> Option<Pane> {
    let mut start = 2;
    for pane in Pane::ALL {
        let end = start + u16::try_from(pane.title().len() + 2).unwrap_or(u16::MAX);
        if (start..end).contains(&column) {
            return Some(pane);
        }
        start = end;
    }
    None
}
