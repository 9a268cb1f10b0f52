//! The metrics and the logs on the whole screen.

use super::moves::{ASIDE, FARTHEST};
use crate::tui::app::{LogView, MetricView, Modal, Model};
use crate::tui::keys::Action;
use crate::tui::view;

/// How many columns a page of the chart's cursor is.
const PAGE: i64 = 10;

/// Shows the metrics, from the one whose pane was scrolled to.
pub(super) fn show_metrics(model: &mut Model) {
    let last = model.state.book.metric.len().saturating_sub(1);
    let metric = (model.ui.side_top / 2).min(last);
    model.ui.modals.push(Modal::Metrics(MetricView::of(metric)));
}

/// Shows the logs.
pub(super) fn show_logs(model: &mut Model) {
    if model.state.book.log.is_empty() {
        model.ui.say(crate::tui::theme::Role::Text, "this runbook follows no logs");
        return;
    }
    model.ui.modals.push(Modal::Logs(LogView::default()));
}

/// A key on the metrics' page.
pub(super) fn metrics(model: &mut Model, action: Option<Action>) {
    let Some(Modal::Metrics(mut shown)) = model.ui.modals.last().cloned() else { return };
    let columns = view::chart_columns(view::areas(model).body);
    match action {
        Some(Action::Back) => {
            model.ui.modals.pop();
            return;
        }
        Some(Action::Up) => shown.choose(model, false),
        Some(Action::Down) => shown.choose(model, true),
        Some(Action::Left) => shown.go(model, columns, -1),
        Some(Action::Right) => shown.go(model, columns, 1),
        Some(Action::PageUp) => shown.go(model, columns, -PAGE),
        Some(Action::PageDown) => shown.go(model, columns, PAGE),
        Some(Action::Home) => shown.go(model, columns, i64::MIN / 4),
        Some(Action::End) => shown.now(),
        Some(Action::ZoomIn) => shown.zoom(false),
        Some(Action::ZoomOut) => shown.zoom(true),
        _ => return,
    }
    if let Some(Modal::Metrics(at)) = model.ui.modals.last_mut() {
        *at = shown;
    }
}

/// A key on the logs' page.
pub(super) fn logs(model: &mut Model, action: Option<Action>) {
    let Some(Modal::Logs(mut shown)) = model.ui.modals.last().cloned() else { return };
    let height = view::log_height(model, &shown, view::areas(model).body);
    let nothing = std::collections::VecDeque::new();
    let lines = shown.log(model).and_then(|log| model.seen.log_lines.get(&log.id)).unwrap_or(&nothing);
    let page = isize::try_from(height.saturating_sub(2).max(1)).unwrap_or(1);
    match action {
        Some(Action::Back) => {
            model.ui.modals.pop();
            return;
        }
        Some(Action::Up) => shown.scroll(lines, height, -1),
        Some(Action::Down) => shown.scroll(lines, height, 1),
        Some(Action::PageUp) => shown.scroll(lines, height, -page),
        Some(Action::PageDown) => shown.scroll(lines, height, page),
        Some(Action::Home) => shown.scroll(lines, height, isize::MIN / 2),
        Some(Action::End | Action::Follow) => shown.top = None,
        Some(Action::Previous) => shown.choose(model, false),
        Some(Action::Next) => shown.choose(model, true),
        Some(Action::Left) => shown.aside = shown.aside.saturating_sub(ASIDE),
        Some(Action::Right) => shown.aside = (shown.aside + ASIDE).min(FARTHEST),
        _ => return,
    }
    if let Some(Modal::Logs(at)) = model.ui.modals.last_mut() {
        *at = shown;
    }
}
