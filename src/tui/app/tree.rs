//! The rows of the steps pane: what was started beside the order first (plans, troubles), then the phases.

use std::collections::HashMap;

use super::Ui;
use crate::model::State;
use crate::model::ids::StepId;
use crate::model::runbook::Step;
use crate::model::state::{Mode, Place};

/// A titled group of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// A rollback plan, by its index.
    Plan(usize),
    /// A troubleshooting issue, by its index.
    Trouble(usize),
    /// A severity's procedure, by its index.
    Severity(usize),
    /// A phase, by its index.
    Phase(usize),
}

impl Group {
    /// The group that holds `step`.
    pub fn of(state: &State, step: &StepId) -> Option<Self> {
        Some(match state.book.place(step)? {
            Place::Phase { phase, .. } => Self::Phase(phase),
            Place::Plan { plan, .. } => Self::Plan(plan),
            Place::Trouble { trouble, .. } => Self::Trouble(trouble),
            Place::Severity { severity, .. } => Self::Severity(severity),
        })
    }

    /// Its steps, in their order.
    pub fn steps(self, state: &State) -> Vec<&Step> {
        match self {
            Self::Plan(at) => state.book.plan.get(at).map(|of| of.step.iter().collect()),
            Self::Trouble(at) => state.book.trouble.get(at).map(|of| of.steps().collect()),
            Self::Severity(at) => state.book.severity.get(at).map(|of| of.step.iter().collect()),
            Self::Phase(at) => state.book.phase.get(at).map(|of| of.step.iter().collect()),
        }
        .unwrap_or_default()
    }

    /// Its title.
    pub fn title(self, state: &State) -> &str {
        match self {
            Self::Plan(at) => state.book.plan.get(at).map(|of| of.title.as_str()),
            Self::Trouble(at) => state.book.trouble.get(at).map(|of| of.title.as_str()),
            Self::Severity(at) => state.book.severity.get(at).map(|of| of.title.as_str()),
            Self::Phase(at) => state.book.phase.get(at).map(|of| of.title.as_str()),
        }
        .unwrap_or_default()
    }
}

/// What a row stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    /// A group.
    Group(Group),
    /// A step.
    Step(StepId),
}

/// A row of the pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeRow {
    /// What it stands for.
    pub row: Row,
    /// The step's number in its group, from 1; 0 for the group itself.
    pub number: usize,
}

/// The pane's rows, computed once for each change of the state.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The rows that are not folded away.
    pub rows: Vec<TreeRow>,
    /// How many of a group's steps are settled, and how many there are.
    pub counts: HashMap<Group, (usize, usize)>,
    /// The groups that are open.
    pub open: Vec<Group>,
    /// The step that is up.
    pub current: Option<StepId>,
}

impl Tree {
    /// The rows for `state`, as `ui` has them folded.
    pub fn of(state: &State, ui: &Ui) -> Self {
        let current = state.current().map(|step| step.id.clone());
        let mut tree = Self { current, ..Self::default() };
        let here = tree.current.as_ref().and_then(|step| Group::of(state, step));
        let selected = match &ui.selected {
            Row::Step(step) => Group::of(state, step),
            Row::Group(_) => None,
        };
        for group in groups(state, ui) {
            let steps = group.steps(state);
            let settled = steps.iter().filter(|step| state.status(step).is_settled()).count();
            tree.counts.insert(group, (settled, steps.len()));
            tree.rows.push(TreeRow { row: Row::Group(group), number: 0 });
            let open = match ui.folded.get(&group) {
                Some(folded) => !folded,
                None => Some(group) == here || Some(group) == selected,
            };
            if !open {
                continue;
            }
            tree.open.push(group);
            for (at, step) in steps.iter().enumerate() {
                tree.rows.push(TreeRow { row: Row::Step(step.id.clone()), number: at + 1 });
            }
        }
        tree
    }

    /// Where `row` stands among the rows.
    pub fn position(&self, row: &Row) -> Option<usize> {
        self.rows.iter().position(|it| it.row == *row)
    }
}

fn groups(state: &State, ui: &Ui) -> Vec<Group> {
    let mut groups = Vec::new();
    if let Mode::RollingBack(plan) | Mode::Returned(plan) = &state.mode
        && let Some(at) = state.book.plan.iter().position(|it| it.id == *plan)
    {
        groups.push(Group::Plan(at));
    }
    for run in state.plans.iter().rev() {
        if let Some(at) = state.book.plan.iter().position(|it| it.id == run.plan)
            && !groups.contains(&Group::Plan(at))
        {
            groups.push(Group::Plan(at));
        }
    }
    for (at, trouble) in state.book.trouble.iter().enumerate() {
        let touched = trouble.steps().any(|step| state.steps.contains_key(&step.id));
        if touched || ui.trouble.as_ref() == Some(&trouble.id) {
            groups.push(Group::Trouble(at));
        }
    }
    groups.extend((0..state.book.phase.len()).map(Group::Phase));
    groups
}
