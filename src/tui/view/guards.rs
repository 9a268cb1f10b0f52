//! The red flags.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::{Areas, Doc, pane};
use crate::model::event::GuardPhase;
use crate::model::runbook::Guard;
use crate::tui::app::{Model, Pane};
use crate::tui::text;
use crate::tui::theme::{Role, Theme};

/// Draws the pane.
pub fn render(frame: &mut Frame<'_>, area: Rect, areas: &Areas, model: &Model, theme: &Theme) {
    // Guards scroll with the metrics; the pane never has the keys itself.
    let plain = Areas { tabs: false, ..areas.clone() };
    let pane = if model.ui.pane == Pane::Side { Pane::Steps } else { Pane::Side };
    let inner = pane::frame_of(frame, area, &plain, model, theme, (pane, "Guards", ""));
    let lines: Vec<Line<'static>> =
        lines(model, inner.width, theme).into_iter().take(usize::from(inner.height)).collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

/// The guards, the firing ones first.
pub fn lines(model: &Model, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut doc = Doc::new(width, theme);
    let mut guards: Vec<&Guard> = model.state.book.guard.iter().collect();
    guards.sort_by_key(|guard| match model.state.guards.get(&guard.id()).map(|of| of.phase) {
        Some(GuardPhase::Firing) => 0,
        Some(GuardPhase::Pending) => 1,
        Some(GuardPhase::Blind) => 2,
        _ => 3,
    });
    for guard in guards {
        let (role, word) = stand(model, guard);
        let observed = model
            .state
            .guards
            .get(&guard.id())
            .filter(|of| of.phase != GuardPhase::Quiet)
            .map_or("", |of| of.observed.as_str());
        let fits = text::width(&guard.title) + text::width(&word) < usize::from(width);
        if fits && observed.is_empty() {
            doc.sides(&[(Role::Text, &guard.title)], &[(role, &word)]);
        } else {
            doc.text(Role::Text, &guard.title);
            let observed = if observed.is_empty() { String::new() } else { format!(", seen {observed}") };
            doc.item((Role::Text, "  "), role, &format!("{word}{observed}"));
        }
    }
    doc.into_lines()
}

fn stand(model: &Model, guard: &Guard) -> (Role, String) {
    let Some(of) = model.state.guards.get(&guard.id()) else {
        return if model.state.guards_watch() {
            (Role::Ok, "ok".to_owned())
        } else {
            (Role::Muted, "asleep".to_owned())
        };
    };
    match of.phase {
        GuardPhase::Quiet => (Role::Ok, "ok".to_owned()),
        GuardPhase::Pending => {
            let held = guard.held.as_millis() / i64::from(model.state.speed());
            let left = held - model.now.since(of.since);
            (Role::Warn, format!("pending {} left", text::clock(left)))
        }
        GuardPhase::Firing if of.acknowledged => (Role::Bad, "FIRING, seen".to_owned()),
        GuardPhase::Firing => (Role::Bad, "FIRING".to_owned()),
        GuardPhase::Blind => (Role::Warn, "blind".to_owned()),
    }
}
