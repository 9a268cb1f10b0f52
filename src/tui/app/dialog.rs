//! A dialog: something to read, some fields, and what is asked of the conductor when it is sent.

use super::Field;
use crate::model::Ask;
use crate::model::ids::{CheckName, PlanId, SeverityId, StepId};
use crate::tui::theme::Role;

/// How grave it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As ever.
    Plain,
    /// Something can't be undone.
    Danger,
}

/// Something to read in a dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A text.
    Text(Role, String),
    /// A bullet.
    Point(Role, String),
    /// A command, with its title.
    Code(String, String),
    /// An empty line.
    Gap,
}

/// What is asked when a dialog is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To run the step.
    Run(StepId),
    /// To begin the step again.
    Rerun(StepId),
    /// To accept a look.
    Look(StepId),
    /// To answer a question.
    Answer(StepId, CheckName),
    /// To sign.
    Sign(StepId),
    /// To call the step failed.
    Fail(StepId),
    /// To leave the step out.
    Skip(StepId),
    /// To accept the step.
    Waive(StepId),
    /// A note on a step, or on the run.
    Note(Option<StepId>),
    /// To start a plan.
    StartPlan(PlanId),
    /// To decline the offered plan.
    Decline(PlanId),
    /// To declare an incident.
    Declare(SeverityId),
    /// To resolve an incident.
    Resolve(u32),
    /// To deploy outside the window; then to ask again what was refused.
    Override(Box<Ask>),
    /// To end the run.
    End,
    /// To sit down in the driver's seat.
    TakeOver,
    /// To leave.
    Detach,
    /// To stop what runs in the step.
    Cancel(StepId),
    /// To give inputs; then to ask again what was refused for want of them.
    Inputs(Option<Box<Ask>>),
    /// To give back the values: a form outside of a run.
    Form,
}

/// A dialog.
#[derive(Clone, Debug)]
pub struct Dialog {
    /// Its title.
    pub title: String,
    /// How grave it looks.
    pub tone: Tone,
    /// What is to be read.
    pub body: Vec<Block>,
    /// The fields.
    pub fields: Vec<Field>,
    /// The field that has the keys.
    pub focus: usize,
    /// Why it was not granted.
    pub error: Option<String>,
    /// The first line shown of what is to be read.
    pub top: usize,
    /// What it is for.
    pub purpose: Purpose,
    /// What ⏎ does, in a word.
    pub word: &'static str,
    /// The asks that wait for their answers.
    pub waiting: Vec<u64>,
}

impl Dialog {
    /// A dialog for `purpose`.
    pub fn new(title: impl Into<String>, word: &'static str, purpose: Purpose) -> Self {
        Self {
            title: title.into(),
            tone: Tone::Plain,
            body: Vec::new(),
            fields: Vec::new(),
            focus: 0,
            error: None,
            top: 0,
            purpose,
            word,
            waiting: Vec::new(),
        }
    }

    /// The same, looking grave.
    #[must_use]
    pub fn grave(mut self) -> Self {
        self.tone = Tone::Danger;
        self
    }

    /// The same with something more to read.
    #[must_use]
    pub fn say(mut self, role: Role, text: impl Into<String>) -> Self {
        self.body.push(Block::Text(role, text.into()));
        self
    }

    /// The same with another block.
    #[must_use]
    pub fn block(mut self, block: Block) -> Self {
        self.body.push(block);
        self
    }

    /// The same with another field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// The value of the field `name`.
    pub fn get(&self, name: &str) -> String {
        self.fields.iter().find(|field| field.name == name).map(Field::get).unwrap_or_default()
    }

    /// Whether every value will do; else the cursor goes to the first that won't.
    pub fn check(&mut self) -> bool {
        let bad: Vec<usize> = self
            .fields
            .iter_mut()
            .enumerate()
            .filter_map(|(at, field)| (!field.check()).then_some(at))
            .collect();
        if let Some(first) = bad.first() {
            self.focus = *first;
        }
        bad.is_empty()
    }
}
