//! The JSON Schema of the file, for editors, with the schemas of the probes woven in.

use serde_json::{Map, Value, json};

use super::kinds::Kinds;
use crate::model::runbook::{FORMAT, Runbook};

/// The JSON Schema (draft 2020-12) of a runbook file.
pub fn schema(kinds: &dyn Kinds) -> Value {
    let mut root = schemars::schema_for!(Runbook).to_value();
    let mut probes = Map::new();
    let mut more = Map::new();
    for kind in kinds.names() {
        let mut fields = kinds.schema(kind).unwrap_or_else(|| json!({"type": "object"}));
        if let Some(object) = fields.as_object_mut() {
            object.remove("$schema");
            let defs = object.remove("$defs");
            for (name, mut def) in defs.and_then(|defs| defs.as_object().cloned()).into_iter().flatten() {
                point_into(&mut def, kind);
                more.insert(format!("probe-{kind}-{name}"), def);
            }
        }
        point_into(&mut fields, kind);
        probes.insert(kind.to_owned(), fields);
    }
    let probe = json!({
        "description": "One probe: its kind, with the kind's fields.",
        "type": "object",
        "properties": probes,
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1,
    });
    set(&mut root, "/properties/format", "const", json!(FORMAT));
    if let Some(defs) = root.get_mut("$defs").and_then(Value::as_object_mut) {
        defs.insert("Probe".to_owned(), probe);
        defs.append(&mut more);
    }
    let unit = "(ms|s|sec|m|min|h|d|w)";
    set(&mut root, "/$defs/Span", "pattern", json!(format!(r"^\s*([0-9]+\s*{unit}\s*)+$")));
    set(&mut root, "/$defs/Due", "pattern", json!(format!(r"^\s*[+-]?\s*([0-9]+\s*{unit}\s*)+$")));
    set(&mut root, "/$defs/Threshold", "pattern", json!(r"^\s*(<=|>=|!=|==|<|>|=|≤)\s*-?[0-9.]+.*$"));
    set(&mut root, "/$defs/TimeOfDay", "pattern", json!(r"^\s*[0-9]{1,2}:[0-9]{1,2}\s*$"));
    let id = json!("^[a-z0-9]+(-[a-z0-9]+)*$");
    for name in [
        "RunbookId",
        "PhaseId",
        "StepId",
        "VariantId",
        "PlanId",
        "MetricId",
        "TroubleId",
        "GuardId",
        "SeverityId",
        "ClockId",
        "MaintenanceId",
    ] {
        set(&mut root, &format!("/$defs/{name}"), "pattern", id.clone());
    }
    root
}

fn set(root: &mut Value, at: &str, key: &str, value: Value) {
    if let Some(object) = root.pointer_mut(at).and_then(Value::as_object_mut) {
        object.insert(key.to_owned(), value);
    }
}

/// Turns a kind's references to its own definitions into references to where they were moved.
fn point_into(value: &mut Value, kind: &str) {
    match value {
        Value::Object(object) => {
            for (key, item) in object {
                match item {
                    Value::String(target) if key == "$ref" => {
                        if let Some(name) = target.strip_prefix("#/$defs/") {
                            *target = format!("#/$defs/probe-{kind}-{name}");
                        }
                    }
                    item => point_into(item, kind),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|item| point_into(item, kind)),
        _ => {}
    }
}
