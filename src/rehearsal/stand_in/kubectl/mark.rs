//! `kubectl label` and `kubectl annotate`.

use serde_json::{Map, Value, json};

use super::client::{Client, name, print, singular, text};
use super::fault::Fault;
use super::target::targets;
use crate::rehearsal::stand_in::run::say;

/// Sets and takes away labels, or annotations.
pub(super) fn run(client: &Client<'_>, field: &str) -> Result<(), Fault> {
    let args = &client.args;
    let words = args.words.get(1..).unwrap_or_default();
    let (marks, names): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.contains('=') || word.ends_with('-'));
    let one = if field == "labels" { "label" } else { "annotation" };
    if marks.is_empty() {
        return Err(Fault::error(format!("at least one {one} update is required")));
    }
    let names: Vec<String> = names.into_iter().cloned().collect();
    for (kind, object) in client.all(&targets(&client.kinds, &names)?)? {
        let mut wanted = Map::new();
        for mark in &marks {
            let (key, value) = match mark.split_once('=') {
                Some((key, value)) => (key, json!(value)),
                None => (mark.trim_end_matches('-'), Value::Null),
            };
            let pointer = format!("/metadata/{field}/{}", key.replace('~', "~0").replace('/', "~1"));
            let there = object.pointer(&pointer).is_some();
            let before = text(&object, &pointer);
            if value.is_null() && !there {
                say(&format!("{one} \"{key}\" not found."));
            } else if there && !value.is_null() && value != before && !args.has("overwrite") {
                return Err(Fault::error(format!(
                    "'{key}' already has a value ({before}), and --overwrite is false"
                )));
            }
            wanted.insert(key.to_owned(), value);
        }
        let removes = wanted.values().any(Value::is_null);
        let patch = json!({ "metadata": { field: wanted } });
        let path = client.change(&kind, name(&object));
        let after = client.api.send("PATCH", &path, "application/merge-patch+json", &patch)?;
        let pointer = format!("/metadata/{field}");
        let same = object.pointer(&pointer) == after.pointer(&pointer);
        let done = match (field, same, removes) {
            ("labels", true, _) => "not labeled",
            ("labels", _, true) => "unlabeled",
            ("labels", ..) => "labeled",
            _ => "annotated",
        };
        print(&format!("{}/{} {done}{}\n", singular(&kind), name(&object), client.tried()));
    }
    Ok(())
}
