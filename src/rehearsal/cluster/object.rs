//! Reading an object's JSON.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::rehearsal::wave::hash;

/// The text at `pointer`, empty where there is none.
pub(super) fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The whole number at `pointer`.
pub(super) fn number(object: &Value, pointer: &str) -> Option<i64> {
    object.pointer(pointer).and_then(Value::as_i64)
}

/// The object's name.
pub(super) fn name(object: &Value) -> &str {
    text(object, "/metadata/name")
}

/// The object's namespace.
pub(super) fn namespace(object: &Value) -> &str {
    text(object, "/metadata/namespace")
}

/// The object's own identity.
pub(super) fn uid(object: &Value) -> &str {
    text(object, "/metadata/uid")
}

/// The texts of the table at `pointer`.
pub(super) fn texts<'a>(object: &'a Value, pointer: &str) -> BTreeMap<&'a str, &'a str> {
    let table = object.pointer(pointer).and_then(Value::as_object);
    table.into_iter().flatten().filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))).collect()
}

/// The items of the list at `pointer`.
pub(super) fn items<'a>(object: &'a Value, pointer: &str) -> &'a [Value] {
    object.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The condition of type `kind`.
pub(super) fn condition<'a>(object: &'a Value, kind: &str) -> Option<&'a Value> {
    items(object, "/status/conditions").iter().find(|it| text(it, "/type") == kind)
}

/// Whether the condition `kind` is true.
pub(super) fn is(object: &Value, kind: &str) -> bool {
    condition(object, kind).is_some_and(|it| text(it, "/status") == "True")
}

/// Whether it is being deleted.
pub(super) fn is_ending(object: &Value) -> bool {
    object.pointer("/metadata/deletionTimestamp").is_some()
}

/// Whether `owner` controls `object`.
pub(super) fn owned_by(object: &Value, owner: &str) -> bool {
    items(object, "/metadata/ownerReferences").iter().any(|it| text(it, "/uid") == owner)
}

/// A reference to `owner` as a controller.
pub(super) fn reference(owner: &Value, kind: &str, version: &str) -> Value {
    serde_json::json!([{
        "apiVersion": version, "kind": kind, "name": name(owner), "uid": uid(owner),
        "controller": true, "blockOwnerDeletion": true,
    }])
}

/// Sets `value` below `path`, making the tables on the way.
pub(super) fn set(object: &mut Value, path: &[&str], value: Value) {
    let Some((last, way)) = path.split_last() else { return };
    let mut at = object;
    for key in way {
        at = table(at).entry(*key).or_insert_with(|| Value::Object(Map::new()));
    }
    table(at).insert((*last).to_owned(), value);
}

/// Sets `value` below `path` where there is nothing yet.
pub(super) fn set_default(object: &mut Value, path: &[&str], value: Value) {
    let pointer = format!("/{}", path.join("/"));
    if object.pointer(&pointer).is_none_or(Value::is_null) {
        set(object, path, value);
    }
}

/// `value` as a table, made one where it is none.
pub(super) fn table(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(map) => map,
        // Made an object above.
        _ => unreachable!("a table was just put there"),
    }
}

/// A time as Kubernetes writes it.
pub(super) fn time(unix_ms: u64) -> String {
    i64::try_from(unix_ms / 1000)
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .map_or_else(String::new, |time| time.to_string())
}

/// A time as Kubernetes writes it, in milliseconds since 1970.
pub(super) fn unix_ms(text: &str) -> Option<u64> {
    let time: Timestamp = text.parse().ok()?;
    u64::try_from(time.as_millisecond()).ok()
}

/// Ten letters and digits made from `text`, as in the names of replica sets.
pub(super) fn short_hash(text: &str, digits: usize) -> String {
    const LETTERS: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";
    let mut rest = hash(text).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut out = String::with_capacity(digits);
    for _ in 0..digits {
        let at = usize::try_from(rest % 27).unwrap_or(0);
        out.push(char::from(LETTERS[at]));
        rest /= 27;
    }
    out
}

/// A template's hash: the same for the same pods.
pub(super) fn template_hash(template: &Value) -> String {
    let mut template = template.clone();
    if let Some(Value::Object(labels)) = template.pointer_mut("/metadata/labels") {
        labels.remove("pod-template-hash");
    }
    drop_nulls(&mut template);
    let text = serde_json_canonicalizer::to_string(&template).unwrap_or_else(|_| template.to_string());
    short_hash(&text, 10)
}

/// Takes away what is null: Go writes `creationTimestamp: null` for a time that is none.
pub(super) fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}
