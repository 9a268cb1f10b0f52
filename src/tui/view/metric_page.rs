//! The metrics on the whole screen.
//!
//! ```text
//! ┌ Error rate ─────────────────────────────────────────────── 1 of 4 · follows now ┐
//! │ 0.42 % ok · rising · +0.21 % to the baseline 0.21 %                             │
//! │ warning > 1% · critical > 5%                                                    │
//! │  crit 5 %┄│┄┄┄┄┄┄┄┄┄┄┄                                                          │
//! │           │ ▂▃▅ chart                                                           │
//! │           └────┬──────▲─────                                                    │
//! │ at 12:03:10, 1:22 ago                                                           │
//! │ ▸ Error rate          0.42 % ok     rising    +0.21 %                           │
//! │   P95 latency         212 ms ok     steady                                      │
//! │ guards                                                                          │
//! └─────────────────────────────────────────────────────────────────────────────────┘
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

use super::chart::{Chart, GUTTER};
use super::{Doc, guards, inside, metric_facts as facts};
use crate::model::runbook::Metric;
use crate::model::stamp::Stamp;
use crate::tui::app::{MetricView, Model, Reading, Series, Window};
use crate::tui::theme::{Role, Theme};
use crate::tui::{safe, text};

/// How many columns the chart has in `area`.
pub fn columns(area: Rect) -> u16 {
    within(area).width.saturating_sub(GUTTER).max(1)
}

fn within(area: Rect) -> Rect {
    let inner = inside(area);
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

/// Draws the page.
pub fn render(frame: &mut Frame<'_>, area: Rect, model: &Model, view: &MetricView, theme: &Theme) {
    let title = view.metric(model).map_or("Metrics", |metric| metric.title.as_str());
    let mut block = Block::bordered()
        .border_set(theme.symbols.border)
        .border_style(theme.style(Role::Focus))
        .title(Line::styled(format!(" {} ", safe::line(title)), theme.style(Role::Title)));
    if view.metric(model).is_some() {
        let stands = if view.end.is_some() { "stands still, End follows" } else { "follows now" };
        let dot = theme.symbols.dot;
        let note = format!(" {} of {}{dot}{stands} ", view.metric + 1, model.state.book.metric.len());
        block = block.title(Line::styled(note, theme.style(Role::Muted)).right_aligned());
    }
    frame.render_widget(block, area);
    let inner = within(area);
    let lines = lines(model, view, inner, columns(area), theme);
    frame.render_widget(Paragraph::new(lines), inner);
}

fn lines(model: &Model, view: &MetricView, inner: Rect, columns: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut doc = Doc::new(inner.width, theme);
    let Some(metric) = view.metric(model) else {
        doc.text(Role::Muted, "This runbook has no metrics.");
        let mut lines = doc.into_lines();
        lines.extend(guards::lines(model, inner.width.min(90), theme));
        return lines;
    };
    head(&mut doc, model, metric, theme);
    let mut lines = doc.into_lines();
    let window = view.window(model, columns);
    let table = table(model, view, window, inner, theme);
    let guards = guards::lines(model, inner.width.min(90), theme);
    let rows = usize::from(inner.height);
    // The chart takes what is left, the guards only where that is enough for both.
    let free = rows.saturating_sub(lines.len() + table.len());
    let with_guards = !guards.is_empty() && free >= guards.len() + 1 + 9;
    let height = if with_guards { free - guards.len() - 1 } else { free };
    let chart = Chart {
        metric,
        series: Series::of(&model.seen, &metric.id),
        window,
        cursor: view.cursor.map(|at| window.column(at)),
        height: u16::try_from(height).unwrap_or(u16::MAX).max(4),
    };
    lines.extend(chart.lines(theme));
    lines.extend(table);
    if with_guards {
        lines.push(Line::default());
        lines.extend(guards);
    }
    lines
}

/// Value, trend, difference, silence; the thresholds.
fn head(doc: &mut Doc<'_>, model: &Model, metric: &Metric, theme: &Theme) {
    let dot = theme.symbols.dot;
    let (role, value) = facts::now(model, metric);
    let mut pieces = vec![(role, value)];
    let trend = facts::trend_word(model, metric);
    if !trend.is_empty() && facts::silence(model, metric).is_none() {
        pieces.push((Role::Text, format!("{dot}{trend}")));
    }
    match (facts::difference_now(model, metric), facts::baseline(model, metric)) {
        (Some(apart), Some(baseline)) => {
            let text = format!("{dot}{apart} to the baseline {}", metric.unit.show(baseline));
            pieces.push((Role::Text, text));
        }
        _ if metric.baseline => {
            let note = model.state.baselines.get(&metric.id).map(|baseline| baseline.note.as_str());
            let why = note.filter(|note| !note.is_empty()).unwrap_or("taken when the deployment begins");
            pieces.push((Role::Muted, format!("{dot}no baseline: {why}")));
        }
        _ => {}
    }
    let pieces: Vec<(Role, &str)> = pieces.iter().map(|(role, text)| (*role, text.as_str())).collect();
    doc.row(&[], &pieces);
    if let Some(why) = facts::fault(model, metric) {
        doc.sides(&[(Role::Warn, &why)], &[]);
    } else if let Some(silence) = facts::silence(model, metric) {
        doc.sides(&[(Role::Warn, "STALE: "), (Role::Warn, &silence)], &[]);
    }
    let limits = [("warning", &metric.warning), ("critical", &metric.critical)];
    let limits: Vec<String> = limits
        .into_iter()
        .filter_map(|(word, limit)| limit.as_ref().map(|limit| format!("{word} {limit}")))
        .collect();
    if !limits.is_empty() {
        doc.text(Role::Muted, &limits.join(dot));
    }
}

/// Every metric's value at the cursor; those around the chosen one where there are too many.
fn table(model: &Model, view: &MetricView, window: Window, inner: Rect, theme: &Theme) -> Vec<Line<'static>> {
    let all = &model.state.book.metric;
    let most = usize::from(inner.height / 3).max(3);
    let first = view.metric.saturating_sub(most / 2).min(all.len().saturating_sub(most));
    let mut doc = Doc::new(inner.width, theme);
    doc.text(Role::Strong, &time(model, view, window));
    let width = usize::from(inner.width);
    let title = (width * 2 / 5).clamp(16, 40);
    for (at, metric) in all.iter().enumerate().skip(first).take(most) {
        let series = Series::of(&model.seen, &metric.id);
        let ((role, value), apart, trend) = match view.cursor {
            None => {
                let now = facts::now(model, metric);
                (now, facts::difference_now(model, metric), facts::trend_word(model, metric))
            }
            Some(cursor) => {
                let times = window.times(window.column(cursor));
                let apart = match series.reading(times.0, times.1) {
                    Reading::Value(value) => facts::difference(model, metric, value),
                    Reading::Gap(_) | Reading::Before => None,
                };
                (facts::at(metric, series, times), apart, "")
            }
        };
        let chosen = at == view.metric;
        let mark = if chosen { theme.symbols.closed } else { " " };
        let name = text::fit(&safe::line(&metric.title), title);
        let apart = apart.map_or(String::new(), |apart| format!("{apart} to baseline"));
        doc.sides(
            &[
                (Role::Strong, &format!("{mark} ")),
                (if chosen { Role::Strong } else { Role::Text }, &name),
                (role, &format!(" {}", text::fit(&value, 14))),
                (Role::Muted, &format!(" {}", text::fit(trend, 8))),
                (Role::Text, &apart),
            ],
            &[],
        );
    }
    doc.into_lines()
}

/// What is read out: `at 12:03:10 UTC, 1:22 ago`.
fn time(model: &Model, view: &MetricView, window: Window) -> String {
    let wide = || {
        let seconds = window.step / 1000;
        if view.is_wide() { format!(", the highest in {seconds} s each") } else { String::new() }
    };
    match view.cursor {
        None => format!("now, {} UTC", model.now.time()),
        Some(at) => {
            let at: Stamp = window.times(window.column(at)).1;
            format!("at {} UTC, {} ago{}", at.time(), text::clock(model.now.since(at)), wide())
        }
    }
}
