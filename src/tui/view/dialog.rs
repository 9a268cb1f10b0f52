//! A dialog: what is to be read, then the fields.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Paragraph};

use super::Doc;
use crate::tui::app::{Block as Part, Dialog, Field, Tone, Value};
use crate::tui::text;
use crate::tui::theme::{Role, Theme};

/// How many lines a field for a longer text has; the second where there is little room.
const TEXT_LINES: [u16; 2] = [4, 2];

/// Draws the dialog in the middle of `room`.
pub fn render(frame: &mut Frame<'_>, room: Rect, dialog: &Dialog, theme: &Theme) {
    let width = room.width.saturating_sub(4).clamp(20, 90).min(room.width);
    let inner_width = width.saturating_sub(4);
    let body = body(&dialog.body, inner_width, theme);
    let end = end(dialog, inner_width, theme);
    let lay = |tight: bool| -> (Vec<(Vec<Line<'static>>, u16)>, u16, u16) {
        let fields: Vec<_> = dialog
            .fields
            .iter()
            .enumerate()
            .map(|(at, field)| head(field, at == dialog.focus, tight, inner_width, theme))
            .collect();
        let gap = u16::from(!tight);
        let height = fields.iter().map(|(head, input)| len(head) + input + gap).sum();
        (fields, height, gap)
    };
    let rest = len(&body) + u16::from(!body.is_empty()) + len(&end) + 2;
    let mut laid = lay(false);
    if rest + laid.1 > room.height {
        laid = lay(true);
    }
    let (fields, fields_height, gap) = laid;
    let wanted = rest + fields_height;
    let height = wanted.min(room.height);
    let area = middle(room, width, height);
    let inner = shell(frame, area, &dialog.title, dialog.tone, theme);

    let fixed = fields_height + len(&end);
    let body_height = inner.height.saturating_sub(fixed);
    let shown = usize::from(body_height.saturating_sub(1));
    let top = dialog.top.min(body.len().saturating_sub(shown));
    if body.len() > shown {
        let note = format!(" lines {}-{} of {}: PgDn ", top + 1, (top + shown).min(body.len()), body.len());
        let line = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            x: area.x + 2,
            width: area.width.saturating_sub(4),
        };
        frame.render_widget(Paragraph::new(note).right_aligned().style(theme.style(Role::Warn)), line);
    }
    let text: Vec<Line<'static>> = body.into_iter().skip(top).take(shown).collect();
    frame.render_widget(Paragraph::new(text), Rect { height: body_height.min(inner.height), ..inner });
    let mut y = inner.y + body_height;
    for (at, ((head, input), field)) in fields.into_iter().zip(&dialog.fields).enumerate() {
        let heads = len(&head);
        draw(frame, Rect { y, height: heads, ..inner }, area, Paragraph::new(head));
        y += heads;
        let line = Rect { y, height: input.min(area.bottom().saturating_sub(y + 1)), ..inner };
        if line.y < area.bottom().saturating_sub(1) {
            value(frame, line, field, at == dialog.focus, theme);
        }
        y += input + gap;
    }
    let ends = len(&end);
    draw(frame, Rect { y, height: ends, ..inner }, area, Paragraph::new(end));
}

fn draw(frame: &mut Frame<'_>, area: Rect, within: Rect, text: Paragraph<'_>) {
    let bottom = within.bottom().saturating_sub(1);
    if area.y < bottom {
        frame.render_widget(text, Rect { height: area.height.min(bottom - area.y), ..area });
    }
}

fn len<T>(lines: &[T]) -> u16 {
    u16::try_from(lines.len()).unwrap_or(u16::MAX)
}

/// A rectangle of that size in the middle of `room`.
pub fn middle(room: Rect, width: u16, height: u16) -> Rect {
    Rect {
        x: room.x + room.width.saturating_sub(width) / 2,
        y: room.y + room.height.saturating_sub(height) / 3,
        width: width.min(room.width),
        height: height.min(room.height),
    }
}

/// The lines around a dialog or a list; gives back the area inside, one column from them.
pub fn shell(frame: &mut Frame<'_>, area: Rect, title: &str, tone: Tone, theme: &Theme) -> Rect {
    let role = if tone == Tone::Danger { Role::Danger } else { Role::Focus };
    frame.render_widget(Clear, area);
    let title = text::cut(&crate::tui::safe::line(title), usize::from(area.width.saturating_sub(6)));
    let title_role = if tone == Tone::Danger { Role::Alarm } else { Role::Title };
    let block = Block::bordered()
        .border_set(theme.symbols.heavy)
        .border_style(theme.style(role))
        .style(theme.style(Role::Text))
        .title(Line::styled(format!(" {title} "), theme.style(title_role)));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

/// What is to be read, in lines.
pub fn body(parts: &[Part], width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut doc = Doc::new(width, theme);
    for part in parts {
        match part {
            Part::Text(role, text) => doc.text(*role, text),
            Part::Point(role, text) => {
                doc.item((Role::Muted, &format!("{} ", theme.symbols.bullet)), *role, text)
            }
            Part::Code(title, text) => doc.code(title, text, true, &[]),
            Part::Gap => doc.gap(),
        };
    }
    doc.into_lines()
}

/// A field's question, and how many lines its value takes.
fn head(field: &Field, focused: bool, tight: bool, width: u16, theme: &Theme) -> (Vec<Line<'static>>, u16) {
    let mut doc = Doc::new(width, theme);
    if !field.label.is_empty() {
        let optional = if field.rule.optional { "  (may be empty)" } else { "" };
        let secret = if field.rule.secret { "  (hidden)" } else { "" };
        let role = if focused { Role::Strong } else { Role::Text };
        doc.row(&[], &[(role, &field.label), (Role::Muted, optional), (Role::Muted, secret)]);
    }
    if let Some(about) = field.about.as_ref().filter(|_| focused) {
        doc.text(Role::Muted, about);
    }
    if let Some(error) = &field.error {
        doc.item((Role::Bad, &format!("{} ", theme.symbols.no)), Role::Bad, error);
    }
    let input = match &field.value {
        Value::Choice { options, .. } => u16::try_from(options.len()).unwrap_or(u16::MAX).min(6),
        Value::Text(_) if field.rule.lines => TEXT_LINES[usize::from(tight)],
        Value::Text(_) => 1,
    };
    (doc.into_lines(), input)
}

fn value(frame: &mut Frame<'_>, area: Rect, field: &Field, focused: bool, theme: &Theme) {
    match &field.value {
        Value::Text(typed) => {
            let mut shown = (**typed).clone();
            shown.set_style(theme.style(Role::Input));
            shown.set_cursor_line_style(theme.style(Role::Input));
            let cursor = if focused { theme.style(Role::Selected) } else { theme.style(Role::Input) };
            shown.set_cursor_style(cursor);
            let mark = if focused { "> " } else { "  " };
            frame
                .render_widget(Paragraph::new(mark).style(theme.style(Role::Key)), Rect { width: 2, ..area });
            let area = Rect { x: area.x + 2, width: area.width.saturating_sub(2), ..area };
            frame.render_widget(&shown, area);
        }
        Value::Choice { options, at } => {
            let height = usize::from(area.height);
            let first = at.saturating_sub(height.saturating_sub(1));
            for ((index, (_, label)), y) in
                options.iter().enumerate().skip(first).zip(area.top()..area.bottom())
            {
                let mark = if index == *at { "(x)" } else { "( )" };
                let role = match (index == *at, focused) {
                    (true, true) => Role::Selected,
                    (true, false) => Role::Strong,
                    _ => Role::Text,
                };
                let room = usize::from(area.width.saturating_sub(2));
                let text = text::cut(&crate::tui::safe::line(&format!("{mark} {label}")), room);
                if let Some(target) = frame.buffer_mut().cell_mut(Position::new(area.x, y)) {
                    target.set_symbol(if index == *at && focused { ">" } else { " " });
                }
                let line = Rect { x: area.x + 2, y, height: 1, width: area.width.saturating_sub(2) };
                frame.render_widget(Paragraph::new(Line::styled(text, theme.style(role))), line);
            }
        }
    }
}

fn end(dialog: &Dialog, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut doc = Doc::new(width, theme);
    if let Some(error) = &dialog.error {
        doc.item((Role::Bad, &format!("{} ", theme.symbols.no)), Role::Bad, error);
    }
    if dialog.waiting.is_empty() {
        let keys = format!("{} {}", theme.symbols.enter, dialog.word);
        let next = if dialog.fields.len() > 1 { "Tab next field   " } else { "" };
        doc.row(&[], &[(Role::Key, &keys), (Role::Text, "   "), (Role::Key, next), (Role::Key, "Esc back")]);
    } else {
        doc.text(Role::Active, &format!("asked the conductor {}", theme.symbols.busy));
    }
    doc.into_lines()
}
