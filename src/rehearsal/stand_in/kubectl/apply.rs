//! `kubectl apply`.

use serde_json::{Map, Value, json};

use super::api::JSON;
use super::client::{Client, name, print, singular, text};
use super::fault::Fault;
use super::manifest;
use super::print::{Output, sorted};
use crate::rehearsal::cluster::Kind;
use crate::rehearsal::stand_in::run::say;

const LAST: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Applies every object of the call.
pub(super) fn run(client: &Client<'_>) -> Result<(), Fault> {
    let output = Output::read(client.args.get("output"))?;
    let mut fault = None;
    for object in manifest::read(client)? {
        match apply(client, object) {
            Ok((kind, _, done)) if output == Output::Usual => {
                let tried = client.tried();
                print(&format!("{}/{} {done}{tried}\n", singular(&kind.0), name(&kind.1)));
            }
            Ok((shown, ..)) => print(&output.text(&[shown], true)?),
            // The others are applied nevertheless, as kubectl does.
            Err(found) => {
                if let Some(before) = fault.replace(found) {
                    let before: Fault = before;
                    say(&before.message);
                }
            }
        }
    }
    fault.map_or(Ok(()), Err)
}

type Applied = ((Kind, Value), bool, &'static str);

fn apply(client: &Client<'_>, mut object: Value) -> Result<Applied, Fault> {
    let kind = client.kind_of(&object)?.clone();
    let space = place(client, &object)?.to_owned();
    if kind.namespaced {
        object["metadata"]["namespace"] = json!(space);
    }
    let path = client.path(&kind, Some(&space), Some(name(&object)));
    let before = match client.api.get(&path, JSON) {
        Ok(before) => Some(before),
        Err(fault) if fault.missing => None,
        Err(fault) => return Err(fault),
    };
    let kept = kept(&object);
    if !object["metadata"]["annotations"].is_object() {
        object["metadata"]["annotations"] = json!({});
    }
    object["metadata"]["annotations"][LAST] = json!(kept);
    let Some(before) = before else {
        let path = client.path(&kind, Some(&space), None) + client.dry();
        // A namespace that a dry run only would have made is not there.
        let made = client.api.send("POST", &path, JSON, &object)?;
        return Ok(((kind, made), true, "created"));
    };
    let last = text(&before, &format!("/metadata/annotations/{}", LAST.replace('/', "~1")));
    if last.is_empty() {
        say(&format!(
            "Warning: resource {}/{} is missing the {LAST} annotation which is required by kubectl apply. kubectl apply \
             should only be used on resources created declaratively by either kubectl create --save-config or kubectl \
             apply. The missing annotation will be patched automatically.",
            kind.plural,
            name(&object)
        ));
    }
    let last: Value = serde_json::from_str(last).unwrap_or_default();
    let patch = without(&last, object);
    let content =
        if is_own(&kind) { "application/strategic-merge-patch+json" } else { "application/merge-patch+json" };
    let after = client.api.send("PATCH", &(path + client.dry()), content, &patch)?;
    let same = |key: &str| before.pointer(key) == after.pointer(key);
    let unchanged =
        ["/spec", "/data", "/metadata/labels", "/metadata/annotations", "/metadata/resourceVersion"];
    let done = if unchanged.iter().all(|key| same(key)) { "unchanged" } else { "configured" };
    Ok(((kind, after), false, done))
}

/// Whether Kubernetes' own types say how lists of the kind are merged.
pub(super) fn is_own(kind: &Kind) -> bool {
    kind.group.is_empty() || !kind.group.contains('.') || kind.group.ends_with(".k8s.io")
}

/// The namespace of `object`; one that `-n` gainsays is none.
pub(super) fn place<'a>(client: &'a Client<'_>, object: &'a Value) -> Result<&'a str, Fault> {
    let own = text(object, "/metadata/namespace");
    if own.is_empty() {
        return Ok(&client.namespace);
    }
    if client.args.get("namespace").is_some_and(|asked| asked != own) {
        return Err(Fault::error(format!(
            "the namespace from the provided object \"{own}\" does not match the namespace \"{}\". You must pass \
             '--namespace={own}' to perform this operation.",
            client.namespace
        )));
    }
    Ok(own)
}

/// The object as it was applied, for the next time.
fn kept(object: &Value) -> String {
    let mut object = object.clone();
    if let Some(annotations) = object.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut) {
        annotations.remove(LAST);
    }
    sorted(&object).to_string() + "\n"
}

/// `object` with a null for each field that was applied `last` time and is none of it any more.
fn without(last: &Value, object: Value) -> Value {
    let (Value::Object(last), Value::Object(mut fields)) = (last, object.clone()) else { return object };
    for (key, before) in last {
        match fields.get_mut(key) {
            Some(now) => {
                let taken = now.take();
                *now = without(before, taken);
            }
            None => {
                fields.insert(key.clone(), Value::Null);
            }
        }
    }
    Value::Object(fields.into_iter().collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_longer_applied_is_taken_away() {
        let last = json!({ "data": { "a": 1, "b": 2 }, "x": { "y": 1 } });
        let patch = without(&last, json!({ "data": { "a": 3 } }));
        assert_eq!(patch, json!({ "data": { "a": 3, "b": null }, "x": null }));
        assert_eq!(without(&Value::Null, json!({ "a": 1 })), json!({ "a": 1 }));
    }
}
