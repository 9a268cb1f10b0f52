//! Tables as kubectl prints them.

use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

/// What is shown of a table.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line, and any may go with any"
)]
pub(super) struct Shown<'a> {
    /// Columns for `-o wide`, too.
    pub(super) wide: bool,
    /// A column for the namespace.
    pub(super) spaces: bool,
    /// No line of headers.
    pub(super) bare: bool,
    /// A column of all labels.
    pub(super) labels: bool,
    /// Columns for single labels.
    pub(super) label_columns: Vec<&'a str>,
    /// What stands before each name.
    pub(super) prefix: String,
}

/// The lines of the Table `table`.
pub(super) fn lines(table: &Value, shown: &Shown<'_>) -> Vec<Vec<String>> {
    let list = |key: &str| table.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let columns: Vec<(usize, &str)> = list("columnDefinitions")
        .iter()
        .enumerate()
        .filter(|(_, it)| shown.wide || it.get("priority").and_then(Value::as_i64).unwrap_or(0) == 0)
        .map(|(at, it)| (at, it.get("name").and_then(Value::as_str).unwrap_or_default()))
        .collect();
    let mut lines = Vec::new();
    if !shown.bare {
        let mut head: Vec<String> = columns.iter().map(|(_, name)| name.to_uppercase()).collect();
        if shown.spaces {
            head.insert(0, "NAMESPACE".to_owned());
        }
        let short = |label: &&str| label.rsplit('/').next().unwrap_or(label).to_uppercase();
        head.extend(shown.label_columns.iter().map(short));
        head.extend(shown.labels.then(|| "LABELS".to_owned()));
        lines.push(head);
    }
    for row in list("rows") {
        let cells = row.get("cells").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let mut line: Vec<String> = Vec::new();
        for (at, column) in &columns {
            let cell = cells.get(*at).map(cell).unwrap_or_default();
            line.push(if *column == "Name" { format!("{}{cell}", shown.prefix) } else { cell });
        }
        let meta = row.pointer("/object/metadata").unwrap_or(&Value::Null);
        if shown.spaces {
            line.insert(0, meta.get("namespace").map(cell).unwrap_or_default());
        }
        let labels = meta.get("labels").and_then(Value::as_object);
        for label in &shown.label_columns {
            line.push(labels.and_then(|all| all.get(*label)).map(cell).unwrap_or_default());
        }
        if shown.labels {
            let all: Vec<String> =
                labels.into_iter().flatten().map(|(key, value)| format!("{key}={}", cell(value))).collect();
            line.push(if all.is_empty() { "<none>".to_owned() } else { all.join(",") });
        }
        lines.push(line);
    }
    lines
}

/// Cells below one another, three blanks between; the last of a line ends it.
pub(super) fn aligned(lines: &[Vec<String>]) -> String {
    let most = lines.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths = vec![0; most];
    for line in lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max((cell.width() + 3).max(6));
        }
    }
    let mut out = String::new();
    for line in lines {
        for (at, (cell, width)) in line.iter().zip(&widths).enumerate() {
            out.push_str(cell);
            if at + 1 < line.len() {
                out.push_str(&" ".repeat(width.saturating_sub(cell.width())));
            }
        }
        out.push('\n');
    }
    out
}

fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "<none>".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_asked_for_is_shown() {
        let table = json!({
            "columnDefinitions": [{ "name": "Name", "priority": 0 }, { "name": "Age", "priority": 0 }, { "name": "IP", "priority": 1 }],
            "rows": [{ "cells": ["x", "5s", "1.1.1.1"], "object": { "metadata": { "namespace": "n", "labels": { "a": "b" } } } }],
        });
        let text = |shown: Shown<'_>| aligned(&lines(&table, &shown));
        assert_eq!(text(Shown::default()), "NAME   AGE\nx      5s\n");
        let all =
            Shown { wide: true, spaces: true, labels: true, label_columns: vec!["a"], ..Shown::default() };
        assert_eq!(
            text(all),
            "NAMESPACE   NAME   AGE   IP        A     LABELS\nn           x      5s    1.1.1.1   b     a=b\n"
        );
        assert_eq!(text(Shown { bare: true, prefix: "pod/".into(), ..Shown::default() }), "pod/x   5s\n");
        assert_eq!(text(Shown { bare: true, ..Shown::default() }), "x     5s\n");
    }
}
