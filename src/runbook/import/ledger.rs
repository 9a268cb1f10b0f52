//! What was found in a document, and what became of each.

use super::block::Entry;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    /// A heading.
    Heading,
    /// An item with a box.
    Task,
    /// A block of code.
    Code,
    /// A table.
    Table,
    /// A link.
    Link,
}

/// What became of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Nothing yet.
    Open,
    /// It means something in the runbook.
    Placed,
    /// It is kept as text, and nothing more; where.
    Kept(&'static str),
}

/// One of the counted.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// What it is.
    pub(crate) what: Counted,
    /// Its line.
    pub(crate) line: u32,
    /// Its text, or the beginning of it.
    pub(crate) text: String,
    /// What became of it.
    pub(crate) fate: Fate,
}

/// All of them, in the order of the document.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    found: Vec<Found>,
}

impl Ledger {
    /// Counts one.
    pub(crate) fn add(&mut self, what: Counted, line: u32, text: impl Into<String>) -> Entry {
        self.found.push(Found { what, line, text: text.into(), fate: Fate::Open });
        self.found.len() - 1
    }

    /// Its text is known only now.
    pub(crate) fn say(&mut self, entry: Entry, text: impl Into<String>) {
        if let Some(found) = self.found.get_mut(entry) {
            found.text = text.into();
        }
    }

    /// It means something in the runbook.
    pub(crate) fn placed(&mut self, entry: Entry) {
        if let Some(found) = self.found.get_mut(entry) {
            found.fate = Fate::Placed;
        }
    }

    /// It is kept as text; never less than it was.
    pub(crate) fn kept(&mut self, entry: Entry, place: &'static str) {
        if let Some(found) = self.found.get_mut(entry)
            && found.fate == Fate::Open
        {
            found.fate = Fate::Kept(place);
        }
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Found] {
        &self.found
    }

    /// Whether nothing has become of it yet.
    pub(crate) fn is_open(&self, entry: Entry) -> bool {
        self.found.get(entry).is_some_and(|found| found.fate == Fate::Open)
    }
}
