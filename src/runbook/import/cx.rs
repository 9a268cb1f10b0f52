//! What the stages share while a document becomes a runbook.

use super::block::LinkEntry;
use super::fill::Inputs;
use super::ledger::Ledger;
use super::names::Ids;
use super::text::Text;
use crate::model::ids::StepId;
use crate::model::placeholder::placeholders;
use crate::model::runbook::{Link, Note, Runbook, Step};
use crate::runbook::lint::{Query, Syntax};

/// Something that the report tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remark {
    /// The line, from 1.
    pub(crate) line: u32,
    /// What is to be said.
    pub(crate) message: String,
}

/// The runbook as far as it has come, and what it takes to go on.
pub(crate) struct Cx<'c> {
    /// Asks bash.
    pub(crate) sound: &'c Syntax<'c>,
    /// Says whether a query can be asked.
    pub(crate) promql: &'c Query<'c>,
    /// What was found.
    pub(crate) ledger: Ledger,
    /// The runbook.
    pub(crate) book: Runbook,
    /// The ids of steps.
    pub(crate) steps: Ids,
    /// The ids of phases.
    pub(crate) phases: Ids,
    /// The ids of plans.
    pub(crate) plans: Ids,
    /// The ids of troubles.
    pub(crate) troubles: Ids,
    /// The inputs.
    pub(crate) inputs: Inputs,
    /// What is to be told.
    pub(crate) remarks: Vec<Remark>,
    /// Fences with a checklist to print, for the end.
    pub(crate) prints: Vec<super::block::Code>,
}

impl<'c> Cx<'c> {
    /// The begin.
    pub(crate) fn new(ledger: Ledger, sound: &'c Syntax<'c>, promql: &'c Query<'c>) -> Self {
        Self {
            sound,
            promql,
            ledger,
            book: Runbook::empty(),
            steps: Ids::default(),
            phases: Ids::default(),
            plans: Ids::default(),
            troubles: Ids::default(),
            inputs: Inputs::default(),
            remarks: Vec::new(),
            prints: Vec::new(),
        }
    }

    /// Tells something.
    pub(crate) fn remark(&mut self, line: u32, message: impl Into<String>) {
        self.remarks.push(Remark { line, message: message.into() });
    }

    /// An empty step of that title.
    pub(crate) fn step(&mut self, title: &str, line: u32) -> Step {
        let title = super::names::title(title);
        let title = if title.trim().is_empty() { format!("Line {line}") } else { title };
        let id = StepId::new(self.steps.give(&title, "step"));
        let optional = super::kind::is_optional(&title);
        Step { id, title, optional, source_line: Some(line), ..Step::default() }
    }

    /// `text` as a command, where it is one as it stands or once its placeholders are inputs.
    pub(crate) fn command(&mut self, text: &str, line: u32) -> Option<String> {
        let run = self.inputs.fill(text, line)?;
        let sound = placeholders(&run).is_empty() && (self.sound)(&run).is_ok();
        (sound && !run.trim().is_empty()).then_some(run)
    }

    /// The links of `text` belong to `step`.
    pub(crate) fn links(&mut self, step: &mut Step, text: &Text) {
        for link in &text.links {
            self.ledger.placed(link.entry);
            push_link(&mut step.link, link);
        }
    }

    /// The links of `text` belong to the runbook.
    pub(crate) fn book_links(&mut self, links: &[LinkEntry]) {
        for link in links {
            self.ledger.placed(link.entry);
            push_link(&mut self.book.link, link);
        }
    }

    /// Text to look up.
    pub(crate) fn note(&mut self, title: &str, text: &str, line: u32) {
        if text.trim().is_empty() {
            return;
        }
        let title = super::names::title(title);
        let title = if title.is_empty() { format!("Line {line}") } else { title };
        self.book.note.push(Note { title, text: text.trim_end().to_owned(), source_line: Some(line) });
    }
}

/// Places within the document lead nowhere from a terminal.
fn push_link(links: &mut Vec<Link>, link: &LinkEntry) {
    if link.url.starts_with('#') || link.url.is_empty() || links.iter().any(|it| it.url == link.url) {
        return;
    }
    let title = if link.title.trim().is_empty() { link.url.clone() } else { link.title.clone() };
    links.push(Link { title, url: link.url.clone() });
}
