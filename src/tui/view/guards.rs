//! The red flags: asleep, well, pending with the time left, firing and since when, latched, seen, blind.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::{Areas, Doc, pane, side_spare};
use crate::model::event::GuardPhase;
use crate::model::live::GuardNow;
use crate::model::runbook::Guard;
use crate::model::state::GuardState;
use crate::tui::app::{Model, Pane};
use crate::tui::text;
use crate::tui::theme::{Role, Theme};

/// Draws the pane.
pub fn render(frame: &mut Frame<'_>, area: Rect, areas: &Areas, model: &Model, theme: &Theme) {
    // Guards scroll after the metrics; the pane never has the keys itself.
    let plain = Areas { tabs: false, ..areas.clone() };
    let pane = if model.ui.pane == Pane::Side { Pane::Steps } else { Pane::Side };
    let all = lines(model, area.width.saturating_sub(2), theme);
    let height = usize::from(area.height.saturating_sub(2));
    let (metrics, spare) = side_spare(model);
    let top = model.ui.side_top.saturating_sub(metrics).min(spare);
    let note =
        if spare > 0 { format!("{}-{} of {}", top + 1, top + height, all.len()) } else { String::new() };
    let inner = pane::frame_of(frame, area, &plain, model, theme, (pane, "Guards", &note));
    let lines: Vec<Line<'static>> = all.into_iter().skip(top).take(usize::from(inner.height)).collect();
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
        _ if model.seen.guards.get(&guard.id()).is_some_and(|now| now.blind) => 2,
        _ => 3,
    });
    for guard in guards {
        let (role, word) = stand(model, guard);
        let observed = observed(model, guard);
        let fits = text::width(&guard.title) + text::width(&word) < usize::from(width);
        if fits && observed.is_empty() {
            doc.sides(&[(Role::Text, &guard.title)], &[(role, &word)]);
        } else {
            doc.text(Role::Text, &guard.title);
            let observed = if observed.is_empty() { String::new() } else { format!(": {observed}") };
            doc.item((Role::Text, "  "), role, &format!("{word}{observed}"));
        }
    }
    doc.into_lines()
}

/// What was seen last, where all is not well.
fn observed(model: &Model, guard: &Guard) -> String {
    let id = guard.id();
    let of = model.state.guards.get(&id).filter(|of| of.phase != GuardPhase::Quiet);
    let now = model.seen.guards.get(&id);
    match (of, now) {
        (Some(_), Some(now)) if !now.observed.is_empty() => now.observed.clone(),
        (Some(of), _) => of.observed.clone(),
        (None, Some(now)) if now.breached.is_none() || now.blind => now.observed.clone(),
        (None, _) => String::new(),
    }
}

/// A time of this run in the time that the runbook means.
fn told(model: &Model, millis: i64) -> String {
    text::clock(model.state.told(millis.max(0)).as_millis())
}

/// How long is left of `span`, which was told at `now.at`.
fn left(model: &Model, now: &GuardNow, span: crate::model::span::Span) -> String {
    let gone = now.at.map_or(0, |at| model.now.since(at).max(0));
    told(model, span.as_millis() - gone)
}

fn stand(model: &Model, guard: &Guard) -> (Role, String) {
    let id = guard.id();
    let now = model.seen.guards.get(&id);
    match model.state.guards.get(&id) {
        Some(of) if of.phase == GuardPhase::Firing => firing(model, of, now),
        _ if !model.state.guard_watches(guard) => (Role::Muted, "asleep".to_owned()),
        Some(of) if of.phase == GuardPhase::Pending => {
            let left = now.and_then(|now| now.fires_in.map(|span| left(model, now, span)));
            let left = left.unwrap_or_else(|| {
                let held = guard.held.as_millis() / i64::from(model.state.speed());
                told(model, held - model.now.since(of.since))
            });
            (Role::Warn, format!("pending, breach in {left}"))
        }
        Some(of) if of.phase == GuardPhase::Blind => (Role::Warn, blind(now, Some(of))),
        _ if now.is_some_and(|now| now.blind) => (Role::Warn, blind(now, None)),
        _ if now.is_some_and(|now| now.at.is_some() && now.breached.is_none()) => {
            (Role::Warn, "no data".to_owned())
        }
        _ => (Role::Ok, "ok".to_owned()),
    }
}

/// Latched until somebody has seen it; then until it is clear for long enough.
fn firing(model: &Model, of: &GuardState, now: Option<&GuardNow>) -> (Role, String) {
    let since = format!("FIRING since {}", of.since.time());
    let clear = now.is_some_and(|now| now.clear);
    let word = match (of.acknowledged, clear) {
        (false, false) => since,
        (false, true) => format!("{since}, clear now, latched until acknowledged"),
        (true, _) => {
            let ends = now.and_then(|now| now.clears_in.map(|span| left(model, now, span)));
            ends.map_or_else(
                || format!("{since}, acknowledged"),
                |ends| format!("{since}, acknowledged, ends in {ends}"),
            )
        }
    };
    (Role::Bad, word)
}

fn blind(now: Option<&GuardNow>, of: Option<&GuardState>) -> String {
    let since = now.and_then(|now| now.blind_since).or(of.map(|of| of.since));
    since.map_or_else(|| "blind".to_owned(), |since| format!("blind since {}", since.time()))
}
