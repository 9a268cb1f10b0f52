//! From Markdown to blocks.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, ListType, NodeValue};
use comrak::{Arena, Options, parse_document};

use super::block::{Block, BlockKind, Code, ItemHead, LinkEntry, Para, Row, Table};
use super::html::{self, Tag};
use super::ledger::{Counted, Ledger};
use super::text::{BOLD, Text, UNBOLD};
use super::tick::{cell_tick, ticked};

/// Lists in lists beyond this depth count as this deep.
const DEEPEST: usize = 6;

/// A document's blocks, and the text of its front matter.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// The blocks.
    pub(crate) blocks: Vec<Block>,
    /// The front matter, without its marks.
    pub(crate) front: Option<String>,
}

/// Reads `text`; everything that is counted goes into `ledger`.
pub(crate) fn parse(text: &str, ledger: &mut Ledger) -> Parsed {
    let mut parsed = Parsed::default();
    read(text, 0, ledger, &mut parsed, true);
    parsed
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.alerts = true;
    options.extension.front_matter_delimiter = Some("---".to_owned());
    options
}

fn read(text: &str, offset: u32, ledger: &mut Ledger, parsed: &mut Parsed, outermost: bool) {
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options());
    let mut reader = Reader {
        ledger,
        parsed,
        offset,
        outermost,
        lists: Vec::new(),
        depth: 0,
        quotes: 0,
        warns: 0,
        text: None,
        table: None,
    };
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => reader.start(node),
            NodeEdge::End(node) => reader.end(node),
        }
    }
}

struct Reader<'r> {
    ledger: &'r mut Ledger,
    parsed: &'r mut Parsed,
    /// Lines before this text in its document.
    offset: u32,
    outermost: bool,
    /// The number of the next item of each open list, where it has numbers.
    lists: Vec<Option<usize>>,
    depth: usize,
    quotes: usize,
    warns: usize,
    text: Option<Building>,
    table: Option<Table>,
}

/// A text that is being read.
#[derive(Default)]
struct Building {
    raw: String,
    links: Vec<LinkEntry>,
    /// Where each open link began.
    open: Vec<usize>,
}

impl Reader<'_> {
    fn line(&self, node: &AstNode<'_>) -> u32 {
        u32::try_from(node.data().sourcepos.start.line).unwrap_or(u32::MAX).saturating_add(self.offset)
    }

    fn push(&mut self, line: u32, kind: BlockKind) {
        self.parsed.blocks.push(Block { line, depth: self.depth.min(DEEPEST), kind });
    }

    fn start(&mut self, node: &AstNode<'_>) {
        let line = self.line(node);
        let value = node.data();
        match &value.value {
            NodeValue::FrontMatter(text) => {
                let inside = text.trim().trim_start_matches("---").trim_end_matches("---").trim();
                self.parsed.front = Some(inside.to_owned());
            }
            NodeValue::List(list) => {
                self.lists.push((list.list_type == ListType::Ordered).then_some(list.start));
            }
            NodeValue::Item(_) => self.item(line, None),
            NodeValue::TaskItem(task) if self.table.is_none() => self.item(line, Some(task.symbol.is_some())),
            NodeValue::BlockQuote => self.quotes += 1,
            NodeValue::Alert(alert) => {
                use comrak::nodes::AlertType::{Caution, Important, Warning};
                self.quotes += 1;
                if matches!(alert.alert_type, Caution | Warning | Important) || self.warns > 0 {
                    self.warns += 1;
                }
            }
            NodeValue::CodeBlock(code) => match unfenced(&code.literal).filter(|_| !code.fenced) {
                Some((info, text)) => self.code(line, info, text),
                None => self.code(line, code.info.trim(), &code.literal),
            },
            NodeValue::HtmlBlock(block) => self.html(line, &block.literal),
            NodeValue::ThematicBreak => self.push(line, BlockKind::Rule),
            NodeValue::Table(_) => {
                let entry = self.ledger.add(Counted::Table, line, String::new());
                self.table = Some(Table { line, header: Vec::new(), rows: Vec::new(), entry });
            }
            NodeValue::TableRow(header) => {
                if let (false, Some(table)) = (*header, &mut self.table) {
                    table.rows.push(Row { line, cells: Vec::new(), entry: None });
                }
            }
            NodeValue::Paragraph | NodeValue::Heading(_) | NodeValue::TableCell => {
                self.text = Some(Building::default());
            }
            inline => self.inline(line, inline),
        }
    }

    fn item(&mut self, line: u32, task: Option<bool>) {
        let number = self.lists.last_mut().and_then(Option::as_mut).map(|next| {
            *next += 1;
            *next - 1
        });
        self.depth += 1;
        self.push(line, BlockKind::Item(ItemHead { number, task, text: Text::default(), entry: None }));
        if task.is_some() {
            self.count_task(line);
        }
    }

    /// The last block is an item that is a task.
    fn count_task(&mut self, line: u32) {
        if let Some(Block { kind: BlockKind::Item(head), .. }) = self.parsed.blocks.last_mut() {
            head.entry = Some(self.ledger.add(Counted::Task, line, head.text.plain()));
        }
    }

    fn code(&mut self, line: u32, info: &str, literal: &str) {
        let text = literal.trim_end_matches('\n').to_owned();
        let entry = self.ledger.add(Counted::Code, line, text.clone());
        self.push(line, BlockKind::Code(Code { line, info: info.to_owned(), text, entry }));
    }

    fn html(&mut self, line: u32, literal: &str) {
        let text = html::text(literal);
        if text.trim().is_empty() {
            return;
        }
        if self.outermost && self.depth == 0 {
            // Markdown right behind a tag counts as HTML; whoever wrote it meant Markdown.
            read(&text, line.saturating_sub(1), self.ledger, self.parsed, false);
        } else {
            let text = Text::new(text.trim(), Vec::new());
            self.push(line, BlockKind::Para(Para { line, text, quoted: self.quotes > 0, warns: false }));
        }
    }

    fn inline(&mut self, line: u32, value: &NodeValue) {
        let Some(text) = &mut self.text else { return };
        match value {
            NodeValue::Text(it) => text.raw.push_str(it),
            NodeValue::Code(it) => {
                text.raw.push('`');
                text.raw.push_str(&it.literal);
                text.raw.push('`');
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => text.raw.push('\n'),
            NodeValue::HtmlInline(it) => match html::tag(it) {
                Tag::Checkbox => text.raw.push_str("☐ "),
                Tag::Text => text.raw.push_str(it),
                Tag::Format(name) if name == "br" => text.raw.push('\n'),
                Tag::Format(name) if name == "b" || name == "strong" => {
                    text.raw.push(if it.starts_with("</") { UNBOLD } else { BOLD });
                }
                Tag::Comment | Tag::Format(_) => {}
            },
            NodeValue::Strong => text.raw.push(BOLD),
            NodeValue::Link(link) | NodeValue::Image(link) => {
                let entry = self.ledger.add(Counted::Link, line, link.url.clone());
                text.open.push(text.raw.len());
                text.links.push(LinkEntry { title: String::new(), url: link.url.clone(), entry });
            }
            _ => {}
        }
    }

    fn end(&mut self, node: &AstNode<'_>) {
        let line = self.line(node);
        let value = node.data();
        match &value.value {
            NodeValue::List(_) => {
                self.lists.pop();
            }
            NodeValue::Item(_) => self.depth = self.depth.saturating_sub(1),
            NodeValue::TaskItem(_) if self.table.is_none() => self.depth = self.depth.saturating_sub(1),
            NodeValue::BlockQuote => self.quotes = self.quotes.saturating_sub(1),
            NodeValue::Alert(_) => {
                self.quotes = self.quotes.saturating_sub(1);
                self.warns = self.warns.saturating_sub(1);
            }
            NodeValue::Strong => {
                if let Some(text) = &mut self.text {
                    text.raw.push(UNBOLD);
                }
            }
            NodeValue::Link(_) | NodeValue::Image(_) => self.link(),
            NodeValue::Heading(heading) => {
                let text = self.taken();
                let entry = Some(self.ledger.add(Counted::Heading, line, text.line()));
                self.push(line, BlockKind::Heading { level: heading.level, text, entry });
            }
            NodeValue::TableCell => {
                let text = self.taken();
                if let Some(table) = &mut self.table {
                    match table.rows.last_mut() {
                        Some(row) => row.cells.push(text),
                        None => table.header.push(text),
                    }
                }
            }
            NodeValue::Table(_) => self.table_end(),
            NodeValue::Paragraph => self.paragraph(node, line),
            _ => {}
        }
    }

    fn taken(&mut self) -> Text {
        self.text.take().map(|it| Text::new(it.raw, it.links)).unwrap_or_default()
    }

    fn link(&mut self) {
        let Some(text) = &mut self.text else { return };
        let Some(from) = text.open.pop() else { return };
        let title = super::text::unmarked(text.raw.get(from..).unwrap_or_default());
        // An inner link has been closed already: the open ones are a tail.
        let at = text.links.iter().rposition(|link| link.title.is_empty());
        if let Some(link) = at.and_then(|at| text.links.get_mut(at)) {
            link.title = if title.is_empty() { link.url.clone() } else { title };
        }
    }

    fn table_end(&mut self) {
        let Some(mut table) = self.table.take() else { return };
        for row in &mut table.rows {
            if row.cells.iter().any(|cell| cell_tick(&cell.line()).is_some()) {
                let text = row.cells.iter().map(Text::line).collect::<Vec<_>>().join(" | ");
                row.entry = Some(self.ledger.add(Counted::Task, row.line, text));
            }
        }
        self.ledger.say(table.entry, table.plain());
        let line = table.line;
        self.push(line, BlockKind::Table(table));
    }

    fn paragraph(&mut self, node: &AstNode<'_>, line: u32) {
        let text = self.taken();
        let in_item = node
            .parent()
            .is_some_and(|parent| matches!(parent.data().value, NodeValue::Item(_) | NodeValue::TaskItem(_)));
        if in_item
            && let Some(Block { kind: BlockKind::Item(head), .. }) = self.parsed.blocks.last_mut()
            && head.text.is_empty()
        {
            let tick = head.task.is_none().then(|| ticked(text.raw())).flatten();
            let tick = tick.map(|(done, rest)| (done, rest.to_owned()));
            if let Some((done, rest)) = tick {
                head.task = Some(done);
                head.text = Text::new(rest, text.links);
                self.count_task(line);
            } else {
                if let Some(entry) = head.entry {
                    self.ledger.say(entry, text.plain());
                }
                head.text = text;
            }
            return;
        }
        if ["[TOC]", "[[TOC]]", "[[_TOC_]]", "${toc}"].contains(&text.plain().as_str()) {
            return;
        }
        // Boxes at the begin of lines, without a list around them.
        if text.lines().next().is_some_and(|first| ticked(first).is_some()) {
            self.loose_tasks(line, &text);
            return;
        }
        let para = Para { line, text, quoted: self.quotes > 0, warns: self.warns > 0 };
        self.push(line, BlockKind::Para(para));
    }

    fn loose_tasks(&mut self, line: u32, text: &Text) {
        let mut links = text.links.clone();
        self.depth += 1;
        for (at, one) in (line..).zip(text.raw().lines()) {
            if let Some((done, rest)) = ticked(one) {
                let text = Text::new(rest, std::mem::take(&mut links));
                self.push(
                    at,
                    BlockKind::Item(ItemHead { number: None, task: Some(done), text, entry: None }),
                );
                self.count_task(at);
            } else if let Some(Block { kind: BlockKind::Item(head), .. }) = self.parsed.blocks.last_mut() {
                let links = std::mem::take(&mut head.text.links);
                head.text = Text::new(format!("{}\n{one}", head.text.raw()), links);
            }
        }
        self.depth -= 1;
    }
}

/// A fence that stands too deep and so counts as indented code: what stands behind it, and in it.
fn unfenced(literal: &str) -> Option<(&str, &str)> {
    let text = literal.trim();
    let mark = ["```", "~~~"].into_iter().find(|mark| text.starts_with(mark))?;
    let (first, rest) = text.split_once('\n')?;
    let inside = rest.trim_end().strip_suffix(mark)?;
    let alone = !inside.contains(mark) && (inside.is_empty() || inside.trim_end_matches(' ').ends_with('\n'));
    alone.then(|| (first.trim_start_matches(['`', '~']).trim(), inside))
}
