//! JSON patch (RFC 6902).

use serde_json::Value;

/// `target` with the operations of `patch` done in order; the first that can't be done is told.
pub(in crate::rehearsal::cluster) fn patch(target: &mut Value, patch: &Value) -> Result<(), String> {
    let steps = patch.as_array().ok_or("a JSON patch is a list of operations")?;
    for step in steps {
        let text = |key: &str| step.get(key).and_then(Value::as_str).unwrap_or_default();
        let path = text("path");
        let value = || step.get("value").cloned().unwrap_or(Value::Null);
        match text("op") {
            "add" => add(target, path, value())?,
            "remove" => drop(remove(target, path)?),
            "replace" => *find(target, path)? = value(),
            "move" => {
                let moved = remove(target, text("from"))?;
                add(target, path, moved)?;
            }
            "copy" => {
                let copied = find(target, text("from"))?.clone();
                add(target, path, copied)?;
            }
            "test" => {
                if *find(target, path)? != value() {
                    return Err(format!("testing value {path} failed"));
                }
            }
            other => return Err(format!("unexpected kind of operation: {other}")),
        }
    }
    Ok(())
}

fn missing(path: &str) -> String {
    format!("the path {path} does not exist")
}

fn find<'a>(target: &'a mut Value, path: &str) -> Result<&'a mut Value, String> {
    target.pointer_mut(path).ok_or_else(|| missing(path))
}

/// The table or list that holds the end of `path`, and that end.
fn holder<'a>(target: &'a mut Value, path: &str) -> Result<(&'a mut Value, String), String> {
    let (above, last) = path.rsplit_once('/').ok_or_else(|| missing(path))?;
    let holder = target.pointer_mut(above).ok_or_else(|| missing(path))?;
    Ok((holder, last.replace("~1", "/").replace("~0", "~")))
}

fn add(target: &mut Value, path: &str, value: Value) -> Result<(), String> {
    if path.is_empty() {
        *target = value;
        return Ok(());
    }
    match holder(target, path)? {
        (Value::Object(map), key) => {
            map.insert(key, value);
        }
        (Value::Array(items), at) => {
            let at = if at == "-" { items.len() } else { at.parse().map_err(|_| missing(path))? };
            if at > items.len() {
                return Err(missing(path));
            }
            items.insert(at, value);
        }
        _ => return Err(missing(path)),
    }
    Ok(())
}

fn remove(target: &mut Value, path: &str) -> Result<Value, String> {
    let found = match holder(target, path)? {
        (Value::Object(map), key) => map.remove(&key),
        (Value::Array(items), at) => {
            let at = at.parse().ok().filter(|at| *at < items.len());
            at.map(|at: usize| items.remove(at))
        }
        _ => None,
    };
    found.ok_or_else(|| missing(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn operations_are_done_in_order_and_the_guard_holds() {
        let mut target = json!({ "a": { "x/y": "blue" }, "b": [1, 3] });
        let guarded = json!([
            { "op": "test", "path": "/a/x~1y", "value": "blue" },
            { "op": "replace", "path": "/a/x~1y", "value": "green" },
            { "op": "add", "path": "/b/1", "value": 2 },
            { "op": "move", "from": "/b/0", "path": "/b/-" },
            { "op": "copy", "from": "/b", "path": "/c" },
            { "op": "remove", "path": "/b/0" },
        ]);
        patch(&mut target, &guarded).unwrap();
        assert_eq!(target, json!({ "a": { "x/y": "green" }, "b": [3, 1], "c": [2, 3, 1] }));
        assert!(patch(&mut target, &guarded).is_err_and(|why| why.contains("/a/x~1y failed")));
        for bad in [
            json!([{ "op": "remove", "path": "/none" }]),
            json!([{ "op": "add", "path": "/b/9", "value": 1 }]),
            json!([{ "op": "sing", "path": "/b" }]),
            json!({}),
        ] {
            assert!(patch(&mut target, &bad).is_err(), "{bad}");
        }
    }
}
