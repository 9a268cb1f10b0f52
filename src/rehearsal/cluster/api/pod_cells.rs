//! A pod's row.

use serde_json::{Value, json};

use super::cells::{age, or_none};
use crate::rehearsal::cluster::object::{is_ending, items, number, text};

/// The cells of a pod.
pub(super) fn pod(object: &Value, own: Value, made: Value, now_ms: u64) -> Vec<Value> {
    let containers = items(object, "/status/containerStatuses");
    let ready = containers.iter().filter(|it| it["ready"] == true).count();
    let all = items(object, "/spec/containers").len();
    let restarts: i64 = containers.iter().filter_map(|it| number(it, "/restartCount")).sum();
    let last =
        containers.iter().map(|it| text(it, "/lastState/terminated/finishedAt")).max().unwrap_or_default();
    let restarts = if restarts > 0 && !last.is_empty() {
        json!(format!("{restarts} ({} ago)", age(last, now_ms)))
    } else {
        json!(restarts.to_string())
    };
    vec![
        own,
        json!(format!("{ready}/{all}")),
        json!(status(object, containers)),
        restarts,
        made,
        or_none(text(object, "/status/podIP")),
        or_none(text(object, "/spec/nodeName")),
        json!("<none>"),
        json!("<none>"),
    ]
}

fn status<'a>(object: &'a Value, containers: &'a [Value]) -> &'a str {
    if is_ending(object) {
        return "Terminating";
    }
    let reasons = ["/state/waiting/reason", "/state/terminated/reason"];
    let mut found = containers.iter().flat_map(|it| reasons.map(|at| text(it, at)));
    found.find(|reason| !reason.is_empty()).unwrap_or_else(|| text(object, "/status/phase"))
}
