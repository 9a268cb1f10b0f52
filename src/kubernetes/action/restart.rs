use std::fmt::Debug;

use jiff::Timestamp;
use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, StatefulSet};
use kube::Resource;
use kube::api::Patch;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::fault::Fault;
use super::perform::Hand;

/// What kubectl marks a restart by.
const MARK: &str = "kubectl.kubernetes.io/restartedAt";

/// As `kubectl rollout restart` does it: by a mark in the pods' template.
pub(super) async fn restart(hand: &Hand<'_>, what: &str) -> Result<String, Fault> {
    match what.split_once('/') {
        Some(("deployment", name)) => {
            let found: Deployment = hand.cluster.get(name).await?;
            if found.spec.is_some_and(|spec| spec.paused == Some(true)) {
                return Fault::refuse(format!(
                    "deployment {name} is paused: resume it first (kubectl rollout resume deployment/{name})"
                ));
            }
            mark::<Deployment>(hand, what, name).await
        }
        Some(("statefulset", name)) => mark::<StatefulSet>(hand, what, name).await,
        Some(("daemonset", name)) => mark::<DaemonSet>(hand, what, name).await,
        _ => Fault::refuse(format!(
            "`{what}` is nothing to restart: write deployment/NAME, statefulset/NAME or daemonset/NAME"
        )),
    }
}

async fn mark<K>(hand: &Hand<'_>, what: &str, name: &str) -> Result<String, Fault>
where
    K: Resource<DynamicType = ()> + DeserializeOwned + Debug,
{
    // Finer than kubectl's seconds: a second restart within one would change nothing.
    let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    let annotations = serde_json::Map::from_iter([(MARK.to_owned(), json!(now))]);
    let patch =
        Patch::Strategic(json!({ "spec": { "template": { "metadata": { "annotations": annotations } } } }));
    let after: K = hand.change(hand.cluster.patch::<K, _, _>(name, None, &patch)).await?;
    let generation = after.meta().generation.unwrap_or_default();
    Ok(format!("{what}: restarted at {now} (generation {generation})"))
}
