//! Objects as the table that `kubectl get` prints.

use serde_json::{Value, json};

use super::asked::Asked;
use super::cells::cells;
use super::columns::columns;
use crate::rehearsal::cluster::kind::Kind;
use crate::rehearsal::scene::unix_ms;

/// The table of `objects`.
pub(super) fn table(kind: &Kind, objects: &[Value], asked: &Asked, version: &str) -> Value {
    let now = unix_ms();
    let definitions: Vec<Value> = columns(&kind.plural)
        .iter()
        .map(|(name, wide)| {
            json!({
                "name": name, "type": "string", "format": if *name == "Name" { "name" } else { "" },
                "description": "", "priority": i32::from(*wide),
            })
        })
        .collect();
    let rows: Vec<Value> = objects
        .iter()
        .map(|object| {
            let held = match asked.query("includeObject") {
                "None" => Value::Null,
                "Object" => object.clone(),
                _ => json!({
                    "apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata", "metadata": object["metadata"],
                }),
            };
            json!({ "cells": cells(&kind.plural, object, now), "object": held })
        })
        .collect();
    json!({
        "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": { "resourceVersion": version },
        "columnDefinitions": definitions, "rows": rows,
    })
}
