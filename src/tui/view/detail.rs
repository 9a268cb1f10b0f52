//! The step under the cursor: what it is, what it needs next, what has come of it.
//!
//! Before the command has run: text, variants, command, expected output, checks. After it: what came of it first,
//! then the same again for reference.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::{Areas, Doc, detail_parts as parts, pane};
use crate::model::state::Next;
use crate::tui::app::{Group, Model, Pane, Row};
use crate::tui::text;
use crate::tui::theme::{Role, Theme};
use crate::tui::words;

/// Draws the pane.
pub fn render(frame: &mut Frame<'_>, area: Rect, areas: &Areas, model: &Model, theme: &Theme) {
    let lines = lines_with(model, area.width.saturating_sub(2), theme);
    let total = lines.len();
    let height = usize::from(area.height.saturating_sub(2));
    let top = model.ui.detail_top.min(total.saturating_sub(height));
    let note = if total > height {
        format!("lines {}-{} of {total}", top + 1, (top + height).min(total))
    } else {
        String::new()
    };
    let inner = pane::frame_of(frame, area, areas, model, theme, (Pane::Detail, &title(model), &note));
    let shown: Vec<Line<'static>> = lines.into_iter().skip(top).take(height).collect();
    frame.render_widget(Paragraph::new(shown), inner);
}

fn title(model: &Model) -> String {
    let Row::Step(id) = &model.ui.selected else { return "Group".to_owned() };
    let Some(group) = Group::of(&model.state, id) else { return "Step".to_owned() };
    let steps = group.steps(&model.state);
    let at = steps.iter().position(|step| step.id == *id).map_or(0, |at| at + 1);
    format!("Step {at} of {}", steps.len())
}

/// The lines of the detail at that width: for the layout and for scrolling, which don't care about colours.
pub fn lines(model: &Model, width: u16) -> Vec<Line<'static>> {
    lines_with(model, width, &parts::PLAIN)
}

fn lines_with(model: &Model, width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let mut doc = Doc::new(width, theme);
    match &model.ui.selected {
        Row::Group(group) => parts::group(&mut doc, model, *group),
        Row::Step(_) => step(&mut doc, model, theme),
    }
    doc.into_lines()
}

fn step(doc: &mut Doc<'_>, model: &Model, theme: &Theme) {
    let Some(step) = model.selected_step() else {
        doc.text(Role::Muted, "This runbook has no steps.");
        return;
    };
    let of = model.selected_state();
    let dot = theme.symbols.dot;
    let mut facts: Vec<(Role, String)> = vec![(Role::Strong, step.title.clone())];
    if step.risk > crate::model::runbook::Risk::None {
        let role = if step.risk.wants_confirmation() { Role::Bad } else { Role::Muted };
        facts.push((role, format!("{dot}risk {}", step.risk.word())));
    }
    if let Some(takes) = step.takes {
        facts.push((Role::Muted, format!("{dot}takes {takes}")));
    }
    if let Some(took) = words::took(model, &step.id) {
        facts.push((Role::Muted, format!("{dot}{}", text::clock(took))));
    }
    if step.optional {
        facts.push((Role::Muted, format!("{dot}optional")));
    }
    let facts: Vec<(Role, &str)> = facts.iter().map(|(role, text)| (*role, text.as_str())).collect();
    doc.row(&[], &facts);
    let (role, text) = words::next_line(model, step, theme.symbols.enter);
    let mark = format!("{} ", theme.symbols.status(model.state.status(step)));
    doc.item((role, &mark), role, &text);
    let begun = of.is_some_and(|of| !of.attempts.is_empty() || of.round > 0 || of.watch.is_some());
    if begun {
        if let Next::Failed(_) | Next::Look | Next::Interrupted = model.state.next(step) {
            parts::failing(doc, of);
        }
        parts::came_of_it(doc, model, step, theme);
    }
    if let Some(warning) = &step.warning {
        doc.gap().item((Role::Bad, "WARNING  "), Role::Bad, warning);
    }
    if let Some(text) = &step.text {
        doc.gap().text(Role::Text, text);
    }
    if !step.points.is_empty() {
        doc.gap();
        let bullet = format!("{} ", theme.symbols.bullet);
        for point in &step.points {
            doc.item((Role::Muted, &bullet), Role::Text, point);
        }
    }
    parts::command(doc, model, step, of);
    if let Some(expect) = &step.expect {
        doc.gap().code("expected", expect, false, &[]);
    }
    if !begun {
        parts::came_of_it(doc, model, step, theme);
    }
    parts::for_reference(doc, model, step, theme);
}
