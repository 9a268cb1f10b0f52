use k8s_openapi::api::apps::v1::{Deployment, DeploymentCondition};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::rollout::Progress;

/// The rules of `kubectl rollout status` for deployments, in their order; but a deadline that was exceeded before the
/// last change of the deployment tells nothing of the rollout that came after.
pub(super) fn progress(found: &Deployment) -> Progress {
    let name = found.metadata.name.as_deref().unwrap_or_default();
    let status = found.status.clone().unwrap_or_default();
    let generation = found.metadata.generation.unwrap_or_default();
    if generation > status.observed_generation.unwrap_or_default() {
        return Progress::Waiting(format!("the change of deployment {name} is not observed yet"));
    }
    let (replicas, updated) =
        (status.replicas.unwrap_or_default(), status.updated_replicas.unwrap_or_default());
    let available = status.available_replicas.unwrap_or_default();
    let wanted = found.spec.as_ref().and_then(|spec| spec.replicas);
    let late = status.conditions.iter().flatten().find(|it| is_late(it));
    if let Some(late) = late.filter(|late| !is_stale(late, changed(found))) {
        let more = late.message.as_ref().map_or(String::new(), |message| format!(": {message}"));
        return Progress::GivenUp(format!("deployment {name} has exceeded its progress deadline{more}"));
    }
    if let Some(wanted) = wanted.filter(|wanted| updated < *wanted) {
        let paused = found.spec.as_ref().is_some_and(|spec| spec.paused == Some(true));
        let paused = if paused { ": it is paused" } else { "" };
        return Progress::Waiting(format!(
            "{updated} of {wanted} replicas of deployment {name} are updated{paused}"
        ));
    }
    if replicas > updated {
        let old = replicas - updated;
        return Progress::Waiting(format!("{old} old replicas of deployment {name} have yet to end"));
    }
    if available < updated {
        return Progress::Waiting(format!(
            "{available} of {updated} updated replicas of deployment {name} are available"
        ));
    }
    Progress::Complete(format!("deployment {name} is rolled out"))
}

pub(super) fn counts(found: &Deployment) -> String {
    let status = found.status.clone().unwrap_or_default();
    let wanted = found.spec.as_ref().and_then(|spec| spec.replicas).unwrap_or(1);
    format!(
        "{wanted} wanted, {} there, {} updated, {} ready, {} available",
        status.replicas.unwrap_or_default(),
        status.updated_replicas.unwrap_or_default(),
        status.ready_replicas.unwrap_or_default(),
        status.available_replicas.unwrap_or_default(),
    )
}

fn is_late(condition: &DeploymentCondition) -> bool {
    condition.type_ == "Progressing" && condition.reason.as_deref() == Some("ProgressDeadlineExceeded")
}

fn is_stale(condition: &DeploymentCondition, changed: Option<&Time>) -> bool {
    condition.last_update_time.as_ref().zip(changed).is_some_and(|(noted, changed)| noted.0 < changed.0)
}

/// When what is wanted of it was last changed, as far as the server kept it. The controller's own changes are none of
/// what is wanted: it notes the revision, and servers from before 1.22 don't tell its status apart.
fn changed(found: &Deployment) -> Option<&Time> {
    let fields = found.metadata.managed_fields.iter().flatten();
    let of_spec = fields.filter(|it| {
        it.subresource.as_deref().unwrap_or_default() != "status"
            && it.manager.as_deref() != Some("kube-controller-manager")
    });
    of_spec.filter_map(|it| it.time.as_ref()).max_by_key(|time| time.0)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn deployment(wanted: i32, status: &Value, more: &Value) -> Deployment {
        let mut object = json!({
            "metadata": { "name": "api", "generation": 4 },
            "spec": { "replicas": wanted, "selector": {}, "template": {} },
            "status": status,
        });
        for (key, value) in more.as_object().into_iter().flatten() {
            object["metadata"][key] = value.clone();
        }
        serde_json::from_value(object).unwrap()
    }

    fn at(seen: i64, replicas: i32, updated: i32, available: i32) -> Value {
        json!({
            "observedGeneration": seen, "replicas": replicas, "updatedReplicas": updated,
            "availableReplicas": available,
        })
    }

    #[test]
    fn every_rule_of_kubectl_in_its_order() {
        for (status, waits) in [
            (at(3, 3, 3, 3), Some("not observed yet")),
            (at(4, 3, 1, 3), Some("1 of 3 replicas")),
            (at(4, 4, 3, 3), Some("1 old replicas")),
            (at(4, 3, 3, 2), Some("2 of 3 updated replicas")),
            (at(4, 3, 3, 3), None),
            (json!({}), Some("not observed yet")),
        ] {
            match (progress(&deployment(3, &status, &json!({}))), waits) {
                (Progress::Waiting(why), Some(part)) => assert!(why.contains(part), "{why}"),
                (Progress::Complete(_), None) => {}
                (other, _) => panic!("{status}: {other:?}"),
            }
        }
        assert!(matches!(progress(&deployment(0, &at(4, 0, 0, 0), &json!({}))), Progress::Complete(_)));
    }

    #[test]
    fn a_deadline_counts_unless_it_is_older_than_the_last_change() {
        let mut status = at(4, 4, 1, 3);
        status["conditions"] = json!([{
            "type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded",
            "message": "ReplicaSet \"api-5\" has timed out progressing.", "lastUpdateTime": "2026-11-21T02:00:00Z"
        }]);
        let by = |manager: &str, time: &str, part: &str| {
            json!({ "managedFields": [
                { "manager": manager, "time": time, "subresource": part }
            ]})
        };
        let fields = |time: &str, part: &str| by("kubectl-set", time, part);
        for (more, given_up) in [
            (json!({}), true),
            (fields("2026-11-21T01:50:00Z", ""), true),
            (fields("2026-11-21T02:10:00Z", ""), false),
            (fields("2026-11-21T02:10:00Z", "status"), true),
            (by("kube-controller-manager", "2026-11-21T02:10:00Z", ""), true),
        ] {
            let found = progress(&deployment(3, &status, &more));
            assert_eq!(matches!(found, Progress::GivenUp(_)), given_up, "{more} {found:?}");
        }
    }
}
