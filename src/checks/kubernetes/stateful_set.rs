use k8s_openapi::api::apps::v1::StatefulSet;

use super::rollout::Progress;

/// The rules of `kubectl rollout status` for stateful sets, in their order.
pub(super) fn progress(found: &StatefulSet) -> Progress {
    let name = found.metadata.name.as_deref().unwrap_or_default();
    let status = found.status.clone().unwrap_or_default();
    let spec = found.spec.clone().unwrap_or_default();
    let strategy = spec.update_strategy.unwrap_or_default();
    if strategy.type_.as_deref().is_some_and(|kind| kind != "RollingUpdate") {
        return Progress::Untold(format!(
            "statefulset {name} is updated by hand (OnDelete), so that nothing tells when its rollout is complete"
        ));
    }
    let observed = status.observed_generation.unwrap_or_default();
    if observed == 0 || found.metadata.generation.unwrap_or_default() > observed {
        return Progress::Waiting(format!("the change of statefulset {name} is not observed yet"));
    }
    let ready = status.ready_replicas.unwrap_or_default();
    if let Some(wanted) = spec.replicas.filter(|wanted| ready < *wanted) {
        return Progress::Waiting(format!("{ready} of {wanted} pods of statefulset {name} are ready"));
    }
    if let Some(rolling) = strategy.rolling_update {
        let updated = status.updated_replicas.unwrap_or_default();
        let due = spec.replicas.zip(rolling.partition).map(|(wanted, partition)| wanted - partition);
        if let Some(due) = due.filter(|due| updated < *due) {
            return Progress::Waiting(format!("{updated} of {due} pods of statefulset {name} are updated"));
        }
        return Progress::Complete(format!("statefulset {name} is rolled out, {updated} pods updated"));
    }
    if status.update_revision != status.current_revision {
        let updated = status.updated_replicas.unwrap_or_default();
        let to = status.update_revision.unwrap_or_default();
        return Progress::Waiting(format!("{updated} pods of statefulset {name} are at revision {to}"));
    }
    Progress::Complete(format!("statefulset {name} is rolled out"))
}

pub(super) fn counts(found: &StatefulSet) -> String {
    let status = found.status.clone().unwrap_or_default();
    format!(
        "{} wanted, {} there, {} updated, {} ready",
        found.spec.as_ref().and_then(|spec| spec.replicas).unwrap_or(1),
        status.replicas,
        status.updated_replicas.unwrap_or_default(),
        status.ready_replicas.unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn of(strategy: &Value, status: &Value) -> Progress {
        let object = json!({
            "metadata": { "name": "db", "generation": 2 },
            "spec": { "replicas": 3, "selector": {}, "serviceName": "db", "template": {}, "updateStrategy": strategy },
            "status": status,
        });
        progress(&serde_json::from_value(object).unwrap())
    }

    #[test]
    fn every_rule_of_kubectl_in_its_order() {
        let rolling =
            |partition: i32| json!({ "type": "RollingUpdate", "rollingUpdate": { "partition": partition } });
        let plain = json!({ "type": "RollingUpdate" });
        let at = |seen: i64, ready: i32, updated: i32| {
            json!({ "observedGeneration": seen, "replicas": 3, "readyReplicas": ready, "updatedReplicas": updated,
                    "currentRevision": "db-1", "updateRevision": "db-2" })
        };
        let mut done = at(2, 3, 3);
        done["currentRevision"] = json!("db-2");
        for (strategy, status, waits) in [
            (rolling(0), at(1, 3, 3), Some("not observed")),
            (rolling(0), json!({ "replicas": 3 }), Some("not observed")),
            (rolling(0), at(2, 2, 3), Some("2 of 3 pods of statefulset db are ready")),
            (rolling(0), at(2, 3, 1), Some("1 of 3 pods of statefulset db are updated")),
            (rolling(2), at(2, 3, 1), None),
            (plain.clone(), at(2, 3, 1), Some("at revision db-2")),
            (plain, done, None),
        ] {
            match (of(&strategy, &status), waits) {
                (Progress::Waiting(why), Some(part)) => assert!(why.contains(part), "{why}"),
                (Progress::Complete(_), None) => {}
                (other, _) => panic!("{strategy} {status}: {other:?}"),
            }
        }
        assert!(matches!(of(&json!({ "type": "OnDelete" }), &at(2, 3, 3)), Progress::Untold(_)));
    }
}
