//! A list to pick from.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::dialog::{body, middle, shell};
use crate::tui::app::Menu;
use crate::tui::theme::{Role, Theme};
use crate::tui::{safe, text};

/// Draws the list in the middle of `room`.
pub fn render(frame: &mut Frame<'_>, room: Rect, menu: &Menu, theme: &Theme) {
    let width = room.width.saturating_sub(4).clamp(20, 84).min(room.width);
    let inner = usize::from(width.saturating_sub(4));
    let mut head = body(&menu.body, width.saturating_sub(4), theme);
    let shown = menu.shown();
    if let Some(filter) = &menu.filter {
        let typed = safe::line(&filter.lines().join(" ")).into_owned();
        head.push(Line::from(vec![
            Span::styled(": ", theme.style(Role::Key)),
            Span::styled(format!("{typed}▏"), theme.style(Role::Input)),
        ]));
    }
    if !head.is_empty() {
        head.push(Line::default());
    }
    let heads = head.len();
    let mut lines = Vec::new();
    let mut marked = 0..1;
    for (at, item) in shown.iter().enumerate() {
        let first = lines.len();
        lines.extend(item_lines(item, at == menu.at, inner, theme));
        if at == menu.at {
            marked = first..lines.len();
        }
    }
    if shown.is_empty() {
        lines.push(Line::styled("nothing found", theme.style(Role::Muted)));
    }
    let wanted = u16::try_from(heads + lines.len() + 2).unwrap_or(u16::MAX);
    let area = middle(room, width, wanted.min(room.height));
    let inside = shell(frame, area, &menu.title, menu.tone, theme);
    let heads = heads_of(heads, lines.len(), usize::from(inside.height));
    if heads < head.len() {
        let left = head.len() - heads;
        head.truncate(heads.saturating_sub(2));
        head.push(Line::styled(format!("{} {left} more", theme.symbols.bullet), theme.style(Role::Warn)));
    }
    let heads = u16::try_from(heads).unwrap_or(u16::MAX);
    frame.render_widget(Paragraph::new(head), Rect { height: heads, ..inside });
    let list = Rect { y: inside.y + heads, height: inside.height - heads, ..inside };
    let height = usize::from(list.height);
    let last = lines.len().saturating_sub(height);
    // All of the marked line is in sight, from its beginning where it is longer than the list.
    let top = (marked.end + 1).saturating_sub(height).min(last).min(marked.start);
    if lines.len() > height {
        let note = format!(" {} of {} ", menu.at + 1, shown.len());
        let line = Rect { y: area.bottom().saturating_sub(1), height: 1, x: area.x + 2, width: width - 4 };
        frame.render_widget(Paragraph::new(note).right_aligned().style(theme.style(Role::Warn)), line);
    }
    let lines: Vec<Line<'static>> = lines.into_iter().skip(top).take(height).collect();
    frame.render_widget(Paragraph::new(lines), list);
}

/// How many of `heads` lines are shown above a list of `lines`: the list keeps half of the room where it needs it.
fn heads_of(heads: usize, lines: usize, room: usize) -> usize {
    heads.min(room.saturating_sub(lines.min(room.div_ceil(2))))
}

/// The line, and below it what is said of it where both do not fit on one.
fn item_lines(item: &crate::tui::app::Item, marked: bool, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let key = item.key.map_or("   ".to_owned(), |key| format!(" {key} "));
    let label = safe::line(&item.label).into_owned();
    let about = safe::line(&item.about).into_owned();
    let role = if marked { Role::Selected } else { Role::Text };
    let cursor = if marked { ">" } else { " " };
    let used = text::width(&label) + 5;
    let inline = used + 2 + text::width(&about) <= width;
    let first = if inline { about.as_str() } else { "" };
    let mut spans = vec![
        Span::styled(cursor, theme.style(Role::Key)),
        Span::styled(key, theme.style(Role::Key)),
        Span::styled(format!(" {}", text::cut(&label, width.saturating_sub(5))), theme.style(role)),
    ];
    if !first.is_empty() {
        spans.push(Span::styled(format!("  {first}"), theme.style(Role::Muted)));
    }
    let mut lines = vec![Line::from(spans)];
    if !inline && !about.is_empty() {
        let mut doc = super::Doc::new(u16::try_from(width).unwrap_or(u16::MAX), theme);
        doc.item((Role::Muted, "     "), Role::Muted, &about);
        lines.extend(doc.into_lines());
    }
    lines
}
