//! The metrics: a value, a word, a line of bars with the trend before it, the difference to the baseline, the threshold.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Areas, Doc, metric_facts as facts, pane};
use crate::model::runbook::Metric;
use crate::tui::app::{Model, Pane, Sample, Series};
use crate::tui::text;
use crate::tui::theme::{Role, Theme};

/// Draws the pane.
pub fn render(frame: &mut Frame<'_>, area: Rect, areas: &Areas, model: &Model, theme: &Theme) {
    let lines = lines(model, area.width.saturating_sub(2), theme);
    let height = usize::from(area.height.saturating_sub(2));
    let top = model.ui.side_top.min(lines.len().saturating_sub(height));
    let more = if lines.len() > height { "m: all" } else { "m" };
    let inner = pane::frame_of(frame, area, areas, model, theme, (Pane::Side, "Metrics", more));
    let shown: Vec<Line<'static>> = lines.into_iter().skip(top).take(height).collect();
    frame.render_widget(Paragraph::new(shown), inner);
}

/// Two lines a metric.
pub fn lines(model: &Model, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut doc = Doc::new(width, theme);
    if model.state.book.metric.is_empty() {
        doc.text(Role::Muted, "This runbook has no metrics.");
    }
    let mut lines = doc.into_lines();
    for metric in &model.state.book.metric {
        let (role, value) = facts::now(model, metric);
        let mut doc = Doc::new(width, theme);
        doc.sides(&[(Role::Text, &metric.title)], &[(role, &value)]);
        lines.extend(doc.into_lines());
        lines.push(second(model, metric, usize::from(width), theme));
    }
    lines
}

/// The bars and what stands beside them; or why there is no data.
fn second(model: &Model, metric: &Metric, width: usize, theme: &Theme) -> Line<'static> {
    if let Some(why) = facts::fault(model, metric).or_else(|| facts::silence(model, metric)) {
        let mut doc = Doc::new(u16::try_from(width).unwrap_or(u16::MAX), theme);
        doc.sides(&[(Role::Muted, "  "), (Role::Warn, &why)], &[]);
        return doc.into_lines().pop().unwrap_or_default();
    }
    let limit = metric.critical.as_ref().or(metric.warning.as_ref());
    let limit = limit.map_or(String::new(), |limit| format!("  {limit}"));
    let apart = facts::difference_now(model, metric).map_or(String::new(), |apart| format!("  {apart}"));
    let room = width.saturating_sub(text::width(&limit) + text::width(&apart) + 2);
    let bars = bars(model, metric, room, theme);
    let used = bars.chars().count();
    Line::from(vec![
        Span::styled(format!("{} ", facts::trend(model, metric, &theme.symbols)), theme.style(Role::Muted)),
        Span::styled(bars, theme.style(Role::Chart)),
        Span::raw(" ".repeat(room.saturating_sub(used))),
        Span::styled(apart, theme.style(Role::Text)),
        Span::styled(limit, theme.style(Role::Threshold)),
    ])
}

/// The value at the top of a chart: the highest seen, or the thresholds with some room above them.
pub fn top_of(metric: &Metric, seen: impl Iterator<Item = f64>) -> f64 {
    let limits = metric.critical.iter().chain(&metric.warning).map(|limit| limit.value() * 1.25);
    seen.chain(limits).filter(|value| value.is_finite()).fold(f64::MIN_POSITIVE, f64::max)
}

/// The last `columns` samples, each a bar; a gap where there was no data, and where samples are missing.
fn bars(model: &Model, metric: &Metric, columns: usize, theme: &Theme) -> String {
    let levels = theme.symbols.levels;
    let series = Series::of(&model.seen, &metric.id);
    let Some(samples) = model.seen.samples.get(&metric.id) else { return String::new() };
    let shown: Vec<&Sample> = samples.iter().skip(samples.len().saturating_sub(columns)).collect();
    let top = top_of(metric, shown.iter().filter_map(|sample| sample.value));
    let mut bars = Vec::new();
    for (at, sample) in shown.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| shown.get(before));
        if before.is_some_and(|before| series.is_gap(sample.at.since(before.at))) {
            bars.push(' ');
        }
        bars.push(match sample.value {
            Some(value) if value.is_finite() => levels[level(value / top, levels.len())],
            _ => ' ',
        });
    }
    let skip = bars.len().saturating_sub(columns);
    bars.into_iter().skip(skip).collect()
}

/// Which of `count` levels a share of the top reaches.
pub fn level(share: f64, count: usize) -> usize {
    let most = u32::try_from(count.saturating_sub(1)).unwrap_or(0);
    let at = (share.clamp(0.0, 1.0) * f64::from(most)).round();
    (0..=most).rev().find(|n| f64::from(*n) <= at).unwrap_or(0) as usize
}
