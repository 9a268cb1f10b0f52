//! A runbook as the text of its file, as a person would write it: one table after the other, long texts between `'''`.

use std::fmt::Write;

use toml::{Table, Value};

use crate::model::runbook::Runbook;

/// Lists of tables that stand as `[[…]]`, by their last name.
const BLOCKS: [&str; 18] = [
    "phase",
    "step",
    "variant",
    "check",
    "metric",
    "guard",
    "plan",
    "trouble",
    "diagnosis",
    "cause",
    "resolution",
    "contact",
    "escalation",
    "channel",
    "vendor",
    "note",
    "severity",
    "maintenance",
];

/// Tables that stand as `[…]`, by their last name.
const TABLES: [&str; 4] = ["input", "environment", "source", "print"];

/// The text of `book`.
pub(crate) fn toml_text(book: &Runbook) -> String {
    let Ok(Value::Table(table)) = Value::try_from(book) else { return String::new() };
    let mut out = String::new();
    write_table(&mut out, &[], &table);
    out
}

fn is_default(key: &str, value: &Value) -> bool {
    matches!(
        (key, value.as_str()),
        ("risk", Some("none")) | ("order", Some("strict")) | ("for", Some("0s")) | ("unit", Some("count"))
    ) || matches!(value, Value::Array(list) if list.is_empty())
}

fn write_table(out: &mut String, path: &[&str], table: &Table) {
    let mut later: Vec<(&str, &Value)> = Vec::new();
    for (key, value) in table {
        if is_default(key, value) {
            continue;
        }
        let block = BLOCKS.contains(&key.as_str())
            && matches!(value, Value::Array(list) if list.iter().all(Value::is_table));
        let table = path.is_empty() && TABLES.contains(&key.as_str()) && value.is_table();
        let print_sections = path == ["print"] && key == "sections";
        if block || table || print_sections {
            later.push((key, value));
        } else {
            write_pair(out, key, value);
        }
    }
    for (key, value) in later {
        let mut inner: Vec<&str> = path.to_vec();
        inner.push(key);
        match value {
            Value::Array(list) => {
                for item in list {
                    if let Value::Table(item) = item {
                        let _ = write!(out, "\n[[{}]]\n", dotted(&inner));
                        write_table(out, &inner, item);
                    }
                }
            }
            Value::Table(named) if key == "print" => {
                out.push_str("\n[print]\n");
                write_table(out, &inner, named);
            }
            Value::Table(named) => {
                for (name, item) in named {
                    let mut inner = inner.clone();
                    inner.push(name);
                    let _ = write!(out, "\n[{}]\n", dotted(&inner));
                    if let Value::Table(item) = item {
                        write_table(out, &inner, item);
                    }
                }
            }
            _ => {}
        }
    }
}

fn dotted(path: &[&str]) -> String {
    path.iter().map(|part| key(part)).collect::<Vec<_>>().join(".")
}

fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare { name.to_owned() } else { basic(name) }
}

fn write_pair(out: &mut String, name: &str, value: &Value) {
    // `probe.command = { … }`, `default.value = "…"`
    if let (true, Value::Table(table)) =
        (matches!(name, "probe" | "default" | "scrape" | "prometheus"), value)
        && table.len() == 1
        && let Some((kind, fields)) = table.iter().next()
    {
        if let Value::Table(fields) = fields
            && let Some(Value::String(run)) = fields.get("run")
            && run.contains('\n')
            && fields.len() == 1
        {
            let _ = writeln!(out, "{name}.{}.run = {}", key(kind), string(run));
            return;
        }
        let _ = writeln!(out, "{name}.{} = {}", key(kind), inline(fields));
        return;
    }
    if let Value::Array(list) = value
        && list.len() > 1
        && inline(value).chars().count() > 90
    {
        let _ = writeln!(out, "{} = [", key(name));
        for item in list {
            let _ = writeln!(out, "    {},", inline(item));
        }
        out.push_str("]\n");
        return;
    }
    if let (true, Value::Array(list)) = (name == "lines", value) {
        let _ = writeln!(out, "{} = [", key(name));
        for item in list {
            let _ = writeln!(out, "    {},", inline(item));
        }
        out.push_str("]\n");
        return;
    }
    let _ = writeln!(
        out,
        "{} = {}",
        key(name),
        match value {
            Value::String(text) => string(text),
            other => inline(other),
        }
    );
}

/// A value on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => one_line(text),
        Value::Array(list) => format!("[{}]", list.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Table(table) if table.is_empty() => "{}".to_owned(),
        Value::Table(table) => {
            let pairs: Vec<String> = table
                .iter()
                .filter(|(name, value)| !is_default(name, value))
                .map(|(name, value)| format!("{} = {}", key(name), inline(value)))
                .collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        other => other.to_string(),
    }
}

/// A text, over several lines where it has them.
fn string(text: &str) -> String {
    if text.contains('\n') && !text.contains("'''") && !text.ends_with('\'') && is_literal(text) {
        return format!("'''\n{text}'''");
    }
    if text.contains('\n') {
        let mut out = "\"\"\"\n".to_owned();
        for c in text.chars() {
            match c {
                '\n' => out.push('\n'),
                other => escaped(&mut out, other),
            }
        }
        return out + "\"\"\"";
    }
    one_line(text)
}

fn one_line(text: &str) -> String {
    let plain = !text.contains(['"', '\\', '\n']) && is_literal(text);
    if plain {
        return format!("\"{text}\"");
    }
    if !text.contains(['\'', '\n']) && is_literal(text) {
        return format!("'{text}'");
    }
    basic(text)
}

/// Whether no character needs an escape of its own.
fn is_literal(text: &str) -> bool {
    text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\t'))
}

fn basic(text: &str) -> String {
    let mut out = "\"".to_owned();
    for c in text.chars() {
        escaped(&mut out, c);
    }
    out.push('"');
    out
}

fn escaped(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        c if c.is_control() => {
            let _ = write!(out, "\\u{:04X}", u32::from(c));
        }
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_reads_back() {
        for text in [
            "",
            "a",
            "a \"b\"",
            "a 'b' \"c\" \\d",
            "a\nb",
            "a'''b\nc'",
            "x\\\ny\n",
            "é\t\u{1}",
            "'",
            "\n",
            "\"\"\"\n\"",
            "a\n'",
        ] {
            for written in [string(text), one_line(text)] {
                let read: Table = toml::from_str(&format!("x = {written}"))
                    .unwrap_or_else(|e| panic!("{text:?} {written}: {e}"));
                assert_eq!(read["x"].as_str(), Some(text), "{written}");
            }
        }
    }
}
