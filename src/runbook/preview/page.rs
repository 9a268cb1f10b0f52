//! The page as a whole: heading, inputs, phases, and what stands around them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::words::{count, origin, tail};
use crate::model::ids::{InputName, StepId};
use crate::model::runbook::{Order, Runbook, Step};
use crate::model::uses::assigned;
use crate::runbook::inputs::{Question, Resolved};
use crate::runbook::kinds::Kinds;
use crate::runbook::problem::Problem;

/// What is shown.
#[derive(Clone, Copy)]
pub struct Preview<'p> {
    /// The runbook.
    pub book: &'p Runbook,
    /// Its SHA-256.
    pub sha256: &'p str,
    /// The values.
    pub resolved: &'p Resolved,
    /// What the lint says.
    pub warnings: &'p [Problem],
    /// The kinds of probes.
    pub kinds: &'p dyn Kinds,
}

/// The whole preview: text with line ends, no escape sequences, secrets masked.
pub fn preview(of: &Preview<'_>) -> String {
    let mut page = Page { of, setters: setters(of.book), out: String::new() };
    page.head();
    page.inputs();
    page.phases();
    page.metrics();
    page.guards();
    page.plans();
    page.troubles();
    page.severities();
    page.times();
    page.warnings();
    // Values come from anywhere: nothing in them may steer a terminal.
    page.out.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c }).collect()
}

fn setters(book: &Runbook) -> BTreeMap<InputName, StepId> {
    let mut setters = BTreeMap::new();
    for step in book.steps() {
        for name in sets(step) {
            setters.entry(name).or_insert_with(|| step.id.clone());
        }
    }
    setters
}

pub(super) fn sets(step: &Step) -> BTreeSet<InputName> {
    let runs = step.run.iter().chain(step.variant.iter().map(|variant| &variant.run));
    runs.flat_map(|run| assigned(run)).chain(step.sets.iter().cloned()).collect()
}

pub(super) struct Page<'p> {
    pub(super) of: &'p Preview<'p>,
    pub(super) setters: BTreeMap<InputName, StepId>,
    pub(super) out: String,
}

impl Page<'_> {
    pub(super) fn line(&mut self, indent: usize, text: impl AsRef<str>) {
        for line in text.as_ref().trim_end().lines() {
            if line.trim().is_empty() {
                self.out.push('\n');
            } else {
                let _ = writeln!(self.out, "{:indent$}{line}", "");
            }
        }
    }

    pub(super) fn title(&mut self, text: &str) {
        self.out.push('\n');
        self.line(0, text);
    }

    fn head(&mut self) {
        let book = self.of.book;
        self.line(0, format!("{} ({})", book.title, book.id));
        if let Some(about) = &book.about {
            self.line(0, about);
        }
        if let Some(name) = &self.of.resolved.environment {
            self.line(0, format!("environment {name}"));
        }
        self.line(0, format!("sha256 {}", self.of.sha256));
        let steps = book.phase_steps().count();
        self.line(
            0,
            format!(
                "{}, {}; nothing is run by this preview",
                count(book.phase.len(), "phase"),
                count(steps, "step")
            ),
        );
    }

    fn inputs(&mut self) {
        let resolved = self.of.resolved;
        if resolved.values.is_empty() && resolved.missing.is_empty() && resolved.later.is_empty() {
            return;
        }
        self.title("INPUTS AND ENVIRONMENT VALUES");
        let width = resolved.values.keys().map(|name| name.as_str().len()).max().unwrap_or(0).min(24);
        for (name, value) in &resolved.values {
            let name = name.as_str();
            let text = format!("{name:width$}  {}  ({})", value.shown(), origin(&value.origin));
            self.line(2, text);
        }
        let ask = |question: &Question, when: &str| {
            let why = question.why.as_ref().map_or(String::new(), |why| format!("; no default: {why}"));
            format!("{:width$}  asked {when}: {}{why}", question.name.as_str(), question.ask)
        };
        let asked: Vec<String> = resolved
            .missing
            .iter()
            .map(|question| ask(question, "at the start"))
            .chain(resolved.later.iter().map(|question| ask(question, "when first used")))
            .collect();
        for text in asked {
            self.line(2, text);
        }
    }

    fn phases(&mut self) {
        for (at, phase) in self.of.book.phase.iter().enumerate() {
            let mut marks = Vec::new();
            marks.extend(phase.due.map(|due| format!("due {due}")));
            marks.extend(phase.budget.map(|budget| format!("within {budget}")));
            if phase.order == Order::Free {
                marks.push("any order".to_owned());
            }
            self.title(&format!("PHASE {} · {}{}", at + 1, phase.title, tail(&marks)));
            if let Some(text) = &phase.text {
                self.line(2, text);
            }
            for (index, step) in phase.step.iter().enumerate() {
                self.step(&format!("{}.{}", at + 1, index + 1), step);
            }
        }
    }
}
