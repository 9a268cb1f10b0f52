//! What pods and nodes use, for `kubectl top`.

use axum::response::Response;
use serde_json::{Value, json};

use super::asked::Asked;
use super::refusal::Refusal;
use super::route::shown;
use crate::rehearsal::cluster::Cluster;
use crate::rehearsal::cluster::object::{is, items, name, namespace, text, time, uid};
use crate::rehearsal::cluster::selector::Selector;
use crate::rehearsal::scene::unix_ms;
use crate::rehearsal::wave::{Wave, hash};

/// Answers a path below `metrics.k8s.io/v1beta1`.
pub(super) fn answer(cluster: &Cluster, path: &[&str], asked: &Asked) -> Result<Response, Refusal> {
    let (space, kind, one) = match path {
        ["nodes"] => (None, "nodes", None),
        ["nodes", one] => (None, "nodes", Some(*one)),
        ["pods"] => (None, "pods", None),
        ["namespaces", space, "pods"] => (Some(*space), "pods", None),
        ["namespaces", space, "pods", one] => (Some(*space), "pods", Some(*one)),
        _ => return Err(Refusal::no_path()),
    };
    let selector = Selector::parse(asked.query("labelSelector")).map_err(Refusal::bad_request)?;
    let objects: Vec<Value> = cluster.with(|store| {
        let all = store.list(kind, space).filter(|it| kind == "nodes" || is(it, "Ready"));
        all.filter(|it| selector.takes(it) && one.is_none_or(|one| name(it) == one)).cloned().collect()
    });
    let used: Vec<Value> = objects.iter().map(|it| usage(kind, it)).collect();
    match (one, used.first()) {
        (Some(_), Some(only)) => Ok(shown(only.clone())),
        (Some(one), None) => Err(Refusal::not_found(kind, "metrics.k8s.io", one)),
        (None, _) => {
            let list = if kind == "nodes" { "NodeMetricsList" } else { "PodMetricsList" };
            Ok(shown(json!({
                "kind": list, "apiVersion": "metrics.k8s.io/v1beta1", "metadata": {}, "items": used,
            })))
        }
    }
}

fn usage(kind: &str, object: &Value) -> Value {
    let base = 20 + hash(uid(object)) % 60;
    let seconds = f64::from(u32::try_from(unix_ms() / 1000 % 86_400).unwrap_or(0));
    let swing = Wave::new(uid(object), 1).at(seconds);
    // A tenth up and down; never below zero.
    let swung = |of: u64| format!("{:.0}", f64::from(u32::try_from(of).unwrap_or(0)) * (1.0 + 0.1 * swing));
    let used = |times: u64| json!({ "cpu": format!("{}m", swung(base * times)), "memory": format!("{}Mi", swung(base * 4 * times)) });
    let meta = json!({
        "name": name(object), "namespace": namespace(object), "labels": object["metadata"]["labels"],
        "creationTimestamp": time(unix_ms()),
    });
    let mut shown = json!({
        "apiVersion": "metrics.k8s.io/v1beta1", "metadata": meta, "timestamp": time(unix_ms()), "window": "30s",
    });
    if kind == "nodes" {
        shown["kind"] = json!("NodeMetrics");
        shown["usage"] = used(10);
    } else {
        let containers: Value = items(object, "/spec/containers")
            .iter()
            .map(|it| json!({ "name": text(it, "/name"), "usage": used(1) }))
            .collect();
        shown["kind"] = json!("PodMetrics");
        shown["containers"] = containers;
    }
    shown
}
