//! The steps, group by group, with a mark and a time each.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Areas, in_time, pane};
use crate::model::runbook::Step;
use crate::model::state::Status;
use crate::tui::app::{Group, Model, Pane, Row, TreeRow};
use crate::tui::theme::{Role, Theme};
use crate::tui::{safe, text, words};

/// Draws the pane.
pub fn render(frame: &mut Frame<'_>, area: Rect, areas: &Areas, model: &Model, theme: &Theme) {
    let total: usize =
        model.tree.counts.iter().filter(|(g, _)| matches!(g, Group::Phase(_))).map(|(_, c)| c.1).sum();
    let done: usize =
        model.tree.counts.iter().filter(|(g, _)| matches!(g, Group::Phase(_))).map(|(_, c)| c.0).sum();
    let note = format!("{done}/{total}");
    let inner = pane::frame_of(frame, area, areas, model, theme, (Pane::Steps, "Steps", &note));
    let height = usize::from(inner.height);
    let first = first(model, height);
    let lines: Vec<Line<'static>> = model
        .tree
        .rows
        .iter()
        .skip(first)
        .take(height)
        .map(|row| line(model, row, inner.width, theme))
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

/// The first row in sight: the cursor stays inside, a third from the top where it can.
pub fn first(model: &Model, height: usize) -> usize {
    let at = model.tree.position(&model.ui.selected).unwrap_or(0);
    at.saturating_sub(height / 3).min(model.tree.rows.len().saturating_sub(height))
}

fn line(model: &Model, row: &TreeRow, width: u16, theme: &Theme) -> Line<'static> {
    let width = usize::from(width);
    let selected = model.ui.selected == row.row;
    let (mark, title, right, role) = match &row.row {
        Row::Group(group) => group_parts(model, *group, theme),
        Row::Step(id) => match model.state.book.find(id) {
            Some(step) => step_parts(model, step, row.number, theme),
            None => (String::new(), id.to_string(), String::new(), Role::Muted),
        },
    };
    let room = width.saturating_sub(text::width(&mark) + text::width(&right) + 1);
    let title = text::fit(&safe::line(&title), room);
    if selected {
        let role = if model.ui.pane == Pane::Steps { Role::Selected } else { Role::Marked };
        return Line::styled(format!("{mark}{title} {right}"), theme.style(role));
    }
    let found =
        model.ui.search.as_ref().is_some_and(|s| matches!(&row.row, Row::Step(id) if s.found.contains(id)));
    let name = match (&row.row, found) {
        (_, true) => Role::Found,
        (Row::Group(Group::Plan(_) | Group::Severity(_)), _) => Role::Bad,
        (Row::Group(_), _) => Role::Strong,
        (Row::Step(_), _) if role == Role::Muted => Role::Text,
        (Row::Step(_), _) => role,
    };
    Line::from(vec![
        Span::styled(mark, theme.style(role)),
        Span::styled(title, theme.style(name)),
        Span::styled(format!(" {right}"), theme.style(if role == Role::Text { Role::Muted } else { role })),
    ])
}

type Parts = (String, String, String, Role);

fn group_parts(model: &Model, group: Group, theme: &Theme) -> Parts {
    let (done, of) = model.tree.counts.get(&group).copied().unwrap_or_default();
    let open = model.tree.open.contains(&group);
    let whole = of > 0 && done == of;
    let mark = match (open, whole) {
        (true, _) => theme.symbols.open,
        (false, true) => theme.symbols.yes,
        (false, false) => theme.symbols.closed,
    };
    let title = match group {
        Group::Plan(_) => format!("ROLLBACK {}", group.title(&model.state)),
        Group::Trouble(_) => format!("Trouble: {}", group.title(&model.state)),
        Group::Severity(_) => format!("INCIDENT {}", group.title(&model.state)),
        Group::Phase(_) => group.title(&model.state).to_owned(),
    };
    let mut right = format!("{done}/{of}");
    let mut late = !whole && over_budget(model, group);
    if late {
        right = format!("OVERDUE {right}");
    }
    if let Group::Phase(at) = group
        && let Some(phase) = model.state.book.phase.get(at)
        && !whole
    {
        let (over, budget) = in_time::budget(model, phase).unwrap_or_default();
        let (overdue, due) = in_time::due(model, phase).unwrap_or_default();
        late = over || overdue;
        let words = if over || (!budget.is_empty() && !overdue) { budget } else { due };
        if !words.is_empty() && (late || model.size.width >= 60) {
            right = format!("{words} {right}");
        }
    }
    let role = match (whole, late) {
        (true, _) => Role::Ok,
        (false, true) => Role::Warn,
        (false, false) => Role::Text,
    };
    (format!("{mark} "), title, right, role)
}

/// Whether the plan takes longer than it may.
fn over_budget(model: &Model, group: Group) -> bool {
    let (started, budget) = match group {
        Group::Plan(at) => {
            let Some(plan) = model.state.book.plan.get(at) else { return false };
            let run = model.state.plans.iter().rev().find(|run| run.plan == plan.id);
            (run.map(|run| run.started), plan.within)
        }
        Group::Phase(_) | Group::Trouble(_) | Group::Severity(_) => (None, None),
    };
    let (Some(started), Some(budget)) = (started, budget) else { return false };
    model.now.since(started) > budget.as_millis() / i64::from(model.state.speed())
}

fn step_parts(model: &Model, step: &Step, number: usize, theme: &Theme) -> Parts {
    let status = model.state.status(step);
    let current = model.tree.current.as_ref() == Some(&step.id);
    let mark = match (status, current) {
        (Status::Pending, true) => theme.symbols.status(Status::Running),
        _ => theme.symbols.status(status),
    };
    let role = if current && status == Status::Pending { Role::Strong } else { Theme::status(status) };
    let right = match status {
        Status::Running if words::moves(model, &step.id) => {
            words::took(model, &step.id).map(text::clock).unwrap_or_default()
        }
        Status::Running => "waits".to_owned(),
        Status::Passed => {
            words::took(model, &step.id).filter(|t| *t >= 1000).map(text::span).unwrap_or_default()
        }
        Status::Pending => step.takes.map(|takes| format!("~{}", takes.most)).unwrap_or_default(),
        Status::NotApplicable => "n/a".to_owned(),
        Status::Interrupted => "unknown".to_owned(),
        other => other.word().to_owned(),
    };
    let variant = model
        .state
        .step(&step.id)
        .and_then(|of| of.variant.as_ref())
        .map_or(String::new(), |variant| format!(" ({variant})"));
    let optional = if step.optional && status == Status::Pending { " (optional)" } else { "" };
    (format!("  {mark} "), format!("{number} {}{variant}{optional}", step.title), right, role)
}
