//! A document as a list of blocks, each with its line.

use super::text::Text;

/// Something that the report counts, by its place in the ledger.
pub(crate) type Entry = usize;

/// A link, as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LinkEntry {
    /// Its words.
    pub(crate) title: String,
    /// Its address.
    pub(crate) url: String,
    /// For the report.
    pub(crate) entry: Entry,
}

/// A block, and how deep in lists it stands: 0 outside, 1 in an item, 2 in an item's item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    /// The line, from 1.
    pub(crate) line: u32,
    /// How deep.
    pub(crate) depth: usize,
    /// What it is.
    pub(crate) kind: BlockKind,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum BlockKind {
    /// A heading, or a bold line in place of one (then `level` is 7).
    Heading {
        /// 1 to 6; 7 for a bold line.
        level: u8,
        /// The title.
        text: Text,
        /// For the report; a bold line isn't counted.
        entry: Option<Entry>,
    },
    /// The begin of a list's item; its own first paragraph is its text.
    Item(ItemHead),
    /// A fence or indented code.
    Code(Code),
    /// A table.
    Table(Table),
    /// A paragraph.
    Para(Para),
    /// A line across.
    Rule,
}

/// What an item begins with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ItemHead {
    /// Its number in an ordered list.
    pub(crate) number: Option<usize>,
    /// A box before it, and whether it is ticked.
    pub(crate) task: Option<bool>,
    /// Its first paragraph.
    pub(crate) text: Text,
    /// For the report, where it is a task.
    pub(crate) entry: Option<Entry>,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Para {
    /// Its line.
    pub(crate) line: u32,
    /// Its text.
    pub(crate) text: Text,
    /// It stands in a quote, or in a box that warns.
    pub(crate) quoted: bool,
    /// The box says that something can go wrong.
    pub(crate) warns: bool,
}

/// A block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// Its line; that of the fence where there is one.
    pub(crate) line: u32,
    /// What stands behind the fence.
    pub(crate) info: String,
    /// Its text, without a newline at the end.
    pub(crate) text: String,
    /// For the report.
    pub(crate) entry: Entry,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    /// Its line.
    pub(crate) line: u32,
    /// The cells of its first row.
    pub(crate) header: Vec<Text>,
    /// Its other rows.
    pub(crate) rows: Vec<Row>,
    /// For the report.
    pub(crate) entry: Entry,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// Its line.
    pub(crate) line: u32,
    /// Its cells.
    pub(crate) cells: Vec<Text>,
    /// For the report, where the row is a task.
    pub(crate) entry: Option<Entry>,
}

impl Table {
    /// The table as text, a row a line.
    pub(crate) fn plain(&self) -> String {
        let row = |cells: &[Text]| cells.iter().map(Text::line).collect::<Vec<_>>().join(" | ");
        let mut lines = vec![row(&self.header)];
        lines.extend(self.rows.iter().map(|it| row(&it.cells)));
        lines.retain(|line| line.chars().any(|c| !matches!(c, ' ' | '|')));
        lines.join("\n")
    }

    /// Every link in it.
    pub(crate) fn links(&self) -> impl Iterator<Item = &LinkEntry> {
        self.header.iter().chain(self.rows.iter().flat_map(|row| &row.cells)).flat_map(|cell| &cell.links)
    }
}
