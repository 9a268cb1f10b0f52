//! Moving about: rows, lines, panes.

use crate::model::ids::StepId;
use crate::tui::app::{Group, Model, Pane, Row};
use crate::tui::keys::Action;
use crate::tui::view;

/// How many columns the output moves sideways at a key.
pub(super) const ASIDE: usize = 20;
/// No line is followed farther than this.
pub(super) const FARTHEST: usize = 64 * 1024;

/// A movement in the pane that has the keys.
pub(super) fn act(model: &mut Model, action: Action) {
    match model.ui.pane {
        Pane::Steps => rows(model, action),
        Pane::Detail => {
            let (height, total) = detail(model);
            model.ui.detail_top =
                scrolled(model.ui.detail_top.min(total.saturating_sub(height)), action, height, total);
        }
        Pane::Output => output(model, action),
        Pane::Side => {
            let (metrics, guards) = view::side_spare(model);
            let height = inner(model, Pane::Side);
            let total = height + metrics + guards;
            model.ui.side_top = scrolled(model.ui.side_top.min(metrics + guards), action, height, total);
        }
    }
}

fn inner(model: &Model, pane: Pane) -> usize {
    view::areas(model).inner(pane).map_or(1, |area| usize::from(area.height)).max(1)
}

/// The height of the detail and how many lines it has.
fn detail(model: &Model) -> (usize, usize) {
    let Some(area) = view::areas(model).inner(Pane::Detail) else { return (1, 1) };
    (usize::from(area.height), view::detail::lines(model, area.width).len())
}

/// `top` after a movement over `total` lines of which `height` are in sight.
pub(super) fn scrolled(top: usize, action: Action, height: usize, total: usize) -> usize {
    let last = total.saturating_sub(height);
    let page = height.saturating_sub(2).max(1);
    match action {
        Action::Up => top.saturating_sub(1),
        Action::Down => top + 1,
        Action::PageUp => top.saturating_sub(page),
        Action::PageDown => top + page,
        Action::Home => 0,
        Action::End => last,
        _ => top,
    }
    .min(last)
}

fn output(model: &mut Model, action: Action) {
    let height = inner(model, Pane::Output) as u64;
    let page = i64::try_from(height.saturating_sub(2).max(1)).unwrap_or(1);
    match action {
        Action::Up => model.output.scroll(-1, height),
        Action::Down => model.output.scroll(1, height),
        Action::PageUp => model.output.scroll(-page, height),
        Action::PageDown => model.output.scroll(page, height),
        Action::Home => model.output.scroll(i64::MIN / 2, height),
        Action::End => model.output.scroll(i64::MAX / 2, height),
        Action::Left => model.output.aside = model.output.aside.saturating_sub(ASIDE),
        Action::Right => model.output.aside = (model.output.aside + ASIDE).min(FARTHEST),
        _ => {}
    }
}

fn rows(model: &mut Model, action: Action) {
    let rows = &model.tree.rows;
    let Some(last) = rows.len().checked_sub(1) else { return };
    let at = model.tree.position(&model.ui.selected).unwrap_or(0);
    let page = inner(model, Pane::Steps).saturating_sub(2).max(1);
    let to = match action {
        Action::Up => at.saturating_sub(1),
        Action::Down => at + 1,
        Action::PageUp => at.saturating_sub(page),
        Action::PageDown => at + page,
        Action::Home => 0,
        Action::End => last,
        _ => at,
    };
    let row = model.tree.rows[to.min(last)].row.clone();
    model.select(row);
}

/// Opens or closes the group under the cursor, or around it; `None` turns it.
pub(super) fn fold(model: &mut Model, folded: Option<bool>) {
    let group = match &model.ui.selected {
        Row::Group(group) => Some(*group),
        Row::Step(step) => Group::of(&model.state, step),
    };
    let Some(group) = group else { return };
    let is_open = model.tree.open.contains(&group);
    let folded = folded.unwrap_or(is_open);
    model.ui.folded.insert(group, folded);
    if folded {
        model.select(Row::Group(group));
    }
    model.refresh();
}

/// To the next or the previous pane in sight; through the tabs where there is one at a time.
pub(super) fn pane(model: &mut Model, forward: bool) {
    let areas = view::areas(model);
    let panes: Vec<Pane> = Pane::ALL
        .into_iter()
        .filter(|pane| areas.tabs || model.ui.zoomed || areas.panes.iter().any(|(it, _)| it == pane))
        .collect();
    let at = panes.iter().position(|pane| *pane == model.ui.pane).unwrap_or(0);
    let step = if forward { 1 } else { panes.len().saturating_sub(1) };
    if let Some(pane) = panes.get((at + step) % panes.len().max(1)) {
        model.ui.pane = *pane;
    }
}

/// To `step`, wherever it stands, opening its group and closing what is in front.
pub(super) fn to_step(model: &mut Model, step: StepId) {
    if let Some(Group::Trouble(at)) = Group::of(&model.state, &step) {
        model.ui.trouble = model.state.book.trouble.get(at).map(|it| it.id.clone());
    }
    if let Some(group) = Group::of(&model.state, &step) {
        model.ui.folded.remove(&group);
    }
    model.ui.modals.clear();
    model.ui.pane = if view::areas(model).tabs { Pane::Detail } else { Pane::Steps };
    model.select(Row::Step(step));
    model.refresh();
}

/// To the step that is up; says so where there is none.
pub(super) fn to_current(model: &mut Model) {
    match model.tree.current.clone() {
        Some(step) => {
            let pane = model.ui.pane;
            to_step(model, step);
            model.ui.pane = if pane == Pane::Steps { pane } else { model.ui.pane };
        }
        None => model.ui.say(crate::tui::theme::Role::Strong, "every step is settled: e ends the run"),
    }
}
