use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::autoscaling::v1::Scale as Replicas;
use kube::api::Patch;
use serde_json::json;

use super::fault::Fault;
use super::perform::Hand;
use crate::model::runbook::Scale;

/// As `kubectl scale` does it: through the scale subresource.
pub(super) async fn scale(hand: &Hand<'_>, wish: &Scale) -> Result<String, Fault> {
    let name = &wish.deployment;
    let Some(replicas) = wish.replicas.number() else {
        return Fault::refuse(format!("`{}` is not a number of replicas", wish.replicas));
    };
    let now: Replicas = hand.cluster.get_subresource::<Deployment, _>(name, "scale").await?;
    let before = wanted(&now);
    println!("deployment {name}: {before} replicas");
    if i64::from(before) == i64::from(replicas) {
        return Ok(format!("deployment {name} has {replicas} replicas already; nothing was changed"));
    }
    let patch = Patch::Merge(json!({ "spec": { "replicas": replicas } }));
    let after: Replicas =
        hand.change(hand.cluster.patch::<Deployment, _, _>(name, Some("scale"), &patch)).await?;
    Ok(format!("deployment {name}: scaled from {before} to {} replicas", wanted(&after)))
}

fn wanted(scale: &Replicas) -> i32 {
    scale.spec.as_ref().and_then(|spec| spec.replicas).unwrap_or_default()
}
