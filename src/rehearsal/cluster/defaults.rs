//! What an API server adds to an object, and what it refuses.

use serde_json::{Value, json};

use super::object::{drop_nulls, items, name, number, set, set_default, text, texts};
use super::selector::Selector;

/// `object` of the kind `plural` with what was left out.
pub(super) fn fill(plural: &str, object: &mut Value) {
    // Go writes a time that is none as null.
    if let Some(meta) = object.get_mut("metadata") {
        drop_nulls(meta);
    }
    match plural {
        "deployments" => deployment(object),
        "statefulsets" => {
            set_default(object, &["spec", "replicas"], json!(1));
            set_default(object, &["spec", "updateStrategy"], json!({ "type": "RollingUpdate" }));
            template(object);
        }
        "replicasets" => {
            set_default(object, &["spec", "replicas"], json!(1));
            template(object);
        }
        "jobs" => job(object),
        "services" => service(object),
        "pods" => {
            if let Some(spec) = object.get_mut("spec") {
                pod(spec, "Always");
            }
        }
        "secrets" => secret(object),
        "namespaces" => {
            let own = name(object).to_owned();
            set(object, &["metadata", "labels", "kubernetes.io/metadata.name"], json!(own));
            set(object, &["status", "phase"], json!("Active"));
        }
        _ => {}
    }
}

fn deployment(object: &mut Value) {
    set_default(object, &["spec", "replicas"], json!(1));
    set_default(object, &["spec", "revisionHistoryLimit"], json!(10));
    set_default(object, &["spec", "progressDeadlineSeconds"], json!(600));
    set_default(object, &["spec", "strategy", "type"], json!("RollingUpdate"));
    if text(object, "/spec/strategy/type") == "RollingUpdate" {
        set_default(object, &["spec", "strategy", "rollingUpdate", "maxSurge"], json!("25%"));
        set_default(object, &["spec", "strategy", "rollingUpdate", "maxUnavailable"], json!("25%"));
    }
    template(object);
}

fn template(object: &mut Value) {
    if let Some(meta) = object.pointer_mut("/spec/template/metadata") {
        drop_nulls(meta);
    }
    if let Some(spec) = object.pointer_mut("/spec/template/spec") {
        pod(spec, "Always");
    }
}

fn pod(spec: &mut Value, restart: &str) {
    set_default(spec, &["restartPolicy"], json!(restart));
    set_default(spec, &["terminationGracePeriodSeconds"], json!(30));
    set_default(spec, &["dnsPolicy"], json!("ClusterFirst"));
    for container in spec.get_mut("containers").and_then(Value::as_array_mut).into_iter().flatten() {
        let latest =
            text(container, "/image").ends_with(":latest") || !text(container, "/image").contains(':');
        set_default(container, &["imagePullPolicy"], json!(if latest { "Always" } else { "IfNotPresent" }));
        set_default(container, &["resources"], json!({}));
        for port in container.get_mut("ports").and_then(Value::as_array_mut).into_iter().flatten() {
            set_default(port, &["protocol"], json!("TCP"));
        }
    }
}

fn job(object: &mut Value) {
    for (key, value) in [("backoffLimit", 6), ("completions", 1), ("parallelism", 1)] {
        set_default(object, &["spec", key], json!(value));
    }
    set_default(object, &["spec", "suspend"], json!(false));
    let uid = text(object, "/metadata/uid").to_owned();
    let own = name(object).to_owned();
    if object.pointer("/spec/selector").is_none() {
        set(
            object,
            &["spec", "selector", "matchLabels"],
            json!({ "batch.kubernetes.io/controller-uid": uid }),
        );
    }
    for key in ["batch.kubernetes.io/controller-uid", "controller-uid"] {
        set_default_label(object, key, &uid);
    }
    for key in ["batch.kubernetes.io/job-name", "job-name"] {
        set_default_label(object, key, &own);
    }
    template(object);
}

/// A label's name may hold a slash, which a pointer reads as a step.
fn set_default_label(object: &mut Value, key: &str, value: &str) {
    let there = texts(object, "/spec/template/metadata/labels").contains_key(key);
    if !there {
        set(object, &["spec", "template", "metadata", "labels", key], json!(value));
    }
}

fn service(object: &mut Value) {
    set_default(object, &["spec", "type"], json!("ClusterIP"));
    set_default(object, &["spec", "sessionAffinity"], json!("None"));
    for port in object.pointer_mut("/spec/ports").and_then(Value::as_array_mut).into_iter().flatten() {
        set_default(port, &["protocol"], json!("TCP"));
        let own = port.get("port").cloned().unwrap_or(json!(80));
        set_default(port, &["targetPort"], own);
    }
}

fn secret(object: &mut Value) {
    use base64::Engine as _;
    set_default(object, &["type"], json!("Opaque"));
    let Some(clear) = object.as_object_mut().and_then(|map| map.remove("stringData")) else { return };
    for (key, value) in clear.as_object().into_iter().flatten() {
        let coded = base64::engine::general_purpose::STANDARD.encode(value.as_str().unwrap_or_default());
        set(object, &["data", key], json!(coded));
    }
}

/// Why an API server would not take `object`; `before` is what it replaces.
pub(super) fn refusal(plural: &str, object: &Value, before: Option<&Value>) -> Option<String> {
    if number(object, "/spec/replicas").is_some_and(|count| !(0..=1000).contains(&count)) {
        return Some("spec.replicas: Invalid value: must be from 0 to 1000 in a rehearsal".to_owned());
    }
    if matches!(plural, "deployments" | "statefulsets" | "replicasets" | "jobs") {
        if items(object, "/spec/template/spec/containers").is_empty() {
            return Some("spec.template.spec.containers: Required value".to_owned());
        }
        if items(object, "/spec/template/spec/containers").iter().any(|it| text(it, "/image").is_empty()) {
            return Some("spec.template.spec.containers[0].image: Required value".to_owned());
        }
        let selector = object.pointer("/spec/selector").map(Selector::of).unwrap_or_default();
        let labels = texts(object, "/spec/template/metadata/labels");
        if selector.is_empty() || !selector.takes_labels(&labels) {
            return Some(
                "spec.template.metadata.labels: Invalid value: `selector` does not match template `labels`"
                    .to_owned(),
            );
        }
    }
    let before = before?;
    let fixed: &[&str] = match plural {
        "deployments" | "statefulsets" | "replicasets" => &["/spec/selector"],
        "jobs" => &["/spec/selector", "/spec/template"],
        _ => &[],
    };
    let changed = fixed.iter().find(|at| object.pointer(at) != before.pointer(at))?;
    Some(format!("{}: Invalid value: field is immutable", changed.trim_start_matches('/').replace('/', ".")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_gets_its_selector_and_labels() {
        let mut job = json!({
            "metadata": { "name": "m", "uid": "u", "creationTimestamp": null },
            "spec": { "template": { "spec": { "containers": [{ "name": "a", "image": "b" }] } } },
        });
        fill("jobs", &mut job);
        assert_eq!(refusal("jobs", &job, None), None);
        assert_eq!(texts(&job, "/spec/template/metadata/labels")["job-name"], "m");
        assert!(job["metadata"].get("creationTimestamp").is_none());
        let mut other = job.clone();
        set(&mut other, &["spec", "template", "spec", "restartPolicy"], json!("Never"));
        assert!(refusal("jobs", &other, Some(&job)).is_some_and(|why| why.contains("spec.template: ")));
    }

    #[test]
    fn a_secret_in_clear_is_coded() {
        let mut secret = json!({ "metadata": { "name": "s" }, "stringData": { "a": "b" } });
        fill("secrets", &mut secret);
        assert_eq!(secret["data"], json!({ "a": "Yg==" }));
    }

    #[test]
    fn a_deployment_must_select_its_own_pods() {
        let deployment = json!({ "spec": {
            "selector": { "matchLabels": { "app": "a" } },
            "template": { "metadata": { "labels": { "app": "b" } }, "spec": { "containers": [{ "image": "x" }] } },
        } });
        assert!(refusal("deployments", &deployment, None).is_some_and(|why| why.contains("does not match")));
    }
}
