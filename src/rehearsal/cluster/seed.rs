//! The objects that are there when the rehearsal begins. The controllers themselves make the past: each earlier image is
//! rolled out, a day apart.

use std::collections::BTreeSet;

use base64::Engine as _;
use serde_json::{Value, json};

use super::defaults::fill;
use super::kind::Kind;
use super::object::{namespace, set, time};
use super::settle::{NODES, Round};
use super::store::{Key, Store};
use crate::model::runbook::{DeploymentKind, Moment, Rehearsal, WorldDeployment};
use crate::rehearsal::scene::Scene;

const DAY_MS: u64 = 86_400_000;
/// The controllers' steps through a rollout of the past.
const STEP_MS: u64 = 60_000;
const MOST_STEPS: usize = 500;

/// Lays out the cluster.
pub(super) fn seed(scene: &Scene) -> Store {
    let mut store = Store::default();
    let rehearsal = &scene.kept.rehearsal;
    let most = rehearsal.deployment.iter().map(|it| it.before.len()).max().unwrap_or(0);
    let days = u64::try_from(most).unwrap_or(0) + 2;
    let mut now_ms = scene.kept.started_ms.saturating_sub(days * DAY_MS);
    around(&mut store, rehearsal, now_ms);
    for turn in 0..=most {
        for deployment in &rehearsal.deployment {
            roll(&mut store, rehearsal, deployment, turn, now_ms);
        }
        let mut at = now_ms;
        for _ in 0..MOST_STEPS {
            let before = store.version();
            Round::new(&mut store, rehearsal, &Moment::default(), at, scene.kept.speed).run();
            at += STEP_MS;
            if store.version() == before {
                break;
            }
        }
        now_ms += DAY_MS;
    }
    // A real cluster forgets them after an hour.
    for key in store.keys(|key| key.plural == "events") {
        store.remove(&key);
    }
    store
}

/// Puts `object` as an API server does.
fn put(store: &mut Store, plural: &str, mut object: Value, now_ms: u64) {
    set(&mut object, &["metadata", "uid"], json!(store.fresh_uid()));
    set(&mut object, &["metadata", "creationTimestamp"], json!(time(now_ms)));
    if object.get("spec").is_some() {
        set(&mut object, &["metadata", "generation"], json!(1));
    }
    fill(plural, &mut object);
    store.put(plural, object);
}

fn around(store: &mut Store, rehearsal: &Rehearsal, now_ms: u64) {
    let own =
        |namespace: &Option<String>| namespace.as_deref().unwrap_or_else(|| rehearsal.namespace()).to_owned();
    for (at, node) in NODES.iter().enumerate() {
        put(store, "nodes", self::node(node, at, now_ms), now_ms);
    }
    for service in &rehearsal.service {
        let object = json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": { "name": service.name, "namespace": own(&service.namespace), "labels": { "app": service.name } },
            "spec": {
                "selector": service.selector,
                "ports": [{ "name": "http", "port": service.port, "targetPort": target(rehearsal, &service.selector) }],
            },
        });
        put(store, "services", object, now_ms);
    }
    for (plural, kind, all) in
        [("secrets", "Secret", &rehearsal.secret), ("configmaps", "ConfigMap", &rehearsal.config)]
    {
        for keyed in all {
            let coded = |text: &String| match plural {
                "secrets" => base64::engine::general_purpose::STANDARD.encode(text),
                _ => text.clone(),
            };
            let data: serde_json::Map<String, Value> =
                keyed.keys.iter().map(|(key, value)| (key.clone(), json!(coded(value)))).collect();
            let object = json!({
                "apiVersion": "v1", "kind": kind,
                "metadata": { "name": keyed.name, "namespace": own(&keyed.namespace) }, "data": data,
            });
            put(store, plural, object, now_ms);
        }
    }
    let manifests: Vec<Value> =
        rehearsal.object.iter().map(|it| Value::Object(it.manifest.clone())).collect();
    let kinds = Kind::all(manifests.iter());
    for mut object in manifests {
        let Some(kind) = kinds.iter().find(|it| {
            object["kind"] == it.name.as_str()
                && object["apiVersion"]
                    .as_str()
                    .is_some_and(|version| version.split_once('/').map_or("", |(group, _)| group) == it.group)
        }) else {
            continue;
        };
        if kind.namespaced && namespace(&object).is_empty() {
            set(&mut object, &["metadata", "namespace"], json!(rehearsal.namespace()));
        }
        set(&mut object, &["apiVersion"], json!(kind.api_version()));
        put(store, &kind.plural, object, now_ms);
    }
    let named = rehearsal.kubernetes.iter().flat_map(|it| it.namespaces.iter().cloned());
    let of_objects = store.keys(|key| !key.namespace.is_empty()).into_iter().map(|key| key.namespace);
    let of_deployments = rehearsal.deployment.iter().map(|it| own(&it.namespace));
    let usual = ["default", "kube-system", rehearsal.namespace()].map(str::to_owned);
    let all: BTreeSet<String> = named.chain(of_objects).chain(of_deployments).chain(usual).collect();
    for namespace in all {
        let key = Key::new("namespaces", "", &namespace);
        if store.get(&key).is_none() {
            let object = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": namespace }, "spec": {} });
            put(store, "namespaces", object, now_ms);
        }
    }
}

/// The port that the selected pods listen on.
fn target(rehearsal: &Rehearsal, selector: &indexmap::IndexMap<String, String>) -> u16 {
    let app = selector.get("app");
    let selected = |it: &&WorldDeployment| match app {
        Some(app) => it.labels.get("app").unwrap_or(&it.name) == app,
        None => selector.iter().any(|(key, value)| it.labels.get(key) == Some(value)),
    };
    rehearsal.deployment.iter().filter(selected).find_map(|it| it.port).unwrap_or(8080)
}

/// Brings a deployment to the image of its revision `turn`; one with fewer revisions keeps its last.
fn roll(store: &mut Store, rehearsal: &Rehearsal, deployment: &WorldDeployment, turn: usize, now_ms: u64) {
    let image = deployment.before.get(turn).unwrap_or(&deployment.image);
    let space = deployment.namespace.as_deref().unwrap_or_else(|| rehearsal.namespace());
    let plural = match deployment.kind {
        DeploymentKind::Deployment => "deployments",
        DeploymentKind::StatefulSet => "statefulsets",
    };
    if let Some(mut there) = store.get(&Key::new(plural, space, &deployment.name)).cloned() {
        let container = there.pointer_mut("/spec/template/spec/containers/0");
        if let Some(container) = container.filter(|it| it["image"] != image.as_str()) {
            set(container, &["image"], json!(image));
            let generation = there["metadata"]["generation"].as_i64().unwrap_or(1) + 1;
            set(&mut there, &["metadata", "generation"], json!(generation));
            store.put(plural, there);
        }
        return;
    }
    let labels = if deployment.labels.is_empty() {
        json!({ "app": deployment.name })
    } else {
        json!(deployment.labels)
    };
    let env: Value =
        deployment.env.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    let mut container =
        json!({ "name": deployment.container.as_ref().unwrap_or(&deployment.name), "image": image });
    if let Some(port) = deployment.port {
        set(&mut container, &["ports"], json!([{ "containerPort": port }]));
    }
    if !deployment.env.is_empty() {
        set(&mut container, &["env"], env);
    }
    let mut object = json!({
        "apiVersion": "apps/v1",
        "kind": if plural == "deployments" { "Deployment" } else { "StatefulSet" },
        "metadata": { "name": deployment.name, "namespace": space, "labels": labels },
        "spec": {
            "replicas": deployment.replicas, "selector": { "matchLabels": labels },
            "template": { "metadata": { "labels": labels }, "spec": { "containers": [container] } },
        },
    });
    if plural == "statefulsets" {
        set(&mut object, &["spec", "serviceName"], json!(deployment.name));
    }
    put(store, plural, object, now_ms);
}

fn node(called: &str, at: usize, now_ms: u64) -> Value {
    let room = json!({ "cpu": "4", "memory": "16Gi", "pods": "110", "ephemeral-storage": "100Gi" });
    let role =
        if at == 0 { "node-role.kubernetes.io/control-plane" } else { "node-role.kubernetes.io/worker" };
    json!({
        "apiVersion": "v1", "kind": "Node",
        "metadata": { "name": called, "labels": { "kubernetes.io/hostname": called, "kubernetes.io/os": "linux", role: "" } },
        "spec": {},
        "status": {
            "capacity": room, "allocatable": room,
            "addresses": [
                { "type": "InternalIP", "address": format!("10.0.0.{}", at + 1) },
                { "type": "Hostname", "address": called },
            ],
            "conditions": [{
                "type": "Ready", "status": "True", "reason": "KubeletReady", "message": "simulated by gonogo",
                "lastHeartbeatTime": time(now_ms), "lastTransitionTime": time(now_ms),
            }],
            "nodeInfo": {
                "kubeletVersion": super::api::VERSION, "osImage": "gonogo rehearsal", "kernelVersion": "simulated",
                "containerRuntimeVersion": "simulated://1", "architecture": "amd64", "operatingSystem": "linux",
            },
        },
    })
}
