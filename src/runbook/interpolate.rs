//! `${name}` in probe fields and source addresses. Commands never come here: they get variables, so that no value
//! can turn into a command.

use serde_json::Value;
use thiserror::Error;

use crate::model::ids::is_variable;

/// A name in `${…}` that has no value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.sentence())]
pub struct UndefinedName {
    /// What stands between the braces; with its `${` where there is no closing brace.
    pub name: String,
}

impl UndefinedName {
    fn sentence(&self) -> String {
        if is_variable(&self.name) {
            format!(
                "`${{{0}}}` has no value: give the input `{0}`, or run the step that sets it first",
                self.name
            )
        } else if self.name.starts_with("${") {
            format!(
                "`{}` has no closing brace: write `${{name}}`, or `$${{` where the text itself is meant",
                self.name
            )
        } else {
            format!(
                "`${{{}}}` is not a name in braces: write `${{name}}`, or `$${{` where the text itself is meant",
                self.name
            )
        }
    }
}

/// Whether the field `key` of a probe of `kind` is bash text: like a step's command it gets its names as variables, and
/// is never interpolated.
pub fn is_bash(kind: &str, key: &str) -> bool {
    kind == "command" && key == "run"
}

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    /// Text as it stands.
    Text(&'t str),
    /// The inside of `${…}`, well formed or not; with its `${` where there is no closing brace.
    Name(&'t str),
}

/// The pieces of `template`: `${name}` is a name, `$${` the text `${`.
pub(crate) fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find("${") {
        if rest[..at].ends_with('$') {
            pieces.push(Piece::Text(&rest[..at - 1]));
            pieces.push(Piece::Text("${"));
            rest = &rest[at + 2..];
            continue;
        }
        pieces.push(Piece::Text(&rest[..at]));
        let inside = &rest[at + 2..];
        let end = inside.find(['}', '\n']).unwrap_or(inside.len());
        if let Some(after) = inside[end..].strip_prefix('}') {
            pieces.push(Piece::Name(&inside[..end]));
            rest = after;
        } else {
            pieces.push(Piece::Name(&rest[at..at + 2 + end]));
            rest = &inside[end..];
        }
    }
    pieces.push(Piece::Text(rest));
    pieces.retain(|piece| *piece != Piece::Text(""));
    pieces
}

/// The insides of every `${…}` in `template`, well formed or not.
pub(crate) fn names(template: &str) -> impl Iterator<Item = &str> {
    pieces(template).into_iter().filter_map(|piece| match piece {
        Piece::Name(name) => Some(name),
        Piece::Text(_) => None,
    })
}

/// `template` with every `${name}` replaced by its value; values are not looked into again.
pub fn interpolate(template: &str, value: &dyn Fn(&str) -> Option<String>) -> Result<String, UndefinedName> {
    let mut out = String::with_capacity(template.len());
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Name(name) => {
                let found = is_variable(name).then(|| value(name)).flatten();
                out.push_str(&found.ok_or_else(|| UndefinedName { name: name.to_owned() })?);
            }
        }
    }
    Ok(out)
}

/// `json` with every text in it interpolated; keys are left.
pub fn interpolate_value(
    json: &Value,
    value: &dyn Fn(&str) -> Option<String>,
) -> Result<Value, UndefinedName> {
    Ok(match json {
        Value::String(text) => Value::String(interpolate(text, value)?),
        Value::Array(list) => {
            Value::Array(list.iter().map(|item| interpolate_value(item, value)).collect::<Result<_, _>>()?)
        }
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(key, item)| Ok((key.clone(), interpolate_value(item, value)?)))
                .collect::<Result<_, UndefinedName>>()?,
        ),
        other => other.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str) -> Option<String> {
        match name {
            "host" => Some("db".to_owned()),
            "sly" => Some("${host}".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn names_get_their_values_once() {
        for (template, expected) in [
            ("http://${host}/x", "http://db/x"),
            ("${host}${host}", "dbdb"),
            ("$${host} costs $5 $host", "${host} costs $5 $host"),
            ("${sly}", "${host}"),
            ("", ""),
            ("a $", "a $"),
        ] {
            assert_eq!(interpolate(template, &known).unwrap(), expected, "{template}");
        }
    }

    #[test]
    fn a_name_without_a_value_is_an_error() {
        for (template, name) in [
            ("${nobody}", "nobody"),
            ("${host:-x}", "host:-x"),
            ("${host", "${host"),
            ("${}", ""),
            ("${a\nb}", "${a"),
        ] {
            let found = interpolate(template, &known).unwrap_err();
            assert_eq!(found.name, name, "{template}");
        }
    }

    #[test]
    fn json_is_walked_to_its_leaves() {
        let json = serde_json::json!({"a": ["${host}", 1, {"b": "${host}!"}], "${host}": true});
        let expected = serde_json::json!({"a": ["db", 1, {"b": "db!"}], "${host}": true});
        assert_eq!(interpolate_value(&json, &known).unwrap(), expected);
    }
}
