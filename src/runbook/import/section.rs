//! A document as a tree: sections by their headings, and in each its parts, items with what stands in them.

use super::block::{Block, BlockKind, Code, Entry, Para, Table};
use super::label::labelled;
use super::text::Text;

/// The level of a bold line that stands in place of a heading.
const BOLD_LEVEL: u8 = 7;

/// A heading and what stands under it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    /// The heading's line; 1 for what stands before any.
    pub(crate) line: u32,
    /// Its level, 1 to 7; 0 for the whole document.
    pub(crate) level: u8,
    /// Its title.
    pub(crate) title: Text,
    /// For the report.
    pub(crate) entry: Option<Entry>,
    /// What stands under it before the next heading.
    pub(crate) parts: Vec<Part>,
    /// The sections in it.
    pub(crate) children: Vec<Section>,
    /// How much its title says.
    pub(crate) reading: Reading,
}

/// How much titles say about what stands under them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reading {
    /// They part work, ways back, troubles and the rest.
    #[default]
    ByTitle,
    /// Troubles and ways back are the work.
    InOrder,
    /// Everything is.
    AllWork,
}

/// A piece of a section or of an item.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// A paragraph.
    Para(Para),
    /// An item of a list.
    Item(Item),
    /// A block of code.
    Code(Code),
    /// A table.
    Table(Table),
}

/// An item of a list.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// Its line.
    pub(crate) line: u32,
    /// Its number in an ordered list.
    pub(crate) number: Option<usize>,
    /// A box, and whether it is ticked.
    pub(crate) task: Option<bool>,
    /// Its first paragraph.
    pub(crate) text: Text,
    /// For the report, where it is a task.
    pub(crate) entry: Option<Entry>,
    /// What else stands in it.
    pub(crate) parts: Vec<Part>,
}

impl Item {
    /// The blocks of code in it, deep.
    pub(crate) fn codes(&self) -> Vec<&Code> {
        let mut codes = Vec::new();
        for part in &self.parts {
            match part {
                Part::Code(code) => codes.push(code),
                Part::Item(item) => codes.extend(item.codes()),
                _ => {}
            }
        }
        codes
    }

    /// Whether it is a task or one of its items is.
    pub(crate) fn has_task(&self) -> bool {
        self.task.is_some()
            || self.parts.iter().any(|part| matches!(part, Part::Item(item) if item.has_task()))
    }
}

impl Section {
    /// Takes it and what stands in it so.
    pub(crate) fn take(&mut self, reading: Reading) {
        self.reading = reading;
        self.children.iter_mut().for_each(|it| it.take(reading));
    }

    /// Whether nothing stands in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.children.is_empty()
    }

    /// The items that stand directly in it.
    pub(crate) fn items(&self) -> impl Iterator<Item = &Item> {
        self.parts.iter().filter_map(|part| match part {
            Part::Item(item) => Some(item),
            _ => None,
        })
    }

    /// Whether a task stands directly in it.
    pub(crate) fn has_tasks(&self) -> bool {
        self.items().any(Item::has_task)
            || self.parts.iter().any(
                |part| matches!(part, Part::Table(table) if table.rows.iter().any(|row| row.entry.is_some())),
            )
    }

    /// Whether something is to be done in it or below it: a task, code or an item.
    pub(crate) fn has_work(&self) -> bool {
        self.has_tasks()
            || self.parts.iter().any(|part| matches!(part, Part::Code(_) | Part::Item(_)))
            || self.children.iter().any(Section::has_work)
    }

    /// Whether a task stands in it or below it.
    pub(crate) fn has_tasks_below(&self) -> bool {
        self.has_tasks() || self.children.iter().any(Section::has_tasks_below)
    }
}

/// The tree of `blocks`.
pub(crate) fn sections(blocks: Vec<Block>) -> Section {
    let mut stack = vec![Section { line: 1, ..Section::default() }];
    let mut pending: Vec<Block> = Vec::new();
    for block in blocks {
        let heading = match block {
            Block { line, depth: 0, kind: BlockKind::Heading { level, text, entry } } => {
                Ok((line, level, text, entry))
            }
            Block { line, depth: 0, kind: BlockKind::Para(para) }
                if is_bold_heading(&para) || is_option_line(&para) =>
            {
                Ok((line, BOLD_LEVEL, para.text, None))
            }
            other => Err(other),
        };
        match heading {
            Err(block) => pending.push(block),
            Ok((line, level, title, entry)) => {
                settle(&mut stack, &mut pending);
                close(&mut stack, level);
                stack.push(Section { line, level, title, entry, ..Section::default() });
            }
        }
    }
    settle(&mut stack, &mut pending);
    close(&mut stack, 0);
    stack.pop().unwrap_or_default()
}

fn is_bold_heading(para: &Para) -> bool {
    !para.quoted
        && para.text.is_title()
        && labelled(para.text.raw()).is_none()
        && !para.text.plain().ends_with(['.', '!', ',', ';'])
}

/// `Option A: Docker` on a line by itself.
fn is_option_line(para: &Para) -> bool {
    let text = para.text.plain();
    !para.quoted
        && !text.contains('\n')
        && text.chars().count() <= 80
        && !text.ends_with(['.', '!', '?', ';'])
        && super::kind::is_option(&text)
}

/// What was read since the last heading goes into the innermost section.
fn settle(stack: &mut [Section], pending: &mut Vec<Block>) {
    if let Some(section) = stack.last_mut() {
        section.parts.extend(adopted(parts(std::mem::take(pending))));
    }
}

/// Closes the sections of `level` and below; the whole document stays.
fn close(stack: &mut Vec<Section>, level: u8) {
    while stack.len() > 1 && stack.last().is_some_and(|section| section.level >= level) {
        if let (Some(done), Some(parent)) = (stack.pop(), stack.last_mut()) {
            parent.children.push(done);
        }
    }
}

/// Blocks as parts: what stands in an item goes into it.
fn parts(blocks: Vec<Block>) -> Vec<Part> {
    let mut root = Vec::new();
    let mut open: Vec<Item> = Vec::new();
    for Block { line, depth, kind } in blocks {
        let keep = if matches!(kind, BlockKind::Item(_)) { depth.saturating_sub(1) } else { depth };
        shut(&mut root, &mut open, keep);
        let part = match kind {
            BlockKind::Item(head) => {
                open.push(Item {
                    line,
                    number: head.number,
                    task: head.task,
                    text: head.text,
                    entry: head.entry,
                    parts: Vec::new(),
                });
                continue;
            }
            BlockKind::Code(code) => Part::Code(code),
            BlockKind::Table(table) => Part::Table(table),
            BlockKind::Para(para) => Part::Para(para),
            // A heading in an item or a quote is no section's.
            BlockKind::Heading { text, .. } => Part::Para(Para { line, text, quoted: false, warns: false }),
            BlockKind::Rule => continue,
        };
        match open.last_mut() {
            Some(item) => item.parts.push(part),
            None => root.push(part),
        }
    }
    shut(&mut root, &mut open, 0);
    root
}

fn shut(root: &mut Vec<Part>, open: &mut Vec<Item>, keep: usize) {
    while open.len() > keep {
        let Some(done) = open.pop() else { return };
        match open.last_mut() {
            Some(parent) => parent.parts.push(Part::Item(done)),
            None => root.push(Part::Item(done)),
        }
    }
}

/// A fence beside a list belongs to the item before it, where that item is a step of its own.
fn adopted(parts: Vec<Part>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    for part in parts {
        match (out.last_mut(), part) {
            (Some(Part::Item(item)), Part::Code(code))
                if item.task.is_some() || item.number.is_some() || item.text.plain().ends_with(':') =>
            {
                item.parts.push(Part::Code(code));
            }
            (_, part) => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::ledger::Ledger;
    use super::super::parse::parse;
    use super::*;

    fn tree(text: &str) -> Section {
        sections(parse(text, &mut Ledger::default()).blocks)
    }

    #[test]
    fn headings_and_bold_lines_make_sections() {
        let root = tree("intro\n\n# A\n\n## B\n\n**Title:**\n\ntext\n\n**Duration**: 5 min\n\n# C\n");
        assert_eq!(root.parts.len(), 1);
        let names: Vec<String> = root.children.iter().map(|it| it.title.line()).collect();
        assert_eq!(names, ["A", "C"]);
        let bold = &root.children[0].children[0].children[0];
        assert_eq!((bold.title.line().as_str(), bold.level, bold.parts.len()), ("Title:", 7, 2));
    }

    #[test]
    fn items_hold_what_stands_in_them() {
        let root = tree(
            "- [ ] a\n  ```\n  x\n  ```\n  - b\n    more\n\n    para\n- [x] c\n1. d:\n```\ny\n```\n2. e\n",
        );
        let items: Vec<&Item> = root.items().collect();
        assert_eq!(items.len(), 4);
        assert_eq!(items[0].task, Some(false));
        assert_eq!(items[0].parts.len(), 2);
        assert_eq!(items[1].task, Some(true));
        assert_eq!((items[2].number, items[2].codes().len()), (Some(1), 1), "a fence beside the list");
        assert_eq!(items[3].number, Some(2));
    }
}
