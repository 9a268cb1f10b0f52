//! The status line: what was refused and why, what happened, what is searched.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

use crate::tui::app::Model;
use crate::tui::theme::{Role, Theme};
use crate::tui::{safe, text, words};

/// How many lines it takes: a refusal is shown in full.
pub fn height(model: &Model) -> u16 {
    let Some(notice) = &model.ui.notice else { return 1 };
    let width = usize::from(model.size.width).saturating_sub(2).max(10);
    let mut lines = 1_u16;
    let mut used = 0;
    for word in notice.text.split(' ') {
        let wide = text::width(word);
        if used > 0 && used + 1 + wide > width {
            lines += 1;
            used = 0;
        }
        used += wide + usize::from(used > 0);
        lines += u16::try_from(used.saturating_sub(1) / width).unwrap_or(0);
        used %= width + 1;
    }
    lines.min(4)
}

/// Draws the status line.
pub fn render(frame: &mut Frame<'_>, area: Rect, model: &Model, theme: &Theme) {
    if let Some(search) = &model.ui.search {
        let typed = search.text.lines().join(" ");
        let found = match (typed.is_empty(), search.found.len()) {
            (true, _) => String::new(),
            (false, 0) => "  nothing found".to_owned(),
            (false, n) => format!("  {} of {n}", search.at + 1),
        };
        let line = Line::from(vec![
            Span::styled(" /", theme.style(Role::Key)),
            Span::styled(safe::line(&typed).into_owned(), theme.style(Role::Input)),
            Span::styled("▏", theme.style(Role::Key)),
            Span::styled(found, theme.style(Role::Muted)),
        ]);
        frame.render_widget(Paragraph::new(line), area);
        return;
    }
    if let Some(notice) = &model.ui.notice {
        let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let text = safe::line(&notice.text).into_owned();
        frame.render_widget(
            Paragraph::new(text).wrap(Wrap { trim: false }).style(theme.style(notice.role)),
            area,
        );
        return;
    }
    let waiting = model.wishes.len();
    if waiting > 0 {
        let text = format!(" asked the conductor {}", theme.symbols.busy);
        frame.render_widget(Paragraph::new(text).style(theme.style(Role::Muted)), area);
        return;
    }
    // What the step under the cursor needs is seen from every tab.
    if let Some(step) = model.selected_step().filter(|_| model.state.outcome().is_none()) {
        let (role, text) = words::next_line(model, step, theme.symbols.enter);
        let mut doc = super::Doc::new(area.width.saturating_sub(1), theme);
        doc.sides(&[(Role::Muted, " "), (Role::Muted, &step.title), (Role::Muted, ": "), (role, &text)], &[]);
        frame.render_widget(Paragraph::new(doc.into_lines()), area);
    }
}
