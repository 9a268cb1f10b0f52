//! Where everything stands: a pure function of the size and the model, shared by drawing, scrolling and the mouse.

use ratatui::layout::{Constraint, Layout, Rect, Size, Spacing};

use super::{PLAIN, banner, detail, footer, guards, logs, metrics};
use crate::tui::app::{Model, Pane};

/// The smallest screen on which a run can be driven.
pub const SMALLEST: Size = Size::new(60, 16);
/// From this width on, panes stand side by side.
const WIDE: u16 = 100;
/// The least height of the output pane, its lines included.
const OUTPUT: u16 = 8;

/// Where everything stands. A pane's area includes its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// The top line.
    pub header: Rect,
    /// What is grave.
    pub banners: Rect,
    /// Everything between banners and status.
    pub body: Rect,
    /// Whether the body is one pane with tabs.
    pub tabs: bool,
    /// The panes that are in sight.
    pub panes: Vec<(Pane, Rect)>,
    /// The guards, below the metrics; empty where there is no room or no guard.
    pub guards: Rect,
    /// The logs, below the guards; empty where there is no room or no log.
    pub logs: Rect,
    /// The status line.
    pub status: Rect,
    /// The keys.
    pub footer: Rect,
}

impl Areas {
    /// The area inside the lines of `pane`, where it is in sight.
    pub fn inner(&self, pane: Pane) -> Option<Rect> {
        let (_, area) = self.panes.iter().find(|(it, _)| *it == pane)?;
        Some(inside(*area))
    }
}

/// Whether the panes of a screen of that size are tabs.
pub const fn is_narrow(size: Size) -> bool {
    size.width < WIDE
}

/// `area` without its lines.
pub fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x.saturating_add(1).min(area.right()),
        y: area.y.saturating_add(1).min(area.bottom()),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    }
}

/// Where everything stands on the model's screen.
pub fn areas(model: &Model) -> Areas {
    areas_with(model, model.pty.is_some())
}

/// The same, where a step's terminal is shown, be it that it runs already or is about to.
fn areas_with(model: &Model, terminal: bool) -> Areas {
    let all = Rect::from((ratatui::layout::Position::ORIGIN, model.size));
    let banners = u16::try_from(banner::banners(model).len()).unwrap_or(u16::MAX).min(all.height / 4);
    let status = super::status::height(model).min(all.height / 3).max(1);
    let [header, banners, body, status, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(banners),
        Constraint::Min(0),
        Constraint::Length(status),
        Constraint::Length(footer::height(model)),
    ])
    .areas(all);
    let mut areas =
        Areas { header, banners, body, status, footer, tabs: is_narrow(model.size), ..Areas::default() };
    if areas.tabs || model.ui.zoomed {
        one(model, &mut areas);
    } else {
        many(model, &mut areas, terminal);
    }
    areas
}

fn one(model: &Model, areas: &mut Areas) {
    if model.ui.pane == Pane::Side {
        side(model, areas.body, areas);
    } else {
        areas.panes.push((model.ui.pane, areas.body));
    }
}

fn many(model: &Model, areas: &mut Areas, terminal: bool) {
    let body = areas.body;
    let book = &model.state.book;
    let has_side = !book.metric.is_empty() || !book.guard.is_empty() || !book.log.is_empty();
    let steps = (body.width * 7 / 25).clamp(27, 44);
    let right = if has_side { (body.width / 4).clamp(26, 38) } else { 0 };
    let [left, middle, right] =
        Layout::horizontal([Constraint::Length(steps), Constraint::Min(20), Constraint::Length(right)])
            .spacing(Spacing::Overlap(u16::from(has_side)))
            .areas(body);
    let middle = if has_side {
        middle
    } else {
        Rect { x: middle.x.saturating_sub(1), width: middle.width + 1, ..middle }
    };
    areas.panes.push((Pane::Steps, left));
    if terminal {
        // As large as it can be told before the command starts, whatever the detail then says.
        let rows = body.height * 3 / 5;
        let detail = body.height.saturating_sub(rows).max(5);
        let [detail, output] = Layout::vertical([Constraint::Length(detail), Constraint::Min(3)])
            .spacing(Spacing::Overlap(1))
            .areas(middle);
        areas.panes.push((Pane::Detail, detail));
        areas.panes.push((Pane::Output, output));
    } else if model.output.of.is_some() {
        let wanted = u16::try_from(detail::lines(model, middle.width.saturating_sub(2)).len())
            .unwrap_or(u16::MAX)
            .saturating_add(2);
        let output = (body.height * 2 / 5).max(OUTPUT);
        let detail = wanted.min(body.height.saturating_sub(output)).max(5);
        let [detail, output] = Layout::vertical([Constraint::Length(detail), Constraint::Min(3)])
            .spacing(Spacing::Overlap(1))
            .areas(middle);
        areas.panes.push((Pane::Detail, detail));
        areas.panes.push((Pane::Output, output));
    } else {
        areas.panes.push((Pane::Detail, middle));
    }
    if has_side {
        side(model, right, areas);
    }
}

/// Metrics above, guards below them, logs in what is left.
fn side(model: &Model, area: Rect, areas: &mut Areas) {
    let metrics = u16::try_from(model.state.book.metric.len()).unwrap_or(u16::MAX);
    let metrics = metrics.saturating_mul(2).saturating_add(2);
    let width = area.width.saturating_sub(2);
    let guards = guards::lines(model, width, &PLAIN).len();
    let guards = u16::try_from(guards).unwrap_or(u16::MAX).saturating_add(2);
    let logs: usize = model.state.book.log.iter().map(|log| logs::head_height(model, log, width) + 2).sum();
    let mut area = area;
    if logs > 0 && area.height >= 12 {
        let others = metrics + if guards > 2 { guards } else { 0 };
        let least = u16::try_from(logs).unwrap_or(u16::MAX).saturating_add(2).min(area.height / 3);
        let height = least.max(area.height.saturating_sub(others));
        let [upper, lower] = Layout::vertical([Constraint::Min(3), Constraint::Length(height)])
            .spacing(Spacing::Overlap(1))
            .areas(area);
        area = upper;
        areas.logs = lower;
    }
    if guards == 2 {
        areas.panes.push((Pane::Side, area));
        return;
    }
    let least = guards.min(area.height / 2).max(4);
    let upper = metrics.min(area.height.saturating_sub(least)).max(3);
    let [upper, lower] = Layout::vertical([Constraint::Length(upper), Constraint::Min(3)])
        .spacing(Spacing::Overlap(1))
        .areas(area);
    areas.panes.push((Pane::Side, upper));
    areas.guards = lower;
}

/// How many lines of the metrics, and of the guards below them, are out of sight.
pub fn side_spare(model: &Model) -> (usize, usize) {
    let areas = areas(model);
    let Some(metrics) = areas.inner(Pane::Side) else { return (0, 0) };
    let spare =
        metrics::lines(model, metrics.width, &PLAIN).len().saturating_sub(usize::from(metrics.height));
    if areas.guards.height == 0 {
        return (spare, 0);
    }
    let guards = inside(areas.guards);
    (spare, guards::lines(model, guards.width, &PLAIN).len().saturating_sub(usize::from(guards.height)))
}

/// The size of the pane in which a step's terminal is shown.
pub fn terminal_size(model: &Model) -> (u16, u16) {
    let areas = areas_with(model, true);
    let area = areas.inner(Pane::Output).unwrap_or_else(|| inside(areas.body));
    (area.width.max(2), area.height.max(1))
}
