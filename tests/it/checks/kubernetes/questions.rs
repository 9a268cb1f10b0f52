use gonogo::model::verdict::Outcome::{Errored, Failed, Inconclusive, Passed};
use serde_json::json;

use super::context;
use crate::checks::expect;
use crate::servers::kubernetes::{Api, deployment, pod, service};

/// `"topsecret"`, as a secret has it.
const VALUE: &str = "dG9wc2VjcmV0";

/// A pod that is not expected to be ready any more.
fn left_over(name: &str, how: impl FnOnce(&mut serde_json::Value)) -> serde_json::Value {
    let mut pod = pod(name, &json!({ "app": "left" }), "ContainerCreating", 0);
    how(&mut pod);
    pod
}

async fn cluster() -> Api {
    let blue = json!({ "app": "api", "version": "blue" });
    let green = json!({ "app": "api", "version": "green" });
    let endpoint = |name: &str, ready: bool| {
        json!({ "addresses": ["10.0.0.1"], "conditions": { "ready": ready },
                "targetRef": { "kind": "Pod", "name": name, "namespace": "shop" } })
    };
    let job = |name: &str, status: serde_json::Value| {
        json!({ "apiVersion": "batch/v1", "kind": "Job", "metadata": { "name": name },
                "spec": { "template": {} }, "status": status })
    };
    let ended = |kind: &str| {
        json!({ "failed": 2, "conditions": [
            { "type": kind, "status": "True", "reason": "BackoffLimitExceeded", "message": "too many" }
        ]})
    };
    let job_pod = json!({ "job-name": "broken" });
    Api::start([
        deployment("api", "shop/api:1.4.0"),
        pod("api-1", &blue, "ready", 0),
        pod("api-2", &blue, "ready", 2),
        pod("api-3", &blue, "ready", 0),
        pod("api-4", &green, "CrashLoopBackOff", 7),
        left_over("old-1", |pod| pod["metadata"]["deletionTimestamp"] = json!("2026-11-21T02:00:00Z")),
        left_over("old-2", |pod| {
            pod["status"]["phase"] = json!("Failed");
            pod["status"]["reason"] = json!("Evicted");
            pod["metadata"]["ownerReferences"] = json!([{ "apiVersion": "apps/v1", "kind": "ReplicaSet",
                "name": "old", "uid": "1", "controller": true }]);
        }),
        left_over("old-3", |pod| pod["status"]["phase"] = json!("Succeeded")),
        pod("broken-1", &job_pod, "ImagePullBackOff", 0),
        service("api", "blue"),
        json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "outside" },
                "spec": { "type": "ExternalName", "externalName": "db.corp" } }),
        json!({ "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
                "metadata": { "name": "api-x", "labels": { "kubernetes.io/service-name": "api" } },
                "endpoints": [endpoint("api-1", true), endpoint("api-2", true), endpoint("api-4", false)], "ports": [] }),
        json!({ "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv6",
                "metadata": { "name": "api-y", "labels": { "kubernetes.io/service-name": "api" } },
                "endpoints": [endpoint("api-1", true)], "ports": [] }),
        job("migrate", json!({ "succeeded": 1, "conditions": [{ "type": "Complete", "status": "True" }] })),
        job("broken", ended("Failed")),
        job("busy", json!({ "active": 1 })),
        json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "api" },
                "data": { "DATABASE_URL": VALUE, "EMPTY": "" } }),
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "api" },
                "data": { "LOG_LEVEL": "topsecret" }, "binaryData": { "logo": VALUE } }),
    ])
    .await
}

#[tokio::test]
async fn every_question_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let api = cluster().await;
    let mut context = context(&api, folder.path());
    context.secrets.extend(["topsecret".to_owned(), VALUE.to_owned()]);
    for (fields, outcome, reason) in [
        ("pods = 'app=api,version=blue'", Passed, "all pods are ready"),
        ("pods = 'app=api,version=blue', ready = '>= 3'", Passed, "ready pods 3 is >= 3"),
        ("pods = 'app=api', ready = '>= 4'", Failed, "ready pods 3 is not >= 4"),
        ("pods = 'app=api'", Failed, "1 pods are not ready"),
        ("pods = 'app=nobody'", Failed, "no pod has the labels"),
        ("pods = 'app=nobody', ready = '= 0'", Passed, "ready pods 0"),
        ("pods = 'app=left'", Failed, "no pod has the labels"),
        ("pods = 'version=blue', max_restarts = 2", Passed, "more than 2 times"),
        (
            "pods = 'version=blue', max_restarts = 1",
            Failed,
            "web of api-2 was restarted 2 times, more than 1",
        ),
        ("pods = 'version=blue', max_restarts = 0, since = '2026-11-21T02:00:00Z'", Passed, "since 2026"),
        (
            "pods = 'version=blue', max_restarts = 0, since = '2026-11-21T01:00:00Z'",
            Failed,
            "between 1 and 2",
        ),
        (
            "pods = 'version=blue', max_restarts = 1, since = '2026-11-21T01:00:00Z'",
            Inconclusive,
            "the last restart only",
        ),
        ("pods = 'app=nobody', max_restarts = 0", Inconclusive, "no pod"),
        (
            "image = { deployment = 'api', container = 'web', is = 'shop/api:1.4.0' }",
            Passed,
            "has shop/api:1.4.0",
        ),
        (
            "image = { deployment = 'api', container = 'web', is = 'shop/api:1.5.0' }",
            Failed,
            "not shop/api:1.5.0",
        ),
        ("image = { deployment = 'api', container = 'wbe', is = 'x' }", Failed, "it has web, sidecar"),
        ("image = { deployment = 'api', is = 'x' }", Inconclusive, "several containers"),
        (
            "image = { deployment = 'gone', is = 'x' }",
            Failed,
            "there is no deployments.apps \"gone\" in namespace \"shop\"",
        ),
        ("selector = { service = 'api', label = 'version', is = 'blue' }", Passed, "version=blue"),
        (
            "selector = { service = 'api', label = 'version', is = 'green' }",
            Failed,
            "version=blue, not green",
        ),
        ("selector = { service = 'api', label = 'slot', is = 'a' }", Failed, "no label slot"),
        ("selector = { service = 'outside', label = 'slot', is = 'a' }", Inconclusive, "no selector"),
        ("job = 'migrate'", Passed, "has completed"),
        ("job = 'broken'", Failed, "BackoffLimitExceeded"),
        ("job = 'busy'", Failed, "has not finished"),
        ("secret = { name = 'api', keys = 'DATABASE_URL' }", Passed, "has DATABASE_URL"),
        ("secret = { name = 'api', keys = ['DATABASE_URL', 'JWT'] }", Failed, "has no JWT"),
        ("secret = { name = 'api', keys = ['EMPTY'] }", Failed, "is empty"),
        ("secret = { name = 'gone', keys = ['A'] }", Failed, "there is no secrets"),
        ("config = { name = 'api', keys = ['LOG_LEVEL', 'logo'] }", Passed, "has logo"),
        ("config = { name = 'api', keys = ['DATABASE_URL'] }", Failed, "no DATABASE_URL"),
        ("endpoints = { service = 'api' }", Passed, "ready endpoints of service api 2"),
        ("endpoints = { service = 'api', ready = '>= 3' }", Failed, "2 is not >= 3"),
        ("endpoints = { service = 'outside' }", Failed, "0 is not >= 1"),
        ("endpoints = { service = 'api', only = 'app=api' }", Passed, "every pod behind"),
        ("endpoints = { service = 'api', only = 'version=green' }", Failed, "still leads to api-1, api-2"),
        (
            "namespace = 'elsewhere', selector = { service = 'api', label = 'version', is = 'blue' }",
            Failed,
            "\"elsewhere\"",
        ),
        ("context = 'other', job = 'migrate'", Failed, "in namespace \"default\""),
        ("job = '../../../nodes/x'", Errored, "is not the name of"),
        ("namespace = 'a/b', job = 'x'", Errored, "is not the name of a namespace"),
    ] {
        expect(&format!("probe.kubernetes = {{ {fields} }}"), &context, outcome, reason).await;
    }
}

#[tokio::test]
async fn the_reasons_of_pods_are_seen_and_values_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let api = cluster().await;
    let context = context(&api, folder.path());
    let look = async |fields: &str, outcome| {
        expect(&format!("probe.kubernetes = {{ {fields} }}"), &context, outcome, "").await
    };
    let seen = look("pods = 'app=api'", Failed).await;
    assert_eq!(seen.observed, "3 of 4 ready; api-4: CrashLoopBackOff, exit 1, 7 restarts");
    let seen = look("job = 'broken'", Failed).await;
    assert_eq!(seen.observed, "0 succeeded, 2 failed, 0 active; broken-1: ImagePullBackOff, shop/api:1");
    for fields in [
        "secret = { name = 'api', keys = ['DATABASE_URL'] }",
        "config = { name = 'api', keys = ['LOG_LEVEL'] }",
    ] {
        let seen = look(fields, Passed).await;
        assert_eq!(seen.observed, "1 of 1 keys there");
        let all = format!("{seen:?}");
        assert!(!all.contains("topsecret") && !all.contains(VALUE), "{all}");
    }
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_is_not_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let odd =
        json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "odd" }, "data": "in-clear" });
    let api = Api::start([odd]).await;
    let probe = "probe.kubernetes = { secret = { name = 'odd', keys = ['A'] } }";
    let seen = expect(probe, &context(&api, folder.path()), Errored, "a value of another type").await;
    assert!(!format!("{seen:?}").contains("in-clear"), "{seen:?}");
}

#[tokio::test]
async fn a_cluster_is_asked_for_pages() {
    let folder = tempfile::tempdir().unwrap();
    let labels = json!({ "app": "many" });
    let api = Api::start((0..7).map(|at| pod(&format!("many-{at}"), &labels, "ready", 0))).await;
    let context = context(&api, folder.path());
    expect("probe.kubernetes = { pods = 'app=many', ready = '= 7' }", &context, Passed, "7").await;
    let asked = api.requests();
    assert_eq!(asked.len(), 4, "{asked:?}");
    assert!(asked.iter().all(|request| request.contains("limit=500")), "{asked:?}");
}
