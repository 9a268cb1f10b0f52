//! Severities: what counts as which, and what is done then.

use super::cx::Cx;
use super::plain;
use super::section::{Item, Part, Section};
use super::text::{Text, bold_lead};
use crate::model::runbook::Escalation;

/// Severities: `**P0 (Critical)**: Service down - RTO: 15 min`, or a bold line with bullets under it.
pub(crate) fn severities(cx: &mut Cx<'_>, section: &Section) {
    if let Some(entry) = section.entry {
        cx.ledger.placed(entry);
    }
    let mut rest = Vec::new();
    for part in &section.parts {
        match part {
            Part::Item(item) if item.codes().is_empty() => severity_item(cx, item),
            Part::Table(table) => {
                cx.ledger.placed(table.entry);
                for row in &table.rows {
                    let cells: Vec<String> = row.cells.iter().map(Text::line).collect();
                    let action: Vec<String> = cells
                        .iter()
                        .enumerate()
                        .skip(2)
                        .map(|(at, cell)| {
                            format!("{}: {cell}", table.header.get(at).map(Text::line).unwrap_or_default())
                        })
                        .collect();
                    let level = cells.first().cloned().unwrap_or_default();
                    push(cx, &level, cells.get(1).map_or("", String::as_str), &action.join("; "));
                }
                let links: Vec<_> = table.links().cloned().collect();
                cx.book_links(&links);
            }
            other => rest.push(other.clone()),
        }
    }
    for child in &section.children {
        if let Some(entry) = child.entry {
            cx.ledger.placed(entry);
        }
        plain::keep_parts(cx, &child.parts, "as text of a severity");
        let text = plain::parts(&child.parts)
            .lines()
            .map(|line| line.trim().trim_start_matches("- "))
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("; ");
        push(cx, &super::names::title(&child.title.line()), &text, "");
        for inner in &child.children {
            plain::keep_section(cx, inner, "as a note");
            cx.note(&inner.title.line(), &plain::section(inner), inner.line);
        }
    }
    if !rest.is_empty() {
        plain::keep_parts(cx, &rest, "as a note");
        cx.note(&section.title.line(), &plain::parts(&rest), section.line);
    }
}

fn severity_item(cx: &mut Cx<'_>, item: &Item) {
    if let Some(entry) = item.entry {
        cx.ledger.placed(entry);
    }
    cx.book_links(&item.text.links);
    plain::keep_parts(cx, &item.parts, "as text of a severity");
    let line = item.text.line();
    let (name, value) = bold_lead(item.text.raw())
        .or_else(|| line.split_once(':').map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned())))
        .unwrap_or((line, String::new()));
    let more = plain::parts(&item.parts).split_whitespace().collect::<Vec<_>>().join(" ");
    let (when, action) =
        value.split_once(" - ").or_else(|| value.split_once(" – ")).unwrap_or((value.as_str(), ""));
    push(cx, &name, when, format!("{action} {more}").trim());
}

fn push(cx: &mut Cx<'_>, level: &str, when: &str, action: &str) {
    if level.is_empty() && when.is_empty() {
        return;
    }
    cx.book.escalation.push(Escalation {
        level: level.to_owned(),
        when: when.to_owned(),
        action: action.to_owned(),
        after: None,
    });
}
