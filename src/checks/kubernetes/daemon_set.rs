use k8s_openapi::api::apps::v1::DaemonSet;

use super::rollout::Progress;

/// The rules of `kubectl rollout status` for daemon sets, in their order.
pub(super) fn progress(found: &DaemonSet) -> Progress {
    let name = found.metadata.name.as_deref().unwrap_or_default();
    let status = found.status.clone().unwrap_or_default();
    let strategy = found.spec.as_ref().and_then(|spec| spec.update_strategy.as_ref());
    if strategy.and_then(|it| it.type_.as_deref()).is_some_and(|kind| kind != "RollingUpdate") {
        return Progress::Untold(format!(
            "daemonset {name} is updated by hand (OnDelete), so that nothing tells when its rollout is complete"
        ));
    }
    let generation = found.metadata.generation.unwrap_or_default();
    if generation > status.observed_generation.unwrap_or_default() {
        return Progress::Waiting(format!("the change of daemonset {name} is not observed yet"));
    }
    let wanted = status.desired_number_scheduled;
    let updated = status.updated_number_scheduled.unwrap_or_default();
    if updated < wanted {
        return Progress::Waiting(format!("{updated} of {wanted} pods of daemonset {name} are updated"));
    }
    let available = status.number_available.unwrap_or_default();
    if available < wanted {
        return Progress::Waiting(format!(
            "{available} of {wanted} updated pods of daemonset {name} are available"
        ));
    }
    Progress::Complete(format!("daemonset {name} is rolled out"))
}

pub(super) fn counts(found: &DaemonSet) -> String {
    let status = found.status.clone().unwrap_or_default();
    format!(
        "{} wanted, {} updated, {} ready, {} available",
        status.desired_number_scheduled,
        status.updated_number_scheduled.unwrap_or_default(),
        status.number_ready,
        status.number_available.unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_rule_of_kubectl_in_its_order() {
        for (kind, seen, updated, available, expected) in [
            ("RollingUpdate", 1, 2, 2, "not observed"),
            ("RollingUpdate", 2, 1, 2, "1 of 2 pods"),
            ("RollingUpdate", 2, 2, 1, "1 of 2 updated pods"),
            ("RollingUpdate", 2, 2, 2, "is rolled out"),
            ("OnDelete", 2, 2, 2, "by hand"),
        ] {
            let object = json!({
                "metadata": { "name": "agent", "generation": 2 },
                "spec": { "selector": {}, "template": {}, "updateStrategy": { "type": kind } },
                "status": {
                    "observedGeneration": seen, "desiredNumberScheduled": 2, "currentNumberScheduled": 2,
                    "numberMisscheduled": 0, "numberReady": 2, "updatedNumberScheduled": updated,
                    "numberAvailable": available
                }
            });
            let (Progress::Complete(said)
            | Progress::Waiting(said)
            | Progress::GivenUp(said)
            | Progress::Untold(said)) = progress(&serde_json::from_value(object).unwrap());
            assert!(said.contains(expected), "{said}");
        }
    }
}
