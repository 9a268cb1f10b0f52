//! Followed logs: their counts and their ends beside the steps, each of them on the whole screen by a key.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

use super::{Areas, Doc, inside, pane};
use crate::model::live::{LogLine, LogStanding};
use crate::model::runbook::Log;
use crate::tui::app::{LogView, Model, Pane};
use crate::tui::theme::{Role, Theme};
use crate::tui::{output_line, safe, text};

/// Draws the pane: every log's counts, and of its end as many lines as there is room for.
pub fn render(frame: &mut Frame<'_>, area: Rect, areas: &Areas, model: &Model, theme: &Theme) {
    // Logs are part of the metrics' pane; only that one has the keys.
    let plain = Areas { tabs: false, ..areas.clone() };
    let other = if model.ui.pane == Pane::Side { Pane::Steps } else { Pane::Side };
    let inner = pane::frame_of(frame, area, &plain, model, theme, (other, "Logs", "L"));
    let heads: Vec<Vec<Line<'static>>> =
        model.state.book.log.iter().map(|log| head(model, log, inner.width, theme)).collect();
    let room = usize::from(inner.height).saturating_sub(heads.iter().map(Vec::len).sum());
    let has_lines = |log: &&Log| model.seen.log_lines.get(&log.id).is_some_and(|tail| !tail.is_empty());
    let each = room / model.state.book.log.iter().filter(has_lines).count().max(1);
    let mut lines = Vec::new();
    for (log, head) in model.state.book.log.iter().zip(heads) {
        lines.extend(head);
        let tail = model.seen.log_lines.get(&log.id);
        let skip = tail.map_or(0, |tail| tail.len().saturating_sub(each));
        for it in tail.into_iter().flatten().skip(skip) {
            lines.push(line(it, stamp(&it.text), usize::from(inner.width), theme));
        }
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

/// How many rows of a log's pane are not lines of it.
pub fn head_height(model: &Model, log: &Log, width: u16) -> usize {
    head(model, log, width, &super::PLAIN).len()
}

/// The log's title with how many lines there were; how many matched what.
fn head(model: &Model, log: &Log, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let now = model.seen.logs.get(&log.id);
    let (role, standing) = match now.map(|now| &now.standing) {
        None | Some(LogStanding::Idle) => (Role::Muted, "not followed".to_owned()),
        Some(LogStanding::Following) => (Role::Active, text::count(now.map_or(0, |now| now.lines), "line")),
        Some(LogStanding::Ended { why, again }) => {
            let again =
                again.map_or(String::new(), |at| format!(", again in {}", text::clock(at.since(model.now))));
            (Role::Warn, format!("ended: {why}{again}"))
        }
    };
    let mut doc = Doc::new(width, theme);
    if text::width(&log.title) + text::width(&standing) < usize::from(width) {
        doc.sides(&[(Role::Text, &log.title)], &[(role, &standing)]);
    } else {
        doc.sides(&[(Role::Text, &log.title)], &[]);
        doc.item((Role::Text, "  "), role, &standing);
    }
    for count in now.iter().flat_map(|now| &now.counts) {
        let role = if count.lines > 0 { Role::Warn } else { Role::Muted };
        let lines = text::count(count.lines, "line");
        let pattern = text::cut(
            &safe::line(&count.pattern),
            usize::from(width).saturating_sub(text::width(&lines) + 3),
        );
        doc.sides(&[(Role::Muted, "  "), (Role::Muted, &pattern)], &[(role, &lines)]);
    }
    doc.into_lines()
}

/// The columns of a line from `from` on that fit into `room`, what the runbook highlights marked.
fn line(it: &LogLine, from: usize, room: usize, theme: &Theme) -> Line<'static> {
    let mut whole = Vec::new();
    let mut push = |piece: Option<&str>, role: Role| {
        let piece = safe::line(piece.unwrap_or_default()).into_owned();
        if !piece.is_empty() {
            whole.push(Span::styled(piece, theme.style(role)));
        }
    };
    let mut at = 0;
    for (start, end) in &it.marks {
        push(it.text.get(at..*start), Role::Text);
        push(it.text.get(*start..*end), Role::Found);
        at = *end;
    }
    push(it.text.get(at..), Role::Text);
    let (mut spans, more) = output_line::part(whole, from, room);
    if more {
        spans.push(Span::styled("…", theme.style(Role::Muted)));
    }
    Line::from(spans)
}

/// How many columns the time takes that a line begins with: a narrow pane has no room for it.
fn stamp(text: &str) -> usize {
    let mut taken = 0;
    let mut clock = false;
    for word in text.split_inclusive(' ').take(2) {
        let bare = word.trim_end();
        let timely = bare.len() >= 8
            && bare.chars().all(|c| c.is_ascii_digit() || "-:./,+TZ[]".contains(c))
            && bare.contains([':', '-', '/']);
        if !timely || clock {
            break;
        }
        taken += word.len();
        clock = bare.contains(':');
    }
    if clock { taken } else { 0 }
}

/// How many lines of a log are in sight on the whole screen.
pub fn page_height(model: &Model, view: &LogView, area: Rect) -> usize {
    let inner = inside(area);
    let head = view.log(model).map_or(0, |log| head_height(model, log, inner.width));
    usize::from(inner.height).saturating_sub(head + 1).max(1)
}

/// Draws a log on the whole screen.
pub fn render_page(frame: &mut Frame<'_>, area: Rect, model: &Model, view: &LogView, theme: &Theme) {
    let title = view.log(model).map_or("Logs", |log| log.title.as_str());
    let mut block = Block::bordered()
        .border_set(theme.symbols.border)
        .border_style(theme.style(Role::Focus))
        .title(Line::styled(format!(" {} ", safe::line(title)), theme.style(Role::Title)));
    let Some(log) = view.log(model) else {
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let text = "This runbook follows no logs.";
        frame.render_widget(Paragraph::new(text).style(theme.style(Role::Muted)), inner);
        return;
    };
    let stands = if view.top.is_some() { "stands still, End follows" } else { "follows" };
    let aside = if view.aside > 0 { format!("from column {}, ", view.aside + 1) } else { String::new() };
    let note =
        format!(" {} of {}{}{aside}{stands} ", view.log + 1, model.state.book.log.len(), theme.symbols.dot);
    block = block.title(Line::styled(note, theme.style(Role::Muted)).right_aligned());
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let mut lines = head(model, log, inner.width, theme);
    lines.push(Line::styled(theme.symbols.rule.repeat(usize::from(inner.width)), theme.style(Role::Border)));
    let height = page_height(model, view, area);
    match model.seen.log_lines.get(&log.id) {
        Some(tail) if !tail.is_empty() => {
            let first = view.first(tail, height);
            for it in tail.iter().skip(first).take(height) {
                let time = format!("{} ", it.at.time());
                let room = usize::from(inner.width).saturating_sub(text::width(&time));
                let mut shown = line(it, view.aside, room, theme);
                shown.spans.insert(0, Span::styled(time, theme.style(Role::Number)));
                lines.push(shown);
            }
        }
        _ => lines.push(Line::styled("Nothing has come yet.", theme.style(Role::Muted))),
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_a_line_begins_with_is_left_out_where_there_is_little_room() {
        assert_eq!(stamp("2026-11-21T08:33:27Z info: up"), 21);
        assert_eq!(stamp("2026-11-21 08:33:27,123 info: up"), 24);
        assert_eq!(stamp("[21/Nov/2026:08:33:27 +0000] GET"), 0);
        assert_eq!(stamp("2026-11-21 is a day"), 0);
        assert_eq!(stamp("error: 08:33:27"), 0);
        assert_eq!(stamp(""), 0);
    }
}
