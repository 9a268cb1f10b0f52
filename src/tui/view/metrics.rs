//! The metrics: a value, a word, a line of bars, the threshold.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Areas, Doc, pane};
use crate::model::runbook::Metric;
use crate::tui::app::{Model, Pane, Sample};
use crate::tui::theme::{Role, Theme};

/// Draws the pane.
pub fn render(frame: &mut Frame<'_>, area: Rect, areas: &Areas, model: &Model, theme: &Theme) {
    let lines = lines(model, area.width.saturating_sub(2), theme);
    let height = usize::from(area.height.saturating_sub(2));
    let top = model.ui.side_top.min(lines.len().saturating_sub(height));
    let more = if lines.len() > height { "m: all" } else { "" };
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
        let series = samples(model, metric);
        let (role, value) = current(metric, series.last());
        let mut doc = Doc::new(width, theme);
        doc.sides(&[(Role::Text, &metric.title)], &[(role, &value)]);
        lines.extend(doc.into_lines());
        lines.push(second(metric, &series, usize::from(width), theme));
    }
    lines
}

/// The samples of `metric`, oldest first.
pub fn samples<'a>(model: &'a Model, metric: &Metric) -> Vec<&'a Sample> {
    model.seen.samples.get(&metric.id).map(|series| series.iter().collect()).unwrap_or_default()
}

/// The value now with its word: `0.4 % ok`.
pub fn current(metric: &Metric, last: Option<&&Sample>) -> (Role, String) {
    let Some(last) = last else { return (Role::Muted, "no data".to_owned()) };
    let Some(value) = last.value else { return (Role::Warn, "no data".to_owned()) };
    let shown = metric.unit.show(value);
    if metric.critical.as_ref().is_some_and(|limit| limit.holds(value)) {
        (Role::Bad, format!("{shown} CRIT"))
    } else if metric.warning.as_ref().is_some_and(|limit| limit.holds(value)) {
        (Role::Warn, format!("{shown} warn"))
    } else if metric.critical.is_some() || metric.warning.is_some() {
        (Role::Ok, format!("{shown} ok"))
    } else {
        (Role::Text, shown)
    }
}

/// The bars and the threshold; or why there is no data.
fn second(metric: &Metric, series: &[&Sample], width: usize, theme: &Theme) -> Line<'static> {
    if let Some(last) = series.last()
        && last.value.is_none()
        && !last.reason.is_empty()
    {
        let mut doc = Doc::new(u16::try_from(width).unwrap_or(u16::MAX), theme);
        doc.sides(&[(Role::Muted, "  "), (Role::Muted, &last.reason)], &[]);
        return doc.into_lines().pop().unwrap_or_default();
    }
    let limit =
        metric.critical.as_ref().or(metric.warning.as_ref()).map_or(String::new(), ToString::to_string);
    let room = width.saturating_sub(limit.chars().count() + 4);
    let bars = bars(series, room, top_of(metric, series), theme);
    let used = bars.chars().count();
    Line::from(vec![
        Span::raw("  "),
        Span::styled(bars, theme.style(Role::Chart)),
        Span::raw(" ".repeat(room.saturating_sub(used) + 2)),
        Span::styled(limit, theme.style(Role::Threshold)),
    ])
}

/// The value at the top of a chart: the highest seen, or the threshold with some room above it.
pub fn top_of(metric: &Metric, series: &[&Sample]) -> f64 {
    let seen = series.iter().filter_map(|sample| sample.value).fold(0.0_f64, f64::max);
    let limit =
        metric.critical.as_ref().or(metric.warning.as_ref()).map_or(0.0, |limit| limit.value() * 1.25);
    seen.max(limit).max(f64::MIN_POSITIVE)
}

/// The last `columns` samples, each a bar; a gap where there was no data.
fn bars(series: &[&Sample], columns: usize, top: f64, theme: &Theme) -> String {
    let levels = theme.symbols.levels;
    series
        .iter()
        .skip(series.len().saturating_sub(columns))
        .map(|sample| match sample.value {
            Some(value) if value.is_finite() => levels[level(value / top, levels.len())],
            _ => ' ',
        })
        .collect()
}

/// Which of `count` levels a share of the top reaches.
pub fn level(share: f64, count: usize) -> usize {
    let most = u32::try_from(count.saturating_sub(1)).unwrap_or(0);
    let at = (share.clamp(0.0, 1.0) * f64::from(most)).round();
    (0..=most).rev().find(|n| f64::from(*n) <= at).unwrap_or(0) as usize
}
