use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::{Deployment, ReplicaSet};
use serde_json::{Value, json};

use super::fault::Fault;
use super::perform::Hand;
use crate::kubernetes::{Trouble, selector_text};
use crate::model::runbook::Undo;

const REVISION: &str = "deployment.kubernetes.io/revision";
const HASH: &str = "pod-template-hash";

/// Annotations that belong to the deployment or its controller, not to a revision.
const KEPT: [&str; 6] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    REVISION,
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
];

/// As `kubectl rollout undo` does it: the template of an earlier revision's replica set.
pub(super) async fn undo(hand: &Hand<'_>, wish: &Undo) -> Result<String, Fault> {
    let name = &wish.deployment;
    let wanted = match &wish.revision {
        None => None,
        Some(text) => match text.number().filter(|number| *number > 0) {
            Some(number) => Some(i64::from(number)),
            None => return Fault::refuse(format!("`{text}` is no revision")),
        },
    };
    let there: Value = hand.cluster.get_as::<Deployment, _>(name).await?;
    let found: Deployment = typed(name, &there)?;
    let Some(spec) = &found.spec else { return Fault::refuse(format!("deployment {name} has no spec")) };
    if spec.paused == Some(true) {
        return Fault::refuse(format!(
            "deployment {name} is paused: resume it first (kubectl rollout resume deployment/{name})"
        ));
    }
    let selector = selector_text(&spec.selector);
    let all: Vec<Value> = hand.cluster.list_as::<ReplicaSet, _>(&selector).await?;
    let sets: Vec<(&Value, ReplicaSet)> =
        all.iter().map(|it| Ok((it, typed(name, it)?))).collect::<Result<_, Fault>>()?;
    let uid = found.metadata.uid.as_deref();
    let owned = sets.iter().filter(|(_, set)| is_owned(set, uid));
    let mut revisions: Vec<(i64, &Value, &ReplicaSet)> =
        owned.filter_map(|(json, set)| Some((revision(set)?, *json, set))).collect();
    revisions.sort_by_key(|(revision, ..)| *revision);
    let known: Vec<String> = revisions.iter().map(|(revision, ..)| revision.to_string()).collect();
    println!("deployment {name}: revisions {}", known.join(", "));
    let target = match wanted {
        Some(wanted) => revisions.iter().find(|(revision, ..)| *revision == wanted),
        None => revisions.iter().rev().nth(1),
    };
    let Some((revision, json, set)) = target else {
        let which = wanted.map_or("earlier revision".to_owned(), |wanted| format!("revision {wanted}"));
        return Fault::refuse(format!("deployment {name} has no {which} to go back to"));
    };
    let template = without_hash(json);
    if template == without_hash(&there) {
        return Ok(format!(
            "deployment {name} has the template of revision {revision} already; nothing was changed"
        ));
    }
    let steps = json!([
        // Somebody else's change in between must not be undone unseen.
        { "op": "test", "path": "/metadata/generation", "value": found.metadata.generation },
        { "op": "replace", "path": "/spec/template", "value": template },
        { "op": "add", "path": "/metadata/annotations", "value": annotations(&found, set) },
    ]);
    let answer = hand.change(hand.cluster.patch_by_steps::<Deployment, Deployment>(name, &steps)).await;
    let after = match answer {
        Ok(after) => after,
        Err(Fault::Cluster(Trouble::Refused { code: 422, said, .. })) => {
            return Fault::refuse(format!(
                "deployment {name} was changed meanwhile, or its old template is no longer accepted ({said})"
            ));
        }
        Err(other) => return Err(other),
    };
    let generation = after.metadata.generation.unwrap_or_default();
    Ok(format!("deployment {name}: rolled back to revision {revision} (generation {generation})"))
}

fn is_owned(set: &ReplicaSet, uid: Option<&str>) -> bool {
    let owners = set.metadata.owner_references.iter().flatten();
    owners.into_iter().any(|owner| owner.controller == Some(true) && Some(owner.uid.as_str()) == uid)
}

fn revision(set: &ReplicaSet) -> Option<i64> {
    set.metadata.annotations.as_ref()?.get(REVISION)?.parse().ok()
}

/// The pods' template of an object as the cluster gave it: what only a newer cluster knows must not get lost.
fn without_hash(object: &Value) -> Value {
    let mut template = object.pointer("/spec/template").cloned().unwrap_or_default();
    if let Some(labels) = template.pointer_mut("/metadata/labels").and_then(Value::as_object_mut) {
        labels.remove(HASH);
    }
    template
}

fn typed<T: serde::de::DeserializeOwned>(name: &str, object: &Value) -> Result<T, Fault> {
    T::deserialize(object)
        .or_else(|error| Fault::refuse(format!("what belongs to deployment {name} makes no sense: {error}")))
}

/// The deployment's own annotations with those of the revision, as kubectl puts them together.
fn annotations(now: &Deployment, then: &ReplicaSet) -> BTreeMap<String, String> {
    let own = now.metadata.annotations.iter().flatten().filter(|(key, _)| KEPT.contains(&key.as_str()));
    let of_revision =
        then.metadata.annotations.iter().flatten().filter(|(key, _)| !KEPT.contains(&key.as_str()));
    own.chain(of_revision).map(|(key, value)| (key.clone(), value.clone())).collect()
}
