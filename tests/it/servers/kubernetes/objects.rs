//! Objects as a real server tells them.

use serde_json::{Value, json};

/// A deployment `name` of three replicas, all of them rolled out.
pub fn deployment(name: &str, image: &str) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {
            "name": name, "namespace": "shop", "uid": format!("uid-{name}"), "generation": 4,
            "resourceVersion": "100",
            "annotations": { "deployment.kubernetes.io/revision": "3", "note": "now" },
        },
        "spec": {
            "replicas": 3, "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600,
            "selector": { "matchLabels": { "app": name } },
            "strategy": { "type": "RollingUpdate", "rollingUpdate": { "maxSurge": "25%", "maxUnavailable": "25%" } },
            "template": template(name, image),
        },
        "status": {
            "observedGeneration": 4, "replicas": 3, "updatedReplicas": 3, "readyReplicas": 3,
            "availableReplicas": 3,
            "conditions": [
                { "type": "Available", "status": "True", "reason": "MinimumReplicasAvailable",
                  "lastUpdateTime": "2026-11-21T01:00:00Z", "lastTransitionTime": "2026-11-21T01:00:00Z" },
                { "type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable",
                  "lastUpdateTime": "2026-11-21T01:00:00Z", "lastTransitionTime": "2026-11-21T01:00:00Z" }
            ]
        }
    })
}

fn template(name: &str, image: &str) -> Value {
    json!({
        "metadata": { "labels": { "app": name }, "creationTimestamp": null },
        "spec": {
            "containers": [
                { "name": "web", "image": image, "ports": [{ "containerPort": 8080, "protocol": "TCP" }] },
                { "name": "sidecar", "image": "proxy:1" }
            ],
            "restartPolicy": "Always", "terminationGracePeriodSeconds": 30
        }
    })
}

/// The replica set of a revision of that deployment.
pub fn replica_set(deployment: &str, revision: u32, image: &str) -> Value {
    let hash = format!("hash{revision}");
    let mut template = template(deployment, image);
    template["metadata"]["labels"]["pod-template-hash"] = json!(hash);
    json!({
        "apiVersion": "apps/v1", "kind": "ReplicaSet",
        "metadata": {
            "name": format!("{deployment}-{hash}"), "namespace": "shop", "resourceVersion": "90",
            "labels": { "app": deployment, "pod-template-hash": hash },
            "annotations": {
                "deployment.kubernetes.io/revision": revision.to_string(),
                "deployment.kubernetes.io/desired-replicas": "3", "note": format!("of {revision}"),
            },
            "ownerReferences": [{
                "apiVersion": "apps/v1", "kind": "Deployment", "name": deployment,
                "uid": format!("uid-{deployment}"), "controller": true, "blockOwnerDeletion": true
            }]
        },
        "spec": { "replicas": 0, "selector": { "matchLabels": { "app": deployment } }, "template": template },
        "status": { "replicas": 0 }
    })
}

/// A pod with these labels, whose container is as `state` says: `ready`, or the reason it waits for.
pub fn pod(name: &str, labels: &Value, state: &str, restarts: u32) -> Value {
    let ready = state == "ready";
    let container = if ready {
        json!({ "running": { "startedAt": "2026-11-21T01:00:00Z" } })
    } else {
        json!({ "waiting": { "reason": state, "message": "back-off" } })
    };
    let last = if restarts > 0 {
        json!({ "terminated": { "exitCode": 1, "reason": "Error", "finishedAt": "2026-11-21T01:30:00Z" } })
    } else {
        json!({})
    };
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": { "name": name, "namespace": "shop", "labels": labels, "resourceVersion": "80" },
        "spec": { "containers": [{ "name": "web", "image": "shop/api:1" }] },
        "status": {
            "phase": if ready { "Running" } else { "Pending" }, "startTime": "2026-11-20T00:00:00Z",
            "conditions": [{ "type": "Ready", "status": if ready { "True" } else { "False" } }],
            "containerStatuses": [{
                "name": "web", "image": "shop/api:1", "imageID": "", "ready": ready, "restartCount": restarts,
                "state": container, "lastState": last
            }]
        }
    })
}

/// A service that leads to pods of this version.
pub fn service(name: &str, version: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": { "name": name, "namespace": "shop", "resourceVersion": "70" },
        "spec": {
            "type": "ClusterIP", "ports": [{ "port": 80, "targetPort": 8080, "protocol": "TCP" }],
            "selector": { "app": name, "version": version }
        },
        "status": { "loadBalancer": {} }
    })
}
