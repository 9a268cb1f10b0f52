//! Everything a frame is drawn from.

use std::collections::BTreeMap;
use std::collections::HashMap;

use ratatui::layout::Size;

use super::{Modal, OutputView, Pane, Pty, Row, Seen, Tree, Ui};
use crate::model::ids::{Person, StepId};
use crate::model::live::Seat;
use crate::model::runbook::Step;
use crate::model::stamp::Stamp;
use crate::model::state::{Next, StepState};
use crate::model::{Ask, State};
use crate::session::message::Welcome;
use crate::tui::Memory;
use crate::tui::theme::Role;

/// A wish that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What was asked.
    pub ask: Ask,
    /// What to say when it is granted.
    pub granted: Option<String>,
}

/// What was in front before the connection was lost; a dialog that waited for its answer says that none came.
fn came_back(memory: &Memory) -> Vec<Modal> {
    let mut modals = if memory.lost.is_some() { memory.modals.clone() } else { Vec::new() };
    for modal in &mut modals {
        if let Modal::Dialog(dialog) = modal
            && !dialog.waiting.is_empty()
        {
            dialog.waiting.clear();
            let why = "the connection was lost before an answer came: look whether it was done before you send it again";
            dialog.error = Some(why.to_owned());
        }
    }
    modals
}

/// Everything a frame is drawn from.
#[derive(Debug)]
pub struct Model {
    /// The run.
    pub state: State,
    /// What the conductor said of itself; the seat and the epoch follow the run.
    pub welcome: Welcome,
    /// Who is at this client.
    pub me: Person,
    /// The time of the last message.
    pub now: Stamp,
    /// The terminal's size.
    pub size: Size,
    /// What passed by.
    pub seen: Seen,
    /// Where the person is.
    pub ui: Ui,
    /// The rows of the steps pane.
    pub tree: Tree,
    /// What is seen of a transcript.
    pub output: OutputView,
    /// The attempt that is looked at, where it is not the last.
    pub attempt: Option<u32>,
    /// The running step's terminal.
    pub pty: Option<Pty>,
    /// What waits for an answer.
    pub wishes: BTreeMap<u64, Wish>,
    serial: u64,
    /// Whether the rows are older than the state.
    stale: bool,
}

impl Model {
    /// `template` with what the run knows in the place of `${name}`; as it is where something is unknown or secret.
    pub fn resolved(&self, template: &str) -> String {
        let known = |name: &str| self.state.inputs.get(name).cloned().flatten();
        crate::runbook::interpolate(template, &known).unwrap_or_else(|_| template.to_owned())
    }

    /// The screen of `state`, where `memory` left it.
    pub fn new(welcome: Welcome, state: State, me: Person, size: Size, now: Stamp, memory: &Memory) -> Self {
        let first = state.current().or_else(|| state.book.steps().next()).map(|step| step.id.clone());
        let remembered = memory.selected.clone().filter(|step| state.book.place(step).is_some());
        let selected = remembered.or(first).unwrap_or_default();
        let ui = Ui {
            pane: memory.pane,
            zoomed: false,
            selected: Row::Step(selected),
            folded: HashMap::new(),
            detail_top: memory.detail_top,
            side_top: 0,
            search: None,
            notice: None,
            modals: came_back(memory),
            trouble: None,
            captured: false,
            mouse: memory.mouse,
        };
        let mut model = Self {
            tree: Tree::of(&state, &ui),
            state,
            welcome,
            me,
            now,
            size,
            seen: Seen::default(),
            ui,
            output: OutputView::default(),
            attempt: None,
            pty: None,
            wishes: BTreeMap::new(),
            serial: 0,
            stale: false,
        };
        if let Some(why) = &memory.lost {
            model.ui.say(Role::Warn, format!("attached again after the connection was lost: {why}"));
        }
        model.refresh();
        model
    }

    /// What is worth keeping when the connection is lost.
    pub fn memory(&self) -> Memory {
        Memory {
            selected: self.selected_step().map(|step| step.id.clone()),
            pane: self.ui.pane,
            detail_top: self.ui.detail_top,
            mouse: self.ui.mouse,
            modals: self.ui.modals.clone(),
            lost: None,
        }
    }

    /// Computes anew what hangs on the state or on the cursor.
    pub fn refresh(&mut self) {
        self.stale = true;
        self.settle();
        self.look();
    }

    /// The state has moved on: the rows follow once, before the next key or the next drawing, however many events come.
    pub fn moved_on(&mut self) {
        self.stale = true;
        self.look();
    }

    /// Brings the rows up to the state.
    pub fn settle(&mut self) {
        if std::mem::take(&mut self.stale) {
            self.tree = Tree::of(&self.state, &self.ui);
        }
    }

    /// Turns to the output and the terminal of the step under the cursor.
    fn look(&mut self) {
        let shown = self.shown_attempt();
        let (bytes, lines) = shown.as_ref().map_or((0, 0), |of| self.transcript(of));
        self.output.show(shown, bytes, lines);
        let running = self.running_terminal();
        if self.pty.as_ref().map(|pty| (&pty.step, pty.attempt)) != running.as_ref().map(|(s, a)| (s, *a)) {
            self.ui.captured = false;
            let size = crate::tui::view::terminal_size(self);
            self.pty = running.map(|(step, attempt)| {
                let of = (step, attempt);
                let (bytes, _) = self.transcript(&of);
                let mut pty = Pty::new(of.0, of.1, size);
                pty.grow(bytes);
                pty
            });
        }
    }

    /// The bytes and lines of a transcript.
    fn transcript(&self, of: &(StepId, u32)) -> (u64, u64) {
        let ended = self.state.step(&of.0).and_then(|step| {
            let (_, end) = step.attempts.iter().find(|attempt| attempt.number == of.1)?.end.as_ref()?;
            Some((end.bytes, end.lines))
        });
        ended.or_else(|| self.seen.grown.get(of).copied()).unwrap_or((0, 0))
    }

    fn shown_attempt(&self) -> Option<(StepId, u32)> {
        let step = self.selected_step()?;
        let attempts = &self.state.step(&step.id)?.attempts;
        let wanted = attempts.iter().find(|it| Some(it.number) == self.attempt);
        Some((step.id.clone(), wanted.or(attempts.last())?.number))
    }

    /// The step under the cursor whose command runs on a terminal.
    fn running_terminal(&self) -> Option<(StepId, u32)> {
        let step = self.selected_step()?;
        let of = self.state.step(&step.id)?;
        let attempt = of.running()?;
        step.needs_terminal(of.variant.as_ref()).then(|| (step.id.clone(), attempt.number))
    }

    /// The step under the cursor.
    pub fn selected_step(&self) -> Option<&Step> {
        match &self.ui.selected {
            Row::Step(step) => self.state.book.find(step),
            Row::Group(_) => None,
        }
    }

    /// What has happened in the step under the cursor.
    pub fn selected_state(&self) -> Option<&StepState> {
        self.state.step(&self.selected_step()?.id)
    }

    /// Goes to `row`.
    pub fn select(&mut self, row: Row) {
        if self.ui.selected == row {
            return;
        }
        self.ui.selected = row;
        self.ui.detail_top = 0;
        self.attempt = None;
        if self.ui.pane == Pane::Output {
            self.ui.pane = Pane::Steps;
        }
        self.refresh();
    }

    /// The next number for something that is sent.
    pub fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// Whether this client drives.
    pub fn drives(&self) -> bool {
        self.welcome.seat == Seat::Driver
    }

    /// Whether anything moves by itself, so that clocks must go on.
    pub fn is_busy(&self) -> bool {
        use crate::model::event::GuardPhase;
        self.state.outcome().is_none()
            && (crate::tui::view::in_time::ticks(self)
                || self.state.guards.values().any(|guard| guard.phase == GuardPhase::Pending)
                || self.state.steps.iter().any(|(id, of)| {
                    of.running().is_some()
                        || of.touched.is_some()
                            && self.state.book.find(id).is_some_and(|step| {
                                matches!(
                                    self.state.next(step),
                                    Next::Running | Next::Checking | Next::Watching
                                )
                            })
                }))
    }
}
