//! A probe's fields as the file has them, to the kind's type; and what is wrong with them.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::resolve::is_open_value;
use crate::runbook::{ProbeProblem, listed, nearest};

/// The kind's type, or the problem.
pub(super) fn read<K: DeserializeOwned>(fields: &Map<String, Value>) -> Result<K, String> {
    serde_json::from_value(Value::Object(fields.clone())).map_err(|error| error.to_string())
}

/// The keys in `fields` that are not among `keys`, each with what was probably meant.
pub(super) fn unknown(fields: &Map<String, Value>, keys: &[String]) -> Vec<ProbeProblem> {
    let names = || keys.iter().map(String::as_str);
    let strangers = fields.keys().filter(|key| !keys.contains(key));
    strangers
        .map(|key| {
            let message = match nearest(key, names()) {
                Some(near) => format!("unknown key `{key}`: did you mean `{near}`?"),
                None => format!("unknown key `{key}`: the keys here are {}", listed(names())),
            };
            ProbeProblem { key: Some(key.clone()), message }
        })
        .collect()
}

/// Why `fields` are not a `K`. `None` where they are, or where it can only be told once names have values.
pub(super) fn why_not<K: DeserializeOwned>(fields: &Map<String, Value>) -> Option<ProbeProblem> {
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
