//! What a command printed: the lines in sight and no others.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Areas, pane, terminal};
use crate::tui::app::{Model, Pane};
use crate::tui::output_line;
use crate::tui::text;
use crate::tui::theme::{Role, Theme};

/// Draws the pane.
pub fn render(frame: &mut Frame<'_>, area: Rect, areas: &Areas, model: &Model, theme: &Theme) {
    if let Some(pty) = &model.pty {
        terminal::render(frame, area, areas, model, pty, theme);
        return;
    }
    let view = &model.output;
    let height = u64::from(area.height.saturating_sub(2));
    let first = view.first(height);
    let (title, note) = match &view.of {
        None => ("Output".to_owned(), String::new()),
        Some((_, attempt)) => {
            let running = model.selected_state().is_some_and(|of| of.running().is_some());
            let how = match (running, view.follow) {
                (true, true) => "following".to_owned(),
                (false, true) => "end".to_owned(),
                (_, false) => format!("line {} (F follows)", first + 1),
            };
            let title =
                if *attempt > 1 { format!("Output of attempt {attempt}") } else { "Output".to_owned() };
            let aside =
                if view.aside > 0 { format!("from column {}, ", view.aside + 1) } else { String::new() };
            (title, format!("{aside}{how}, {}", text::count(view.total, "line")))
        }
    };
    let inner = pane::frame_of(frame, area, areas, model, theme, (Pane::Output, &title, &note));
    if view.of.is_none() {
        let text = "Nothing has run in this step yet.";
        frame.render_widget(Paragraph::new(text).style(theme.style(Role::Muted)), inner);
        return;
    }
    let lines: Vec<Line<'static>> = view
        .window(u64::from(inner.height))
        .map(|at| match view.lines.get(&at) {
            Some(line) => {
                let room = usize::from(inner.width).saturating_sub(2);
                let (mark, role) = if line.stderr { ("! ", Role::Stderr) } else { ("  ", Role::Text) };
                let coloured = !line.stderr && theme.style(Role::Ok).fg.is_some();
                let whole = output_line::spans(&line.text, theme.style(role), coloured);
                let (shown, more) = output_line::part(whole, view.aside, room);
                let mut spans = vec![Span::styled(mark, theme.style(role))];
                spans.extend(shown);
                if more {
                    spans.push(Span::styled("…", theme.style(Role::Muted)));
                }
                Line::from(spans)
            }
            None => Line::styled(format!("  {}", theme.symbols.busy), theme.style(Role::Muted)),
        })
        .collect();
    if lines.is_empty() {
        let word = if model.selected_state().is_some_and(|of| of.running().is_some()) {
            "Nothing printed yet."
        } else {
            "It printed nothing."
        };
        frame.render_widget(Paragraph::new(word).style(theme.style(Role::Muted)), inner);
        return;
    }
    frame.render_widget(Paragraph::new(lines), inner);
}
