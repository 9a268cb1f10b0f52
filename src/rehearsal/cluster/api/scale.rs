//! How many pods, as a thing of its own.

use axum::http::Method;
use axum::response::Response;
use serde_json::{Value, json};

use super::asked::Asked;
use super::read::find;
use super::refusal::Refusal;
use super::route::{Place, shown};
use super::write::change;
use crate::rehearsal::cluster::Cluster;
use crate::rehearsal::cluster::object::{name, namespace, number, set, text, texts, uid};
use crate::rehearsal::cluster::patch::{json_patch, merge};

/// Reads or changes it.
pub(super) fn answer(cluster: &Cluster, place: Place<'_>, asked: &Asked) -> Result<Response, Refusal> {
    if asked.method == Method::GET {
        return Ok(shown(scale(&find(cluster, place)?)));
    }
    let given = asked.json()?;
    let by_operations = asked.content.starts_with("application/json-patch");
    let object = change(cluster, place, asked, |object| {
        let mut wanted = scale(object);
        if by_operations {
            json_patch(&mut wanted, &given).map_err(Refusal::bad_request)?;
        } else {
            merge(&mut wanted, &given);
        }
        let version = wanted["metadata"]["resourceVersion"].clone();
        let replicas = number(&wanted, "/spec/replicas").unwrap_or(0);
        set(object, &["spec", "replicas"], json!(replicas));
        set(object, &["metadata", "resourceVersion"], version);
        Ok(())
    })?;
    Ok(shown(scale(&object)))
}

fn scale(object: &Value) -> Value {
    let labels = texts(object, "/spec/selector/matchLabels");
    let selector: Vec<String> = labels.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
    json!({
        "kind": "Scale", "apiVersion": "autoscaling/v1",
        "metadata": {
            "name": name(object), "namespace": namespace(object), "uid": uid(object),
            "resourceVersion": text(object, "/metadata/resourceVersion"),
            "creationTimestamp": text(object, "/metadata/creationTimestamp"),
        },
        "spec": { "replicas": number(object, "/spec/replicas").unwrap_or(0) },
        "status": { "replicas": number(object, "/status/replicas").unwrap_or(0), "selector": selector.join(",") },
    })
}
