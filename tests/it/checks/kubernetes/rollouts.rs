use std::time::Duration;

use gonogo::checks::Context;
use gonogo::model::verdict::Outcome::{Errored, Failed, Passed};
use serde_json::{Value, json};

use super::context;
use crate::checks::expect;
use crate::servers::kubernetes::{Api, deployment, pod};

fn rolling() -> Value {
    let mut it = deployment("api", "shop/api:2");
    it["status"]["updatedReplicas"] = json!(1);
    it
}

fn workload(kind: &str, name: &str, spec: Value, status: &Value) -> Value {
    let mut spec = spec;
    spec["selector"] = json!({ "matchLabels": { "app": name } });
    spec["template"] = json!({});
    json!({ "apiVersion": "apps/v1", "kind": kind, "metadata": { "name": name, "generation": 2 },
            "spec": spec, "status": status })
}

#[tokio::test]
async fn rollouts_are_told_by_kubectls_rules() {
    let folder = tempfile::tempdir().unwrap();
    let mut late = rolling();
    late["metadata"]["name"] = json!("late");
    late["status"]["conditions"] = json!([{ "type": "Progressing", "status": "False",
        "reason": "ProgressDeadlineExceeded", "message": "timed out", "lastUpdateTime": "2026-11-21T02:00:00Z" }]);
    late["spec"]["selector"]["matchLabels"]["app"] = json!("late");
    let mut unseen = deployment("unseen", "x");
    unseen["metadata"]["generation"] = json!(5);
    let sts = json!({ "replicas": 2, "serviceName": "db", "updateStrategy": { "type": "RollingUpdate", "rollingUpdate": { "partition": 0 } } });
    let ds = json!({ "updateStrategy": { "type": "OnDelete" } });
    let api = Api::start([
        deployment("done", "x"),
        late,
        unseen,
        pod("late-1", &json!({ "app": "late" }), "ImagePullBackOff", 0),
        workload("StatefulSet", "db", sts, &json!({ "observedGeneration": 2, "replicas": 2, "readyReplicas": 1 })),
        workload("DaemonSet", "agent", ds, &json!({ "desiredNumberScheduled": 1, "currentNumberScheduled": 1, "numberMisscheduled": 0, "numberReady": 1 })),
    ])
    .await;
    let context = context(&api, folder.path());
    for (what, outcome, reason) in [
        ("deployment/done", Passed, "is rolled out"),
        ("deployment/late", Failed, "exceeded its progress deadline: timed out"),
        ("deployment/unseen", Failed, "not observed yet"),
        ("statefulset/db", Failed, "1 of 2 pods of statefulset db are ready"),
        ("daemonset/agent", Errored, "OnDelete"),
        ("deployment/gone", Failed, "there is no"),
        ("cronjob/x", Errored, "has no rollout"),
    ] {
        expect(&format!("probe.kubernetes = {{ rollout = '{what}' }}"), &context, outcome, reason).await;
    }
    let seen = expect("probe.kubernetes = { rollout = 'deployment/late' }", &context, Failed, "").await;
    assert!(seen.observed.ends_with("late-1: ImagePullBackOff, shop/api:1"), "{seen:?}");
}

#[tokio::test]
async fn a_rollout_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let api = Api::start([rolling()]).await;
    let context = Context { speed: 20, ..context(&api, folder.path()) };
    let done = async {
        while api.requests().len() < 5 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        api.put(deployment("api", "shop/api:2"));
    };
    let probe = "probe.kubernetes = { rollout = 'deployment/api', timeout = '30m' }\ntimeout = '20s'";
    tokio::join!(expect(probe, &context, Passed, "is rolled out"), done);
}

#[tokio::test]
async fn a_wait_ends_with_the_last_that_was_seen() {
    let folder = tempfile::tempdir().unwrap();
    let api = Api::start([rolling()]).await;
    let context = Context { speed: 20, ..context(&api, folder.path()) };
    let probe = "probe.kubernetes = { rollout = 'deployment/api', timeout = '10s' }";
    let seen = expect(probe, &context, Failed, "not so within 10s: 1 of 3 replicas").await;
    assert!(api.requests().len() > 4 && seen.observed.starts_with("3 wanted"), "{seen:?}");
}
