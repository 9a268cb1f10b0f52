//! `${name}` in a probe's fields.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::runbook::{interpolate, interpolate_value, is_bash};

/// `fields` of a probe of `kind` with every `${name}` in their texts replaced, but for what bash reads: values are
/// variables there. The error says which name has no value.
pub(super) fn resolve(
    kind: &str,
    fields: &Map<String, Value>,
    values: &BTreeMap<String, String>,
) -> Result<Map<String, Value>, String> {
    let known = |name: &str| values.get(name).cloned();
    let resolved = fields.iter().map(|(key, value)| {
        let value = if is_bash(kind, key) { value.clone() } else { interpolate_value(value, &known)? };
        Ok((key.clone(), value))
    });
    resolved.collect::<Result<_, _>>().map_err(|error: crate::runbook::UndefinedName| error.to_string())
}

/// Whether `text` holds a `${name}` that is not known yet.
pub(super) fn is_open(text: &str) -> bool {
    interpolate(text, &|_| None).is_err()
}

/// Whether any text in `value` does.
pub(super) fn is_open_value(value: &Value) -> bool {
    interpolate_value(value, &|_| None).is_err()
}
