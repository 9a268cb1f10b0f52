//! What a document holds, by an independent walk, and whether a runbook holds it, too.

use std::collections::BTreeMap;

use gonogo::checks::KINDS;
use gonogo::exec;
use gonogo::metrics::promql;
use gonogo::model::runbook::Runbook;
use gonogo::runbook::import::{Imported, import_with};
use gonogo::runbook::{LintOptions, Loaded, load_with};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Task items and blocks of code, as CommonMark has them.
#[derive(Debug, Default)]
pub struct Found {
    pub tasks: Vec<String>,
    pub codes: Vec<String>,
    pub headings: usize,
    pub tables: usize,
}

pub fn walk(text: &str) -> Found {
    let options = Options::ENABLE_TASKLISTS
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut found = Found::default();
    // The open items: the text of each that is a task.
    let mut items: Vec<Option<String>> = Vec::new();
    let mut code: Option<String> = None;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Item) => items.push(None),
            Event::TaskListMarker(_) => {
                if let Some(item) = items.last_mut() {
                    *item = Some(String::new());
                }
            }
            // An item's own text ends where something else begins in it.
            Event::End(TagEnd::Item) => settle(&mut items, &mut found),
            Event::Start(Tag::List(_) | Tag::CodeBlock(_)) | Event::End(TagEnd::Paragraph) => {
                let is_code = matches!(event, Event::Start(Tag::CodeBlock(_)));
                if let Some(item) = items.last_mut()
                    && let Some(text) = item.take()
                {
                    found.tasks.push(text);
                }
                if is_code {
                    code = Some(String::new());
                }
            }
            Event::End(TagEnd::CodeBlock) => found.codes.extend(code.take()),
            Event::Start(Tag::Heading { .. }) => found.headings += 1,
            Event::Start(Tag::Table(_)) => found.tables += 1,
            Event::Text(it) | Event::Code(it) | Event::InlineHtml(it) => {
                match (&mut code, items.last_mut()) {
                    (Some(code), _) => code.push_str(&it),
                    (None, Some(Some(item))) => item.push_str(&it),
                    _ => {}
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(Some(item)) = items.last_mut() {
                    item.push('\n');
                }
            }
            _ => {}
        }
    }
    found
}

fn settle(items: &mut Vec<Option<String>>, found: &mut Found) {
    if let Some(Some(text)) = items.pop() {
        found.tasks.push(text);
    }
}

/// Letters and digits alone: quotes and marks around them may change on the way.
fn squash(text: &str, ascii: bool) -> String {
    text.to_lowercase()
        .chars()
        .filter(|c| if ascii { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() })
        .collect()
}

/// Everything that a runbook says, in the order of the file.
fn says(book: &Runbook) -> String {
    fn leaves(value: &serde_json::Value, out: &mut String) {
        match value {
            serde_json::Value::String(text) => {
                out.push_str(text);
                out.push('\n');
            }
            serde_json::Value::Array(list) => list.iter().for_each(|it| leaves(it, out)),
            // An id is made from words that stand in the title already.
            serde_json::Value::Object(map) => {
                map.iter().filter(|(key, _)| *key != "id").for_each(|(_, it)| leaves(it, out));
            }
            _ => {}
        }
    }
    let mut out = String::new();
    leaves(&serde_json::to_value(book).unwrap(), &mut out);
    out
}

/// What stands around blanks: a variable takes the place of each.
fn filled(line: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let blank = ["0x...", "____", "{...}", "X.Y.Z"].iter().find(|blank| rest.starts_with(**blank));
        let named = [('<', '>'), ('{', '}')].iter().find_map(|(open, close)| {
            let inside = rest.strip_prefix(*open)?.split_once(*close)?.0;
            (!inside.is_ascii() && inside.chars().count() < 40).then_some(inside.len() + 2)
        });
        if let Some(length) = blank.map(|it| it.len()).or(named) {
            pieces.push(String::new());
            rest = rest[length..].trim_start_matches('_');
        } else {
            pieces.last_mut().unwrap().push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    pieces
}

/// The pieces of a text that stay together: a lead and what follows may become a title and a text.
fn pieces(text: &str, ascii: bool) -> Vec<String> {
    let text = text.replace("0x...", " ");
    let parts = text.split([':', '(', ')', '\n', '–', '|', '☐', '⬜']);
    parts.map(|part| squash(part, ascii)).filter(|part| part.len() > 1).collect()
}

/// Says everything of `found` that `book` doesn't hold, counting what stands in the document more than once.
pub fn missing(found: &Found, book: &Runbook, ascii: bool) -> Vec<String> {
    let all = squash(&says(book), ascii);
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    for task in &found.tasks {
        for piece in pieces(task, ascii) {
            *wanted.entry(piece).or_default() += 1;
        }
    }
    let mut lost: Vec<String> = wanted
        .into_iter()
        .filter(|(piece, count)| all.matches(piece.as_str()).count() < *count)
        .map(|(piece, count)| format!("task, {count} times: {piece}"))
        .collect();
    for code in &found.codes {
        for line in code.lines() {
            // Prompts and boxes are no part of what is kept.
            let line = line.replace("deploy@web1:", "");
            for piece in filled(&line) {
                let piece = squash(&piece, ascii);
                if piece.len() > 1 && !all.contains(&piece) && !all.contains(piece.trim_start_matches('x')) {
                    lost.push(format!("code: {piece}"));
                }
            }
        }
    }
    lost
}

pub fn sound(text: &str) -> Result<(), (u32, String)> {
    exec::syntax(text).map_err(|problem| (problem.line, problem.message))
}

/// The document imported, and what came of it read back with every lint there is.
pub fn imported(name: &str, bytes: &[u8]) -> (Imported, Loaded) {
    let query = |text: &str| promql::Query::parse(text).map(|_| ()).map_err(|error| error.to_string());
    let imported = import_with(name, bytes, &sound, &query).unwrap_or_else(|e| panic!("{name}: {e}"));
    let options = LintOptions { syntax: Some(&sound), promql: Some(&query) };
    let loaded = load_with(name, &imported.text, KINDS, &options)
        .unwrap_or_else(|e| panic!("{name}: {e}\n{}", imported.text));
    assert_eq!(loaded.book, imported.book, "{name}: the text says the same as the runbook");
    for count in [
        &imported.report.headings,
        &imported.report.task_items,
        &imported.report.code_blocks,
        &imported.report.tables,
        &imported.report.links,
    ] {
        assert_eq!(count.found, count.placed + count.not_understood.len(), "{name}");
        assert!(count.not_understood.iter().all(|it| it.kept != "nowhere"), "{name}: {count:?}");
    }
    (imported, loaded)
}

/// As [`imported`], with everything that a second reader finds found again.
pub fn whole(name: &str, bytes: &[u8], ascii: bool) -> Imported {
    let (imported, _) = imported(name, bytes);
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let found = walk(&text);
    assert_eq!(missing(&found, &imported.book, ascii), Vec::<String>::new(), "{name}:\n{}", imported.text);
    let report = &imported.report;
    assert!(
        report.task_items.found >= found.tasks.len(),
        "{name}: {} of {} tasks",
        report.task_items.found,
        found.tasks.len()
    );
    assert!(
        report.code_blocks.found >= found.codes.len(),
        "{name}: {} of {} blocks",
        report.code_blocks.found,
        found.codes.len()
    );
    assert!(report.headings.found >= found.headings && report.tables.found >= found.tables, "{name}");
    imported
}

#[test]
fn the_walk_sees_what_is_lost() {
    let text = "# A\n\n- [ ] one thing\n- [ ] one thing\n\n```\nls -la\n```\n";
    let found = walk(text);
    assert_eq!((found.tasks.len(), found.codes.len(), found.headings), (2, 1, 1));
    let (imported, _) = imported("a.md", text.as_bytes());
    assert_eq!(missing(&found, &imported.book, false), Vec::<String>::new());
    let mut book = imported.book.clone();
    book.phase[0].step.remove(0);
    assert_ne!(missing(&found, &book, false), Vec::<String>::new(), "one of two equal tasks is missed");
    book.phase[0].step.clear();
    assert!(missing(&found, &book, false).len() >= 2);
}
