//! A runbook with an index over its steps.

use std::collections::HashMap;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::model::ids::StepId;
use crate::model::runbook::{Phase, Plan, Runbook, Severity, Step, Trouble};

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The `step`-th of the `phase`-th phase.
    Phase {
        /// The phase's index.
        phase: usize,
        /// The step's index in it.
        step: usize,
    },
    /// The `step`-th of the `plan`-th plan.
    Plan {
        /// The plan's index.
        plan: usize,
        /// The step's index in it.
        step: usize,
    },
    /// The `step`-th of the `trouble`-th issue, diagnosis first.
    Trouble {
        /// The index.
        trouble: usize,
        /// The step's index in it.
        step: usize,
    },
    /// The `step`-th of the `severity`-th severity's procedure.
    Severity {
        /// The severity's index.
        severity: usize,
        /// The step's index in it.
        step: usize,
    },
}

/// A runbook whose steps are found by id without a search.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Runbook", into = "Runbook")]
pub struct Book {
    runbook: Runbook,
    places: HashMap<StepId, Place>,
}

impl Book {
    /// Where `step` stands.
    pub fn place(&self, step: &StepId) -> Option<Place> {
        self.places.get(step).copied()
    }

    /// The step of that id. In constant time, unlike [`Runbook::step`].
    pub fn find(&self, step: &StepId) -> Option<&Step> {
        match self.place(step)? {
            Place::Phase { phase, step } => self.phase.get(phase)?.step.get(step),
            Place::Plan { plan, step } => self.plan.get(plan)?.step.get(step),
            Place::Trouble { trouble, step } => self.trouble.get(trouble)?.steps().nth(step),
            Place::Severity { severity, step } => self.severity.get(severity)?.step.get(step),
        }
    }

    /// The phase that holds `step`.
    pub fn phase_with(&self, step: &StepId) -> Option<&Phase> {
        match self.place(step)? {
            Place::Phase { phase, .. } => self.phase.get(phase),
            _ => None,
        }
    }

    /// The plan that holds `step`.
    pub fn plan_with(&self, step: &StepId) -> Option<&Plan> {
        match self.place(step)? {
            Place::Plan { plan, .. } => self.plan.get(plan),
            _ => None,
        }
    }

    /// The troubleshooting issue that holds `step`.
    pub fn trouble_with(&self, step: &StepId) -> Option<&Trouble> {
        match self.place(step)? {
            Place::Trouble { trouble, .. } => self.trouble.get(trouble),
            _ => None,
        }
    }

    /// The severity whose procedure holds `step`.
    pub fn severity_with(&self, step: &StepId) -> Option<&Severity> {
        match self.place(step)? {
            Place::Severity { severity, .. } => self.severity.get(severity),
            _ => None,
        }
    }
}

impl Deref for Book {
    type Target = Runbook;

    fn deref(&self) -> &Runbook {
        &self.runbook
    }
}

impl From<Runbook> for Book {
    fn from(runbook: Runbook) -> Self {
        let mut places = HashMap::new();
        for (phase, of) in runbook.phase.iter().enumerate() {
            for (step, it) in of.step.iter().enumerate() {
                places.insert(it.id.clone(), Place::Phase { phase, step });
            }
        }
        for (plan, of) in runbook.plan.iter().enumerate() {
            for (step, it) in of.step.iter().enumerate() {
                places.insert(it.id.clone(), Place::Plan { plan, step });
            }
        }
        for (trouble, of) in runbook.trouble.iter().enumerate() {
            for (step, it) in of.steps().enumerate() {
                places.insert(it.id.clone(), Place::Trouble { trouble, step });
            }
        }
        for (severity, of) in runbook.severity.iter().enumerate() {
            for (step, it) in of.step.iter().enumerate() {
                places.insert(it.id.clone(), Place::Severity { severity, step });
            }
        }
        Self { runbook, places }
    }
}

impl From<Book> for Runbook {
    fn from(book: Book) -> Self {
        book.runbook
    }
}
