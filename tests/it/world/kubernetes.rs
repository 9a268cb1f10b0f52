//! The world's Kubernetes API and its controllers, over plain HTTP.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Reply, Stage, ask, small};

/// A shop with two slots.
pub const SHOP: &str = r#"
    [[phase]]
    id = "p"
    title = "P"
    [[phase.step]]
    id = "deploy"
    title = "Deploy"
    [[plan]]
    id = "back"
    title = "Back"
    [[plan.step]]
    id = "rollback"
    title = "Back"

    [rehearsal.kubernetes]
    contexts = ["shop-production", "shop-staging"]
    namespace = "shop"

    [[rehearsal.scenario]]
    name = "pods-crash"
    title = "Crash"
    from = "deploy"
    [[rehearsal.scenario]]
    name = "never-ready"
    title = "Never ready"
    from = "deploy"
    [[rehearsal.scenario]]
    name = "migration-fails"
    title = "Migration fails"

    [[rehearsal.deployment]]
    name = "shop-blue"
    labels = { app = "shop", slot = "blue" }
    container = "app"
    image = "registry.example/shop:v1.4.0"
    before = ["registry.example/shop:v1.2.0", "registry.example/shop:v1.3.0"]
    replicas = 3
    port = 3001
    logs = ["GET /api/health 200", "GET /api/orders 200"]
    http = "/blue"

    [[rehearsal.deployment]]
    name = "shop-green"
    labels = { app = "shop", slot = "green" }
    container = "app"
    image = "registry.example/shop:v1.3.0"
    replicas = 2
    port = 3001
    starts_in = "60s"
    http = "/green"
    mark = [{ set = "green-is-new", image = "*:v1.5*" }]
    fault = [
      { is = "crash", when = { scenario = ["pods-crash"] }, image = "*:v1.5*", logs = ["Error: no DATABASE_URL"] },
      { is = "never-ready", when = { scenario = ["never-ready"] }, image = "*:v1.5*" },
    ]

    [[rehearsal.deployment]]
    name = "redis"
    namespace = "data"
    kind = "stateful-set"
    image = "redis:7"
    replicas = 2

    [[rehearsal.service]]
    name = "shop"
    selector = { app = "shop", slot = "blue" }
    mark = [{ set = "green-live", selector = { slot = "green" } }]

    [[rehearsal.job]]
    name = "migration-*"
    takes = "60s"
    logs = ["2 migrations applied"]
    marks = ["migrated"]
    [[rehearsal.job]]
    name = "migration-*"
    when = { scenario = ["migration-fails"] }
    logs = ["P3018: a migration failed"]
    exit = 1

    [[rehearsal.secret]]
    name = "shop-secrets"
    keys = { DATABASE_URL = "postgres://rehearsal" }
    [[rehearsal.config]]
    name = "shop-config"
    keys = { LOG_LEVEL = "info" }
    [[rehearsal.object]]
    manifest = { apiVersion = "networking.k8s.io/v1", kind = "Ingress", metadata = { name = "shop" }, spec = { rules = [{ host = "shop.example" }] } }
    [[rehearsal.object]]
    manifest = { apiVersion = "argoproj.io/v1alpha1", kind = "Rollout", metadata = { name = "shop" } }

    [[rehearsal.tool]]
    name = "psql"
    [[rehearsal.tool.answer]]
    args = "*count*"
    print = "7"
    [[rehearsal.tool]]
    name = "kubectl"
    [[rehearsal.tool.answer]]
    args = "get widgets"
    print = "as the runbook says"

    [[rehearsal.http]]
    path = "/live"
    body.json = { slot = "blue" }
    [[rehearsal.http]]
    path = "/live"
    when = { mark = "green-live" }
    body.json = { slot = "green" }
    [[rehearsal.http]]
    path = "/new"
    status = 404
    [[rehearsal.http]]
    path = "/new"
    when = { mark = "green-is-new" }
    [[rehearsal.http]]
    path = "/green/version"
    body.json = { slot = "green" }
    [[rehearsal.http]]
    path = "/migrated"
    status = 404
    [[rehearsal.http]]
    path = "/migrated"
    when = { mark = "migrated" }
"#;

const SETS: &str = "/kubernetes/apis/apps/v1/namespaces/shop/deployments";
const CORE: &str = "/kubernetes/api/v1/namespaces/shop";

/// A shop's world.
pub fn shop(scenario: Option<&str>) -> Stage {
    Stage::new(&small(SHOP), scenario)
}

/// Waits until `holds`, and fails with what was last seen where it never does.
pub fn wait_for<T: std::fmt::Debug>(what: &str, read: impl Fn() -> T, holds: impl Fn(&T) -> bool) -> T {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let seen = read();
        if holds(&seen) {
            return seen;
        }
        assert!(Instant::now() < deadline, "{what}: {seen:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn patch(stage: &Stage, kind: &str, path: &str, body: &Value) -> Reply {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", stage.world.port())).unwrap();
    let body = body.to_string();
    write!(
        stream,
        "PATCH {path} HTTP/1.0\r\nContent-Type: application/{kind}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
}

fn set_image(stage: &Stage, name: &str, image: &str) {
    let change =
        json!({ "spec": { "template": { "spec": { "containers": [{ "name": "app", "image": image }] } } } });
    let reply = patch(stage, "strategic-merge-patch+json", &format!("{SETS}/{name}"), &change);
    assert_eq!(reply.status, 200, "{}", reply.body);
}

fn condition(object: &Value, kind: &str) -> (String, String) {
    let all = object["status"]["conditions"].as_array().cloned().unwrap_or_default();
    let found = all.into_iter().find(|it| it["type"] == kind).unwrap_or_default();
    let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    (text("status"), text("reason"))
}

#[test]
fn everything_is_there_and_ready_when_the_rehearsal_begins() {
    let stage = shop(None);
    let blue = stage.get(&format!("{SETS}/shop-blue")).json();
    assert_eq!(blue["metadata"]["annotations"]["deployment.kubernetes.io/revision"], "3");
    assert_eq!(blue["status"]["readyReplicas"], 3);
    assert_eq!(blue["status"]["observedGeneration"], blue["metadata"]["generation"]);
    assert_eq!(condition(&blue, "Progressing"), ("True".into(), "NewReplicaSetAvailable".into()));
    let endpoints = stage.get(&format!("{CORE}/endpoints/shop")).json();
    assert_eq!(endpoints["subsets"][0]["addresses"].as_array().unwrap().len(), 3);
    assert_eq!(endpoints["subsets"][0]["ports"][0]["port"], 3001);
    let secret = stage.get(&format!("{CORE}/secrets/shop-secrets")).json();
    assert_eq!(secret["data"]["DATABASE_URL"], "cG9zdGdyZXM6Ly9yZWhlYXJzYWw=");
    let redis = stage.get("/kubernetes/apis/apps/v1/namespaces/data/statefulsets/redis").json();
    assert_eq!(redis["status"]["readyReplicas"], 2);
    for path in [
        "/kubernetes/api/v1/namespaces/data/pods/redis-1",
        "/kubernetes/apis/networking.k8s.io/v1/namespaces/shop/ingresses/shop",
        "/kubernetes/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts/shop",
        "/kubernetes/api/v1/namespaces/data",
        "/kubernetes/version",
        "/kubernetes/readyz",
    ] {
        let reply = stage.get(path);
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        assert!(reply.head.contains("x-gonogo-rehearsal: simulated"), "{path}");
    }
    assert_eq!(stage.get(&format!("{CORE}/pods/nonesuch")).status, 404);
}

#[test]
fn a_new_image_rolls_out_step_by_step_and_the_way_back_is_there() {
    let stage = shop(None);
    assert_eq!(stage.get("/new").status, 404);
    set_image(&stage, "shop-green", "registry.example/shop:v1.5.0");
    let read = || stage.get(&format!("{SETS}/shop-green")).json();
    let least = std::cell::Cell::new(i64::MAX);
    let done = wait_for("rollout", read, |it| {
        least.set(least.get().min(it["status"]["availableReplicas"].as_i64().unwrap_or(0)));
        it["status"]["updatedReplicas"] == 2
            && it["status"]["replicas"] == 2
            && it["status"]["availableReplicas"] == 2
    });
    assert!(least.get() >= 2, "never below what was asked for, but {}", least.get());
    assert_eq!(done["metadata"]["annotations"]["deployment.kubernetes.io/revision"], "2");
    assert_eq!(stage.get("/new").status, 200, "the mark follows the image");
    set_image(&stage, "shop-green", "registry.example/shop:v1.3.0");
    let back = wait_for("way back", read, |it| {
        it["status"]["updatedReplicas"] == 2 && it["status"]["replicas"] == 2
    });
    assert_eq!(back["metadata"]["annotations"]["deployment.kubernetes.io/revision"], "3");
    let sets =
        stage.get("/kubernetes/apis/apps/v1/namespaces/shop/replicasets?labelSelector=slot%3Dgreen").json();
    assert_eq!(sets["items"].as_array().unwrap().len(), 2, "the old replica set is used again");
    assert_eq!(stage.get("/new").status, 404);
}

#[test]
fn a_crash_stops_the_rollout_and_the_old_pods_stay() {
    let stage = shop(Some("pods-crash"));
    stage.fault();
    set_image(&stage, "shop-green", "registry.example/shop:v1.5.0");
    let read = || stage.get(&format!("{SETS}/shop-green")).json();
    let late = wait_for("deadline", read, |it| condition(it, "Progressing").1 == "ProgressDeadlineExceeded");
    assert_eq!(late["status"]["availableReplicas"], 2);
    let pods = stage.get(&format!("{CORE}/pods?labelSelector=slot%3Dgreen")).json();
    let broken: Vec<&Value> = pods["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|pod| pod["spec"]["containers"][0]["image"] == "registry.example/shop:v1.5.0")
        .collect();
    let status = &broken[0]["status"]["containerStatuses"][0];
    assert!(status["restartCount"].as_i64().unwrap() > 0, "{status}");
    let log = stage.get(&format!("{CORE}/pods/{}/log", broken[0]["metadata"]["name"].as_str().unwrap()));
    assert_eq!(log.body, "Error: no DATABASE_URL\n");
    stage.heal();
    wait_for("healed", read, |it| {
        it["status"]["updatedReplicas"] == 2 && it["status"]["availableReplicas"] == 2
    });
}

#[test]
fn a_pod_that_never_gets_ready_gets_no_traffic() {
    let stage = shop(Some("never-ready"));
    stage.fault();
    set_image(&stage, "shop-green", "registry.example/shop:v1.5.0");
    let change = json!({ "spec": { "selector": { "slot": "green" } } });
    assert_eq!(patch(&stage, "merge-patch+json", &format!("{CORE}/services/shop"), &change).status, 200);
    let read = || stage.get(&format!("{CORE}/endpoints/shop")).json();
    let seen = wait_for("endpoints", read, |it| !it["subsets"][0]["notReadyAddresses"].is_null());
    assert_eq!(seen["subsets"][0]["addresses"].as_array().unwrap().len(), 2, "the old ones serve on");
    assert_eq!(stage.get("/live").json()["slot"], "green");
}

#[test]
fn patches_are_guarded_and_refusals_are_kubernetes_own() {
    let stage = shop(None);
    let service = format!("{CORE}/services/shop");
    let switch = json!([
        { "op": "test", "path": "/spec/selector/slot", "value": "blue" },
        { "op": "replace", "path": "/spec/selector/slot", "value": "green" },
    ]);
    assert_eq!(patch(&stage, "json-patch+json", &service, &switch).status, 200);
    assert_eq!(stage.get(&service).json()["spec"]["selector"], json!({ "app": "shop", "slot": "green" }));
    let again = patch(&stage, "json-patch+json", &service, &switch);
    assert_eq!((again.status, &again.json()["reason"]), (422, &json!("Invalid")));
    let stale = json!({ "metadata": { "resourceVersion": "1" }, "spec": { "replicas": 1 } });
    let reply = patch(&stage, "merge-patch+json", &format!("{SETS}/shop-blue"), &stale);
    assert_eq!((reply.status, &reply.json()["reason"]), (409, &json!("Conflict")));
    for (body, status, reason) in [
        (json!({ "kind": "Deployment", "metadata": { "name": "x" } }), 422, "Invalid"),
        (
            json!({ "kind": "Deployment", "metadata": { "name": "shop-blue" }, "spec": {} }),
            409,
            "AlreadyExists",
        ),
        (json!({ "kind": "Deployment", "metadata": { "name": "x", "namespace": "y" } }), 400, "BadRequest"),
        (json!({ "kind": "Secret", "metadata": { "name": "x" } }), 400, "BadRequest"),
    ] {
        let reply = stage.ask("POST", SETS, &body.to_string());
        assert_eq!((reply.status, &reply.json()["reason"]), (status, &json!(reason)), "{}", reply.body);
    }
    assert_eq!(stage.ask("POST", SETS, "{").status, 400);
    assert_eq!(stage.get("/kubernetes/apis/none/v1").status, 404);
    assert_eq!(stage.get(&format!("{CORE}/pods/x/exec")).status, 501);
    assert_eq!(stage.get(&format!("{CORE}/pods?labelSelector=a%20in%20b")).status, 400);
}

#[test]
fn a_job_ends_as_the_runbook_says() {
    let job = json!({
        "apiVersion": "batch/v1", "kind": "Job", "metadata": { "name": "migration-1" },
        "spec": { "template": { "spec": { "restartPolicy": "Never", "containers": [{ "name": "m", "image": "x:1" }] } } },
    });
    for (scenario, kind, log) in [
        (None, "Complete", "2 migrations applied\n"),
        (Some("migration-fails"), "Failed", "P3018: a migration failed\n"),
    ] {
        let stage = shop(scenario);
        let jobs = "/kubernetes/apis/batch/v1/namespaces/shop/jobs";
        assert_eq!(stage.ask("POST", jobs, &job.to_string()).status, 201);
        let read = || stage.get(&format!("{jobs}/migration-1")).json();
        wait_for("job", read, |it| condition(it, kind).0 == "True");
        let pods = stage.get(&format!("{CORE}/pods?labelSelector=job-name%3Dmigration-1")).json();
        let pod = pods["items"][0]["metadata"]["name"].as_str().unwrap();
        assert_eq!(stage.get(&format!("{CORE}/pods/{pod}/log")).body, log);
        assert_eq!(stage.get("/migrated").status, if scenario.is_none() { 200 } else { 404 });
    }
}

#[test]
fn the_cluster_is_taken_up_again_as_it_was_left() {
    let stage = shop(None);
    set_image(&stage, "shop-green", "registry.example/shop:v9");
    let before = stage.get(&format!("{SETS}/shop-green")).json();
    let Stage { runtime, folder, world } = stage;
    let options = super::options(folder.path(), None);
    runtime.block_on(world.stop());
    let world = runtime.block_on(gonogo::rehearsal::World::start(&small(SHOP), options)).unwrap();
    let after = ask(world.port(), "GET", &format!("{SETS}/shop-green"), "").json();
    assert_eq!(after["metadata"]["uid"], before["metadata"]["uid"]);
    assert_eq!(after["spec"], before["spec"]);
}

#[test]
fn a_world_without_a_cluster_has_none() {
    let stage = Stage::new(&small("[rehearsal]"), None);
    assert_eq!(stage.get("/kubernetes/version").status, 404);
    assert!(stage.world.kubeconfig().is_none());
    assert!(!stage.world.environment().iter().any(|(name, _)| name == "KUBECONFIG"));
}
