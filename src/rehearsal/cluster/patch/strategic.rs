//! Strategic merge patch: lists of things with a name merge by that name.

use serde_json::{Map, Value};

use crate::rehearsal::cluster::object::table;

/// The key by which the items of the list `field` are told apart, as Kubernetes' types say; lists of other fields are
/// replaced.
fn merge_keys(field: &str) -> &'static [&'static str] {
    match field {
        "containers" | "initContainers" | "ephemeralContainers" | "volumes" | "env" | "imagePullSecrets" => {
            &["name"]
        }
        "volumeMounts" => &["mountPath"],
        "volumeDevices" => &["devicePath"],
        // Of a container, or of a service.
        "ports" => &["containerPort", "port"],
        "conditions" => &["type"],
        "hostAliases" => &["ip"],
        "ownerReferences" => &["uid"],
        "topologySpreadConstraints" => &["topologyKey"],
        _ => &[],
    }
}

/// `target` with `patch` merged into it.
pub(in crate::rehearsal::cluster) fn strategic(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if patch.get("$patch").and_then(Value::as_str) == Some("replace") {
        *target = Value::Object(plain(patch));
        return;
    }
    let target = table(target);
    if let Some(kept) = patch.get("$retainKeys").and_then(Value::as_array) {
        target.retain(|key, _| kept.iter().any(|it| it.as_str() == Some(key)));
    }
    for (key, gone) in patch {
        if let (Some(field), Some(gone)) = (key.strip_prefix("$deleteFromPrimitiveList/"), gone.as_array())
            && let Some(Value::Array(items)) = target.get_mut(field)
        {
            items.retain(|item| !gone.contains(item));
        }
    }
    for (key, value) in plain(patch) {
        match (&value, target.get_mut(&key)) {
            (Value::Null, _) => {
                target.remove(&key);
            }
            (Value::Object(inner), _) if inner.get("$patch").and_then(Value::as_str) == Some("delete") => {
                target.remove(&key);
            }
            (Value::Array(wanted), Some(Value::Array(there))) if !merge_keys(&key).is_empty() => {
                list(there, wanted, merge_keys(&key));
            }
            (Value::Array(wanted), Some(Value::Array(there))) if key == "finalizers" => {
                let new: Vec<Value> = wanted.iter().filter(|item| !there.contains(item)).cloned().collect();
                there.extend(new);
            }
            (_, Some(there)) => strategic(there, &value),
            (_, None) => {
                let mut fresh = Value::Null;
                strategic(&mut fresh, &value);
                target.insert(key, cleaned(fresh));
            }
        }
    }
    for (key, order) in patch {
        if let (Some(field), Some(order)) = (key.strip_prefix("$setElementOrder/"), order.as_array())
            && let Some(Value::Array(items)) = target.get_mut(field)
        {
            sort(items, order, merge_keys(field));
        }
    }
}

/// Without the directives.
fn plain(patch: &Map<String, Value>) -> Map<String, Value> {
    let kept = patch.iter().filter(|(key, _)| !key.starts_with('$'));
    kept.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// A value that was not there before, without directives in its lists.
fn cleaned(mut value: Value) -> Value {
    match &mut value {
        Value::Array(items) => {
            items.retain(|item| item.get("$patch").is_none());
            *items = std::mem::take(items).into_iter().map(cleaned).collect();
        }
        Value::Object(map) => {
            *map = plain(map).into_iter().map(|(key, value)| (key, cleaned(value))).collect();
        }
        _ => {}
    }
    value
}

fn list(there: &mut Vec<Value>, wanted: &[Value], keys: &[&str]) {
    if wanted.iter().any(|item| item.get("$patch").and_then(Value::as_str) == Some("replace")) {
        *there = wanted.iter().filter(|item| item.get("$patch").is_none()).cloned().collect();
        return;
    }
    for item in wanted {
        let Some(key) = keys.iter().find(|key| item.get(**key).is_some()) else { continue };
        let at = there.iter().position(|old| old.get(*key) == item.get(*key));
        match (at, item.get("$patch").and_then(Value::as_str)) {
            (Some(at), Some("delete")) => {
                there.remove(at);
            }
            (Some(at), _) => {
                if let Some(old) = there.get_mut(at) {
                    strategic(old, item);
                }
            }
            (None, Some("delete")) => {}
            (None, _) => there.push(cleaned(item.clone())),
        }
    }
}

fn sort(items: &mut [Value], order: &[Value], keys: &[&str]) {
    let place = |item: &Value| {
        order.iter().position(|it| {
            keys.iter().any(|key| it.get(*key).is_some() && it.get(*key) == item.get(*key)) || it == item
        })
    };
    items.sort_by_key(|item| place(item).unwrap_or(usize::MAX));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn containers_merge_by_name_and_directives_are_followed() {
        let mut target = json!({ "spec": {
            "containers": [
                { "name": "a", "image": "x:1", "args": ["1"], "env": [{ "name": "K", "value": "1" }, { "name": "L", "value": "1" }] },
                { "name": "b", "image": "y:1" },
            ],
            "strategy": { "type": "RollingUpdate", "rollingUpdate": { "maxSurge": 1 } },
            "selector": { "app": "a", "slot": "blue" },
        } });
        strategic(
            &mut target,
            &json!({ "spec": {
                "containers": [
                    { "name": "a", "image": "x:2", "args": ["2"], "env": [{ "name": "L", "$patch": "delete" }, { "name": "M", "value": "2" }] },
                    { "name": "c", "image": "z:1" },
                ],
                "$setElementOrder/containers": [{ "name": "c" }, { "name": "a" }, { "name": "b" }],
                "strategy": { "type": "Recreate", "$retainKeys": ["type"] },
                "selector": { "slot": "green" },
            } }),
        );
        assert_eq!(
            target,
            json!({ "spec": {
                "containers": [
                    { "name": "c", "image": "z:1" },
                    { "name": "a", "image": "x:2", "args": ["2"], "env": [{ "name": "K", "value": "1" }, { "name": "M", "value": "2" }] },
                    { "name": "b", "image": "y:1" },
                ],
                "strategy": { "type": "Recreate" },
                "selector": { "app": "a", "slot": "green" },
            } })
        );
    }

    #[test]
    fn tables_are_replaced_or_taken_away_where_it_is_said() {
        let mut target = json!({ "a": { "x": 1 }, "b": { "y": 1 }, "c": 1, "finalizers": ["f", "g"] });
        strategic(
            &mut target,
            &json!({ "a": { "$patch": "replace", "z": 2 }, "b": { "$patch": "delete" }, "c": null,
                     "$deleteFromPrimitiveList/finalizers": ["f"], "finalizers": ["h"], "d": { "e": [{ "name": "n" }] } }),
        );
        assert_eq!(
            target,
            json!({ "a": { "z": 2 }, "finalizers": ["g", "h"], "d": { "e": [{ "name": "n" }] } })
        );
    }
}
