//! A list to pick from.

use ratatui_textarea::TextArea;

use super::{Block, Tone};
use crate::model::ids::{GuardId, PlanId, SeverityId, StepId, TroubleId, VariantId};
use crate::tui::keys::Action;

/// What picking a line does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The same as its key.
    Act(Action),
    /// Chooses a variant.
    Variant(StepId, VariantId),
    /// Goes to start a plan.
    Plan(PlanId),
    /// Opens an issue.
    Trouble(TroubleId),
    /// Acknowledges a guard.
    Guard(GuardId),
    /// Goes to declare an incident.
    Declare(SeverityId),
    /// Acknowledges an incident.
    AcknowledgeIncident(u32),
    /// Goes to resolve an incident.
    Resolve(u32),
    /// Opens a severity's procedure.
    Severity(SeverityId),
    /// Closes the list.
    Close,
    /// The option of that number: in lists outside of a run.
    Option(usize),
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The letter that picks it.
    pub key: Option<char>,
    /// What it says.
    pub label: String,
    /// A word on it.
    pub about: String,
    /// What picking it does.
    pub choice: Choice,
}

/// A list to pick from.
#[derive(Clone, Debug)]
pub struct Menu {
    /// Its title.
    pub title: String,
    /// How grave it looks.
    pub tone: Tone,
    /// What is to be read first.
    pub body: Vec<Block>,
    /// The lines.
    pub items: Vec<Item>,
    /// The line under the cursor, among those shown.
    pub at: usize,
    /// What the lines are filtered by, where they can be.
    pub filter: Option<TextArea<'static>>,
}

impl Menu {
    /// An empty list.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            tone: Tone::Plain,
            body: Vec::new(),
            items: Vec::new(),
            at: 0,
            filter: None,
        }
    }

    /// Adds a line.
    pub fn add(
        &mut self,
        key: Option<char>,
        label: impl Into<String>,
        about: impl Into<String>,
        choice: Choice,
    ) {
        self.items.push(Item { key, label: label.into(), about: about.into(), choice });
    }

    /// The lines that the filter lets through.
    pub fn shown(&self) -> Vec<&Item> {
        let words: Vec<String> = self.filter.as_ref().map_or_else(Vec::new, |area| {
            area.lines().join(" ").to_lowercase().split_whitespace().map(str::to_owned).collect()
        });
        self.items
            .iter()
            .filter(|item| {
                let text = format!("{} {}", item.label, item.about).to_lowercase();
                words.iter().all(|word| text.contains(word.as_str()))
            })
            .collect()
    }
}
