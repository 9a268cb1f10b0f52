//! `${name}` in a probe's fields.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// `fields` with every `${name}` in their texts replaced. `$$` before `{` keeps the text: `$${name}`.
/// The error is the first name that has no value.
pub(super) fn resolve(
    fields: &Map<String, Value>,
    values: &BTreeMap<String, String>,
) -> Result<Map<String, Value>, String> {
    fields.iter().map(|(key, value)| Ok((key.clone(), resolve_value(value, values)?))).collect()
}

fn resolve_value(value: &Value, values: &BTreeMap<String, String>) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) => Value::String(resolve_text(text, values)?),
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| resolve_value(item, values)).collect::<Result<_, _>>()?)
        }
        Value::Object(fields) => Value::Object(resolve(fields, values)?),
        other => other.clone(),
    })
}

fn resolve_text(text: &str, values: &BTreeMap<String, String>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        if rest[..at].ends_with('$') {
            out.push_str(&rest[..at - 1]);
            out.push_str("${");
            rest = &rest[at + 2..];
            continue;
        }
        let Some(end) = rest[at..].find('}') else { break };
        let name = &rest[at + 2..at + end];
        if !is_name(name) {
            out.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
            continue;
        }
        out.push_str(&rest[..at]);
        out.push_str(values.get(name).ok_or_else(|| name.to_owned())?);
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether `text` holds a `${name}` that is not known yet.
pub(super) fn is_open(text: &str) -> bool {
    resolve_text(text, &BTreeMap::new()).is_err()
}

/// Whether any text in `value` does.
pub(super) fn is_open_value(value: &Value) -> bool {
    resolve_value(value, &BTreeMap::new()).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> BTreeMap<String, String> {
        [("a".to_owned(), "1".to_owned()), ("b_2".to_owned(), "${a}".to_owned())].into()
    }

    #[test]
    fn names_are_replaced_once() {
        for (text, out) in [
            ("x${a}y${b_2}", "x1y${a}"),
            ("$${a}", "${a}"),
            ("${", "${"),
            ("${-}", "${-}"),
            ("^a$", "^a$"),
            ("ä${a}ö", "ä1ö"),
        ] {
            assert_eq!(resolve_text(text, &values()).unwrap(), out, "{text}");
        }
    }

    #[test]
    fn an_undefined_name_is_named() {
        let fields = serde_json::json!({ "list": [{ "x": "${nobody}" }] });
        assert_eq!(resolve(fields.as_object().unwrap(), &values()).unwrap_err(), "nobody");
        assert!(is_open("${a}") && !is_open("$${a}") && !is_open("a$"));
    }
}
