//! Parts and sections as plain text, for what is only kept.

use super::cx::Cx;
use super::section::{Item, Part, Section};

/// A block of code as text, with its fence.
pub(crate) fn fenced(info: &str, text: &str) -> String {
    format!("```{info}\n{text}\n```")
}

/// `parts` as text, a blank line between them.
pub(crate) fn parts(parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        let (text, close) = match part {
            Part::Para(para) => (para.text.plain(), false),
            Part::Code(code) => (fenced(&code.info, &code.text), false),
            Part::Table(table) => (table.plain(), false),
            Part::Item(it) => (item(it, 0), true),
        };
        if !out.is_empty() {
            out.push_str(
                if close && out.lines().last().is_some_and(|line| line.trim_start().starts_with(['-', '['])) {
                    "\n"
                } else {
                    "\n\n"
                },
            );
        }
        out.push_str(&text);
    }
    out
}

fn item(item: &Item, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let mark = match (item.number, item.task) {
        (_, Some(true)) => "- [x]".to_owned(),
        (_, Some(false)) => "- [ ]".to_owned(),
        (Some(number), _) => format!("{number}."),
        _ => "-".to_owned(),
    };
    let mut out = format!("{indent}{mark} {}", item.text.plain().replace('\n', &format!("\n{indent}  ")));
    for part in &item.parts {
        out.push('\n');
        match part {
            Part::Item(inner) => out.push_str(&self::item(inner, depth + 1)),
            other => {
                let text = parts(std::slice::from_ref(other));
                out.push_str(
                    &text.lines().map(|line| format!("{indent}  {line}")).collect::<Vec<_>>().join("\n"),
                );
            }
        }
    }
    out
}

/// A section as text, the titles of the sections in it as lines.
pub(crate) fn section(section: &Section) -> String {
    let mut pieces = vec![parts(&section.parts)];
    for child in &section.children {
        pieces.push(child.title.line());
        pieces.push(self::section(child));
    }
    pieces.retain(|piece| !piece.trim().is_empty());
    pieces.join("\n\n")
}

/// Everything in `section` is kept as text, in `place`; its headings mean what they say.
pub(crate) fn keep_section(cx: &mut Cx<'_>, section: &Section, place: &'static str) {
    if let Some(entry) = section.entry {
        cx.ledger.placed(entry);
    }
    keep_parts(cx, &section.parts, place);
    for child in &section.children {
        keep_section(cx, child, place);
    }
}

/// Everything in `parts` is kept as text, in `place`; links can be opened all the same.
pub(crate) fn keep_parts(cx: &mut Cx<'_>, parts: &[Part], place: &'static str) {
    for part in parts {
        match part {
            Part::Para(para) => cx.book_links(&para.text.links),
            Part::Code(code) => cx.ledger.kept(code.entry, place),
            Part::Table(table) => {
                cx.ledger.kept(table.entry, place);
                for row in table.rows.iter().filter_map(|row| row.entry) {
                    cx.ledger.kept(row, place);
                }
                let links: Vec<_> = table.links().cloned().collect();
                cx.book_links(&links);
            }
            Part::Item(item) => {
                if let Some(entry) = item.entry {
                    cx.ledger.kept(entry, place);
                }
                cx.book_links(&item.text.links);
                keep_parts(cx, &item.parts, place);
            }
        }
    }
}
