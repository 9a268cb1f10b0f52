//! What was found in a document, what became of it, and what was not understood.

use serde::Serialize;

use super::cx::Remark;
use super::ledger::{Counted, Fate, Found, Ledger};
use super::text::shortened;
use crate::model::runbook::Runbook;

/// The report of an import, as `--report json` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The document.
    pub document: String,
    /// The runbook's id.
    pub id: String,
    /// The runbook's title.
    pub title: String,
    /// Headings.
    pub headings: Count,
    /// Items with a box.
    pub task_items: Count,
    /// Blocks of code.
    pub code_blocks: Count,
    /// Tables.
    pub tables: Count,
    /// Links.
    pub links: Count,
    /// What the runbook has.
    pub made: Made,
    /// What needs a look.
    pub notes: Vec<Note>,
}

/// How many of one kind were found, how many mean something in the runbook, and the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// In the document.
    pub found: usize,
    /// That are a phase, a step, a check, a plan, a contact or the like.
    pub placed: usize,
    /// That are kept as text, and nothing more.
    pub not_understood: Vec<Missed>,
}

/// Something that is kept as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missed {
    /// Its line in the document, from 1.
    pub line: u32,
    /// How it begins.
    pub text: String,
    /// How it is kept.
    pub kept: String,
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The line in the document, from 1; 0 for the whole.
    pub line: u32,
    /// What is to be said.
    pub message: String,
}

/// What the runbook has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Made {
    /// Phases.
    pub phases: usize,
    /// Steps in phases.
    pub steps: usize,
    /// Of all steps, those with a command.
    pub commands: usize,
    /// Checks.
    pub checks: usize,
    /// Rollback plans.
    pub plans: usize,
    /// Known troubles.
    pub troubles: usize,
    /// Contacts, escalation levels, channels and vendors.
    pub contacts: usize,
    /// Lines of the print copy.
    pub print_lines: usize,
    /// Texts to look up.
    pub notes: usize,
    /// Inputs, by name.
    pub inputs: Vec<String>,
}

impl Report {
    pub(crate) fn new(document: &str, ledger: &Ledger, book: &Runbook, remarks: &[Remark]) -> Self {
        let count = |what| Count::of(ledger.all().iter().filter(|found| found.what == what));
        let mut notes: Vec<Note> =
            remarks.iter().map(|it| Note { line: it.line, message: it.message.clone() }).collect();
        notes.sort_by_key(|note| note.line);
        notes.dedup();
        Self {
            document: document.to_owned(),
            id: book.id.to_string(),
            title: book.title.clone(),
            headings: count(Counted::Heading),
            task_items: count(Counted::Task),
            code_blocks: count(Counted::Code),
            tables: count(Counted::Table),
            links: count(Counted::Link),
            made: Made::of(book),
            notes,
        }
    }

    /// Puts a note about the whole document first.
    pub(crate) fn remark_first(&mut self, message: String) {
        self.notes.insert(0, Note { line: 0, message });
    }

    /// The report for a person.
    pub fn text(&self) -> String {
        use std::fmt::Write;
        let mut out = String::new();
        let made = &self.made;
        let _ = writeln!(out, "{}: “{}” as runbook `{}`", self.document, self.title, self.id);
        let _ = writeln!(
            out,
            "{} phases with {} steps, {} rollback plans, {} troubles, {} commands, {} checks, {} contacts, {} print lines, {} inputs, {} notes",
            made.phases,
            made.steps,
            made.plans,
            made.troubles,
            made.commands,
            made.checks,
            made.contacts,
            made.print_lines,
            made.inputs.len(),
            made.notes
        );
        let _ = writeln!(out, "{:<14} {:>6} {:>7} {:>13}", "", "found", "placed", "kept as text");
        let rows = [
            ("headings", &self.headings),
            ("task items", &self.task_items),
            ("code blocks", &self.code_blocks),
            ("tables", &self.tables),
            ("links", &self.links),
        ];
        for (name, count) in rows {
            let _ = writeln!(
                out,
                "{name:<14} {:>6} {:>7} {:>13}",
                count.found,
                count.placed,
                count.not_understood.len()
            );
        }
        for (name, count) in rows {
            for missed in &count.not_understood {
                let _ = writeln!(
                    out,
                    "{}:{}: {name}: {} ({})",
                    self.document, missed.line, missed.text, missed.kept
                );
            }
        }
        for note in &self.notes {
            if note.line == 0 {
                let _ = writeln!(out, "{}: {}", self.document, note.message);
            } else {
                let _ = writeln!(out, "{}:{}: {}", self.document, note.line, note.message);
            }
        }
        out
    }
}

impl Count {
    fn of<'f>(all: impl Iterator<Item = &'f Found>) -> Self {
        let mut count = Self::default();
        for found in all {
            count.found += 1;
            match &found.fate {
                Fate::Placed => count.placed += 1,
                Fate::Kept(place) => count.not_understood.push(missed(found, place)),
                Fate::Open => count.not_understood.push(missed(found, "nowhere")),
            }
        }
        count
    }
}

fn missed(found: &Found, place: &str) -> Missed {
    let first = found.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    Missed { line: found.line, text: shortened(first, 80), kept: place.to_owned() }
}

impl Made {
    fn of(book: &Runbook) -> Self {
        Self {
            phases: book.phase.len(),
            steps: book.phase_steps().count(),
            commands: book.steps().filter(|step| step.has_command()).count(),
            checks: book.steps().map(|step| step.check.len()).sum(),
            plans: book.plan.len(),
            troubles: book.trouble.len(),
            contacts: book.contact.len() + book.escalation.len() + book.channel.len() + book.vendor.len(),
            print_lines: book
                .print
                .iter()
                .flat_map(|print| &print.sections)
                .map(|section| section.lines.len())
                .sum(),
            notes: book.note.len(),
            inputs: book.input.keys().map(ToString::to_string).collect(),
        }
    }
}
