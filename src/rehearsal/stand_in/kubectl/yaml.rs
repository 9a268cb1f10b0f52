//! YAML, both ways.

use std::fmt::Write as _;

use serde_json::Value;

/// The documents of `text`; empty ones are left out.
pub(super) fn read(text: &str) -> Result<Vec<Value>, String> {
    // Much of what is piped is JSON already, several objects of it in a row, too.
    if text.trim_start().starts_with('{') {
        let all: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(text).into_iter().collect();
        if let Ok(all) = all {
            return Ok(all);
        }
    }
    let all: Vec<Value> = serde_saphyr::from_multiple(text).map_err(|error| {
        let text = error.to_string();
        text.lines().next().unwrap_or("it is no YAML").to_owned()
    })?;
    Ok(all.into_iter().filter(|value| !value.is_null()).collect())
}

/// `value` as YAML, keys in their order.
pub(super) fn write(value: &Value) -> String {
    let mut out = String::new();
    put(&mut out, value, 0);
    out
}

fn put(out: &mut String, value: &Value, indent: usize) {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                let _ = write!(out, "{pad}{}:", plain_or_quoted(key));
                below(out, value, indent);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let mut inner = String::new();
                put(&mut inner, item, indent + 2);
                let _ = write!(out, "{pad}- {}", inner.trim_start());
            }
        }
        other => {
            let _ = writeln!(out, "{pad}{}", scalar(other));
        }
    }
}

fn below(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            put(out, value, indent + 2);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            put(out, value, indent);
        }
        Value::String(text) if is_block(text) => {
            let mark = if text.ends_with('\n') { "|" } else { "|-" };
            let _ = writeln!(out, " {mark}");
            for line in text.lines() {
                let pad = if line.is_empty() { 0 } else { indent + 2 };
                let _ = writeln!(out, "{}{line}", " ".repeat(pad));
            }
        }
        other => {
            let _ = writeln!(out, " {}", scalar(other));
        }
    }
}

/// Whether a text reads best as a block of lines.
fn is_block(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    body.contains('\n')
        && !body.ends_with('\n')
        && !body.starts_with([' ', '\n'])
        && body.chars().all(|c| c == '\n' || !c.is_control())
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => plain_or_quoted(text),
        other => other.to_string(),
    }
}

fn plain_or_quoted(text: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || "_./@%+=:- ,()".contains(c);
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '/');
    let special = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let plain = begins
        && text.chars().all(word)
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
        && !special.contains(&text.to_ascii_lowercase().as_str());
    if plain { text.to_owned() } else { Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_is_read_again() {
        for value in [
            json!({ "a": "b", "list": [1, { "x": "yes", "y": [] }, [true, null]], "n": {} }),
            json!({ "text": "one\ntwo\n", "cut": "one\n\ntwo", "odd": " x\ny", "q": "a: b", "d": "3.0", "s": "# no" }),
            json!({ "deployment.kubernetes.io/revision": "3", "": "", "-": "- x", "tab": "a\tb", "é": "ö" }),
        ] {
            assert_eq!(read(&write(&value)).unwrap(), std::slice::from_ref(&value), "{}", write(&value));
        }
    }

    #[test]
    fn several_documents_and_json_are_read() {
        assert_eq!(read("---\na: 1\n---\n---\nb: '2'\n").unwrap(), [json!({ "a": 1 }), json!({ "b": "2" })]);
        assert_eq!(read("{\"a\": 1}\n{\"b\": 2}").unwrap().len(), 2);
        assert!(read("a: [").is_err());
    }
}
