//! JSON merge patch (RFC 7386).

use serde_json::Value;

use crate::rehearsal::cluster::object::table;

/// `target` with `patch` merged into it; null takes away.
pub(in crate::rehearsal::cluster) fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    let target = table(target);
    for (key, value) in patch {
        if value.is_null() {
            target.remove(key);
        } else {
            merge(target.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn tables_merge_lists_are_replaced_and_null_takes_away() {
        let mut target = json!({ "a": { "b": 1, "c": 2 }, "d": [1, 2] });
        merge(&mut target, &json!({ "a": { "b": null, "e": 3 }, "d": [4] }));
        assert_eq!(target, json!({ "a": { "c": 2, "e": 3 }, "d": [4] }));
    }
}
