//! The three ways in which an object is patched.

use serde_json::Value;

/// Patches `object`; the error is the server's message.
pub fn apply(object: &mut Value, kind: &str, patch: &Value) -> Result<(), String> {
    match kind {
        "application/merge-patch+json" => merge(object, patch, false),
        "application/strategic-merge-patch+json" => merge(object, patch, true),
        "application/json-patch+json" => return steps(object, patch),
        other => return Err(format!("the body of the request was in an unknown format: {other}")),
    }
    Ok(())
}

fn merge(object: &mut Value, patch: &Value, strategic: bool) {
    let Value::Object(fields) = patch else {
        *object = patch.clone();
        return;
    };
    if !object.is_object() {
        *object = Value::Object(serde_json::Map::new());
    }
    for (key, value) in fields {
        match value {
            Value::Null => drop(object.as_object_mut().unwrap().remove(key)),
            Value::Array(items) if strategic && key.to_lowercase().ends_with("containers") => {
                by_name(&mut object[key], items);
            }
            value => merge(&mut object[key], value, strategic),
        }
    }
}

fn by_name(list: &mut Value, items: &[Value]) {
    let list = list.as_array_mut().unwrap();
    for item in items {
        match list.iter_mut().find(|one| one["name"] == item["name"]) {
            Some(one) => merge(one, item, true),
            None => list.push(item.clone()),
        }
    }
}

fn steps(object: &mut Value, patch: &Value) -> Result<(), String> {
    let mut after = object.clone();
    for step in patch.as_array().ok_or("json patch is no list")? {
        let path = step["path"].as_str().unwrap_or_default();
        let there = after.pointer_mut(path);
        match (step["op"].as_str(), there) {
            (Some("test"), Some(found)) if *found == step["value"] => {}
            (Some("test"), _) => return Err(format!("testing path {path} failed: test failed")),
            (Some("replace" | "add"), Some(found)) => *found = step["value"].clone(),
            (op, _) => return Err(format!("{op:?} operation does not apply: missing key {path}")),
        }
    }
    *object = after;
    Ok(())
}
