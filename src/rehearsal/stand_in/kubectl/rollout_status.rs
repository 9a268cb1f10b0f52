//! How far a rollout is, by the rules of `kubectl rollout status`.

use serde_json::Value;

use super::client::{name, number, text};
use super::fault::Fault;

/// A line of text, and whether it is the last; a rollout that can't go on is a fault.
pub(super) fn told(object: &Value) -> Result<(String, bool), Fault> {
    let name = name(object);
    let seen = number(object, "/status/observedGeneration") >= number(object, "/metadata/generation");
    match text(object, "/kind") {
        "Deployment" if !seen => {
            Ok(("Waiting for deployment spec update to be observed...".to_owned(), false))
        }
        "Deployment" => deployment(object, name),
        "StatefulSet" | "DaemonSet" if text(object, "/spec/updateStrategy/type") == "OnDelete" => {
            Err(Fault::error("rollout status is only available for RollingUpdate strategy type"))
        }
        "StatefulSet" if !seen => {
            Ok(("Waiting for statefulset spec update to be observed...".to_owned(), false))
        }
        "StatefulSet" => Ok(stateful_set(object)),
        "DaemonSet" if !seen => {
            Ok(("Waiting for daemon set spec update to be observed...".to_owned(), false))
        }
        "DaemonSet" => Ok(daemon_set(object, name)),
        other => Err(Fault::error(format!("no status viewer has been implemented for {other}"))),
    }
}

fn deployment(object: &Value, name: &str) -> Result<(String, bool), Fault> {
    let conditions = object.pointer("/status/conditions").and_then(Value::as_array);
    let progressing = conditions.into_iter().flatten().find(|it| text(it, "/type") == "Progressing");
    if progressing.is_some_and(|it| text(it, "/reason") == "ProgressDeadlineExceeded") {
        return Err(Fault::error(format!("deployment \"{name}\" exceeded its progress deadline")));
    }
    let status = |key: &str| number(object, &format!("/status/{key}"));
    let wanted = object.pointer("/spec/replicas").and_then(Value::as_i64).unwrap_or(1);
    let (updated, all, available) =
        (status("updatedReplicas"), status("replicas"), status("availableReplicas"));
    let waiting = format!("Waiting for deployment \"{name}\" rollout to finish:");
    Ok(if updated < wanted {
        (format!("{waiting} {updated} out of {wanted} new replicas have been updated..."), false)
    } else if all > updated {
        (format!("{waiting} {} old replicas are pending termination...", all - updated), false)
    } else if available < updated {
        (format!("{waiting} {available} of {updated} updated replicas are available..."), false)
    } else {
        (format!("deployment \"{name}\" successfully rolled out"), true)
    })
}

fn stateful_set(object: &Value) -> (String, bool) {
    let status = |key: &str| number(object, &format!("/status/{key}"));
    let wanted = object.pointer("/spec/replicas").and_then(Value::as_i64).unwrap_or(1);
    if status("readyReplicas") < wanted {
        return (format!("Waiting for {} pods to be ready...", wanted - status("readyReplicas")), false);
    }
    let (updated, revision) = (status("updatedReplicas"), text(object, "/status/updateRevision"));
    if revision != text(object, "/status/currentRevision") {
        let text = format!(
            "waiting for statefulset rolling update to complete {updated} pods at revision {revision}..."
        );
        return (text, false);
    }
    let current = status("currentReplicas");
    (format!("statefulset rolling update complete {current} pods at revision {revision}..."), true)
}

fn daemon_set(object: &Value, name: &str) -> (String, bool) {
    let status = |key: &str| number(object, &format!("/status/{key}"));
    let (updated, wanted) = (status("updatedNumberScheduled"), status("desiredNumberScheduled"));
    let (available, waiting) =
        (status("numberAvailable"), format!("Waiting for daemon set \"{name}\" rollout to finish:"));
    if updated < wanted {
        (format!("{waiting} {updated} out of {wanted} new pods have been updated..."), false)
    } else if available < wanted {
        (format!("{waiting} {available} of {wanted} updated pods are available..."), false)
    } else {
        (format!("daemon set \"{name}\" successfully rolled out"), true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_deployment_says_what_it_waits_for() {
        let shown = |status: Value| {
            let object = json!({
                "kind": "Deployment", "metadata": { "name": "x", "generation": 2 }, "spec": { "replicas": 3 },
                "status": status,
            });
            told(&object)
        };
        let of = |updated: i64, all: i64, available: i64| {
            json!({
                "observedGeneration": 2, "updatedReplicas": updated, "replicas": all, "availableReplicas": available,
            })
        };
        for (status, expected) in [
            (json!({ "observedGeneration": 1 }), "spec update to be observed"),
            (of(1, 4, 3), "1 out of 3 new replicas have been updated..."),
            (of(3, 4, 3), "1 old replicas are pending termination..."),
            (of(3, 3, 2), "2 of 3 updated replicas are available..."),
            (of(3, 3, 3), "successfully rolled out"),
        ] {
            assert!(shown(status.clone()).unwrap().0.contains(expected), "{status}");
        }
        let late = json!({
            "observedGeneration": 2, "conditions": [{ "type": "Progressing", "reason": "ProgressDeadlineExceeded" }],
        });
        assert_eq!(
            shown(late).unwrap_err().message,
            "error: deployment \"x\" exceeded its progress deadline"
        );
    }
}
