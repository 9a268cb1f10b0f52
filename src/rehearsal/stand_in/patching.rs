//! What a tool changes in the world's cluster.

use serde_json::Value;

use super::curl;
use crate::model::runbook::ClusterPatch;
use crate::rehearsal::cluster::PREFIX;
use crate::rehearsal::scene::Scene;
use crate::rehearsal::template::{Call, expand};

/// Changes it, or says why it could not.
pub(super) fn run(scene: &Scene, patch: &ClusterPatch, call: Call<'_>) -> Result<(), String> {
    let (group, plural, name) = patch.place().ok_or("the cluster has no such kind")?;
    let namespace = patch.namespace.as_deref().unwrap_or_else(|| scene.kept.rehearsal.namespace());
    let path = format!("{PREFIX}/{group}/namespaces/{namespace}/{plural}/{name}");
    let with = filled(&Value::Object(patch.with.clone()), scene, call).to_string();
    let kind = "application/strategic-merge-patch+json";
    match curl::patch(&scene.host(), &path, kind, with) {
        Ok(status) if status < 400 => Ok(()),
        Ok(status) => Err(format!("the cluster answered {status}")),
        Err(error) => Err(error.to_string()),
    }
}

/// `value` with its texts filled in.
fn filled(value: &Value, scene: &Scene, call: Call<'_>) -> Value {
    match value {
        Value::String(text) => Value::String(expand(text, scene, call)),
        Value::Array(items) => items.iter().map(|item| filled(item, scene, call)).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, field)| (name.clone(), filled(field, scene, call))).collect()
        }
        other => other.clone(),
    }
}
