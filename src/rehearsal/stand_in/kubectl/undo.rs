//! `kubectl rollout undo` and `history`: the revisions are the deployment's replica sets.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::api::{JSON, quoted};
use super::client::{Client, name, print, singular, text};
use super::fault::Fault;
use super::made::selector;
use super::target::kind;
use super::yaml;
use crate::rehearsal::cluster::Kind;

const REVISION: &str = "deployment.kubernetes.io/revision";
const HASH: &str = "pod-template-hash";

/// Annotations that belong to the deployment, not to a revision.
const KEPT: [&str; 5] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    REVISION,
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
];

/// Takes a deployment back to the template of an earlier revision.
pub(super) fn undo(client: &Client<'_>, of: &Kind, object: &Value) -> Result<(), Fault> {
    let shown = format!("{}/{}", singular(of), name(object));
    if object.pointer("/spec/paused").and_then(Value::as_bool) == Some(true) {
        return Err(Fault::error(format!(
            "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume deployment/{}' and \
             try again",
            name(object)
        )));
    }
    let all = revisions(client, of, object)?;
    let wanted = client.args.number("to-revision")?.unwrap_or(0);
    let target = if wanted > 0 {
        let found = all.iter().find(|(revision, _)| *revision == wanted);
        found.ok_or_else(|| Fault::error(format!("unable to find specified revision {wanted} in history")))?
    } else {
        all.iter().rev().nth(1).ok_or_else(|| {
            Fault::error(format!("no rollout history found for deployment \"{}\"", name(object)))
        })?
    };
    let template = plain(&target.1);
    if template == plain(object) {
        let revision = target.0;
        print(&format!("{shown} skipped rollback (current template already matches revision {revision})\n"));
        return Ok(());
    }
    let annotations = |of: &Value, own: bool| -> Map<String, Value> {
        let all = of.pointer("/metadata/annotations").and_then(Value::as_object);
        let all = all.into_iter().flatten().filter(|(key, _)| KEPT.contains(&key.as_str()) == own);
        all.map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    let mut notes = annotations(object, true);
    notes.extend(annotations(&target.1, false));
    let steps = json!([
        { "op": "replace", "path": "/spec/template", "value": template },
        { "op": "add", "path": "/metadata/annotations", "value": notes },
    ]);
    let path = client.change(of, name(object));
    client.api.send("PATCH", &path, "application/json-patch+json", &steps)?;
    print(&format!("{shown} rolled back{}\n", client.tried()));
    Ok(())
}

/// Shows the revisions, or one of them.
pub(super) fn history(client: &Client<'_>, of: &Kind, object: &Value) -> Result<(), Fault> {
    let shown = format!("{}/{}", singular(of), name(object));
    let all = revisions(client, of, object)?;
    let wanted = client.args.number("revision")?.unwrap_or(0);
    if wanted > 0 {
        let found = all.iter().find(|(revision, _)| *revision == wanted);
        let (_, set) = found.ok_or_else(|| Fault::error("unable to find the specified revision"))?;
        let template = set.pointer("/spec/template").cloned().unwrap_or_default();
        let mut out = format!("{shown} with revision #{wanted}\nPod Template:\n");
        for line in yaml::write(&template).lines() {
            let _ = writeln!(out, "  {line}");
        }
        print(&out);
        return Ok(());
    }
    let mut out = format!("{shown} \nREVISION  CHANGE-CAUSE\n");
    for (revision, set) in &all {
        let cause = text(set, "/metadata/annotations/kubernetes.io~1change-cause");
        let _ = writeln!(out, "{revision:<10}{}", if cause.is_empty() { "<none>" } else { cause });
    }
    print(&(out + "\n"));
    Ok(())
}

/// The deployment's replica sets by their revision.
fn revisions(client: &Client<'_>, of: &Kind, object: &Value) -> Result<Vec<(i64, Value)>, Fault> {
    if of.plural != "deployments" {
        return Err(Fault::not_simulated(&format!("the history of {}", of.plural)));
    }
    let sets = kind(&client.kinds, "replicasets")?;
    let path = client.path(sets, Some(&client.namespace), None);
    let mut list = client.api.get(&format!("{path}?labelSelector={}", quoted(&selector(object))), JSON)?;
    let Some(Value::Array(items)) = list.get_mut("items").map(Value::take) else { return Ok(Vec::new()) };
    let uid = object.pointer("/metadata/uid");
    let mut found: Vec<(i64, Value)> = items
        .into_iter()
        .filter(|it| it.pointer("/metadata/ownerReferences/0/uid") == uid)
        .filter_map(|it| {
            let revision = it.pointer("/metadata/annotations")?.get(REVISION)?.as_str()?.parse().ok()?;
            Some((revision, it))
        })
        .collect();
    found.sort_by_key(|(revision, _)| *revision);
    Ok(found)
}

/// The template without what its replica set added.
fn plain(object: &Value) -> Value {
    let mut template = object.pointer("/spec/template").cloned().unwrap_or_default();
    if let Some(labels) = template.pointer_mut("/metadata/labels").and_then(Value::as_object_mut) {
        labels.remove(HASH);
    }
    template
}
