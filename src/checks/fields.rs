//! A probe's fields as the file has them, to the kind's type; and what is wrong with them.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::resolve::is_open_value;
use crate::runbook::{ProbeProblem, listed, nearest};

/// The kind's type, or the problem.
pub(super) fn read<K: DeserializeOwned>(fields: &Map<String, Value>) -> Result<K, String> {
    serde_json::from_value(Value::Object(fields.clone())).map_err(|error| error.to_string())
}

/// Why `fields` are not a `K`, which knows `keys`. `None` where they are, or can only be told once names have values.
pub(super) fn why_not<K: DeserializeOwned>(
    fields: &Map<String, Value>,
    keys: &[String],
) -> Option<ProbeProblem> {
    let unknown = fields.keys().find(|key| !keys.contains(key));
    if let Some(key) = unknown {
        let message = match nearest(key, keys.iter().map(String::as_str)) {
            Some(near) => format!("unknown key `{key}`: did you mean `{near}`?"),
            None => {
                format!("unknown key `{key}`: the keys here are {}", listed(keys.iter().map(String::as_str)))
            }
        };
        return Some(ProbeProblem { key: Some(key.clone()), message });
    }
    let message = read::<K>(fields).err()?;
    let culprit = fields.iter().find(|(key, _)| {
        let mut without = fields.clone();
        without.remove(*key);
        read::<K>(&without).err().is_none_or(|other| other != message)
    });
    match culprit {
        Some((_, value)) if is_open_value(value) => None,
        Some((key, _)) => Some(ProbeProblem { key: Some(key.clone()), message }),
        None => Some(ProbeProblem { key: None, message }),
    }
}
