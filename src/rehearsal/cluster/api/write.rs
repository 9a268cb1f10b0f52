//! Changing objects.

use serde_json::{Value, json};

use super::asked::Asked;
use super::read::{Filter, dressed, find, key, missing};
use super::refusal::Refusal;
use super::route::Place;
use crate::rehearsal::cluster::Cluster;
use crate::rehearsal::cluster::defaults::{fill, refusal};
use crate::rehearsal::cluster::object::{name, namespace, number, set, short_hash, text, time, uid};
use crate::rehearsal::cluster::patch::{json_patch, merge, strategic};
use crate::rehearsal::cluster::store::{Key, Store};
use crate::rehearsal::scene::unix_ms;

/// Makes an object.
pub(super) fn create(cluster: &Cluster, place: Place<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let object = asked.json()?;
    cluster.with(|store| made(store, place, object, asked.is_dry_run()))
}

fn made(store: &mut Store, place: Place<'_>, mut object: Value, dry_run: bool) -> Result<Value, Refusal> {
    let kind = place.kind;
    if object.get("kind").and_then(Value::as_str).is_some_and(|given| given != kind.name) {
        return Err(Refusal::bad_request(format!("the object is no {}", kind.name)));
    }
    let prefix = text(&object, "/metadata/generateName").to_owned();
    if name(&object).is_empty() && !prefix.is_empty() {
        let fresh = store.fresh_number().to_string();
        set(&mut object, &["metadata", "name"], json!(format!("{prefix}{}", short_hash(&fresh, 5))));
    }
    if name(&object).is_empty() {
        return Err(Refusal::invalid(
            &kind.name,
            "",
            "metadata.name: Required value: name or generateName is required",
        ));
    }
    if kind.namespaced {
        let space = place.namespace.unwrap_or("default");
        if !namespace(&object).is_empty() && namespace(&object) != space {
            let why = "the namespace of the provided object does not match the namespace sent on the request";
            return Err(Refusal::bad_request(why));
        }
        if store.get(&Key::new("namespaces", "", space)).is_none() {
            return Err(Refusal::not_found("namespaces", "", space));
        }
        set(&mut object, &["metadata", "namespace"], json!(space));
    }
    if store.get(&Key::of(&kind.plural, &object)).is_some() {
        return Err(Refusal::exists(&kind.plural, name(&object)));
    }
    set(&mut object, &["metadata", "uid"], json!(store.fresh_uid()));
    set(&mut object, &["metadata", "creationTimestamp"], json!(time(unix_ms())));
    if object.get("spec").is_some() {
        set(&mut object, &["metadata", "generation"], json!(1));
    }
    if let Some(map) = object.as_object_mut() {
        map.remove("status");
    }
    fill(&kind.plural, &mut object);
    if let Some(why) = refusal(&kind.plural, &object, None) {
        return Err(Refusal::invalid(&kind.name, name(&object), &why));
    }
    let object = dressed(kind, object);
    Ok(if dry_run { object } else { store.put(&kind.plural, object) })
}

/// Replaces an object.
pub(super) fn update(cluster: &Cluster, place: Place<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let wanted = asked.json()?;
    change(cluster, place, asked, |object| {
        let kept = object["metadata"].clone();
        *object = wanted;
        for field in ["uid", "creationTimestamp", "namespace", "name"] {
            set(object, &["metadata", field], kept[field].clone());
        }
        Ok(())
    })
}

/// Patches an object; what is applied by the server and isn't there is made.
pub(super) fn patch(cluster: &Cluster, place: Place<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let patch = asked.json()?;
    let content = asked.content.split(';').next().unwrap_or_default().trim();
    if content == "application/apply-patch+yaml" && find(cluster, place).is_err() {
        return cluster.with(|store| made(store, place, patch, asked.is_dry_run()));
    }
    change(cluster, place, asked, |object| {
        match content {
            "application/json-patch+json" => json_patch(object, &patch)
                .map_err(|why| Refusal::invalid(&place.kind.name, place.name.unwrap_or_default(), &why))?,
            "application/merge-patch+json" => merge(object, &patch),
            // Kinds of somebody else's have no types to merge by; an applied object is merged the same way.
            "application/strategic-merge-patch+json" | "application/apply-patch+yaml" => {
                strategic(object, &patch);
            }
            other => return Err(Refusal::bad_request(format!("`{other}` is no patch"))),
        }
        Ok(())
    })
}

/// Changes an object by `act`, with what an API server sees to.
pub(super) fn change(
    cluster: &Cluster,
    place: Place<'_>,
    asked: &Asked,
    act: impl FnOnce(&mut Value) -> Result<(), Refusal>,
) -> Result<Value, Refusal> {
    let kind = place.kind;
    let key = key(place);
    cluster.with(|store| {
        let before = store.get(&key).cloned().ok_or_else(|| missing(place))?;
        let mut object = before.clone();
        act(&mut object)?;
        let given = text(&object, "/metadata/resourceVersion").to_owned();
        if !given.is_empty() && given != text(&before, "/metadata/resourceVersion") {
            return Err(Refusal::conflict(&kind.plural, &key.name));
        }
        if name(&object) != key.name || uid(&object) != uid(&before) {
            return Err(Refusal::invalid(
                &kind.name,
                &key.name,
                "metadata: Invalid value: field is immutable",
            ));
        }
        // What is, the controllers say; a status given along is not taken.
        if asked.path.last().is_none_or(|last| last != "status")
            && let (Some(map), status) = (object.as_object_mut(), before.get("status"))
        {
            map.remove("status");
            map.extend(status.map(|status| ("status".to_owned(), status.clone())));
        }
        fill(&kind.plural, &mut object);
        if let Some(why) = refusal(&kind.plural, &object, Some(&before)) {
            return Err(Refusal::invalid(&kind.name, &key.name, &why));
        }
        let generation = number(&before, "/metadata/generation");
        if let Some(generation) = generation {
            let further = i64::from(object.get("spec") != before.get("spec"));
            set(&mut object, &["metadata", "generation"], json!(generation + further));
        }
        let object = dressed(kind, object);
        Ok(if asked.is_dry_run() { object } else { store.put(&kind.plural, object) })
    })
}

/// Deletes an object; pods and namespaces take a moment.
pub(super) fn delete(cluster: &Cluster, place: Place<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let key = key(place);
    cluster.with(|store| {
        let object = store.get(&key).cloned().ok_or_else(|| missing(place))?;
        if asked.is_dry_run() {
            return Ok(gone(place, &object));
        }
        end(store, &key, object.clone());
        Ok(if place.kind.plural == "pods" { dressed(place.kind, object) } else { gone(place, &object) })
    })
}

/// Deletes all that are meant.
pub(super) fn delete_all(cluster: &Cluster, place: Place<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let filter = Filter::of(place, asked)?;
    cluster.with(|store| {
        let all: Vec<Value> = store
            .list(&place.kind.plural, place.namespace)
            .filter(|object| filter.takes(object))
            .cloned()
            .collect();
        for object in all {
            if !asked.is_dry_run() {
                end(store, &Key::of(&place.kind.plural, &object), object);
            }
        }
    });
    Ok(json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success" }))
}

fn end(store: &mut Store, key: &Key, mut object: Value) {
    if matches!(key.plural.as_str(), "pods" | "namespaces") {
        set(&mut object, &["metadata", "deletionTimestamp"], json!(time(unix_ms())));
        set(&mut object, &["metadata", "deletionGracePeriodSeconds"], json!(30));
        store.put(&key.plural, object);
    } else {
        store.remove(key);
    }
}

fn gone(place: Place<'_>, object: &Value) -> Value {
    json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
        "details": {
            "name": name(object), "group": place.kind.group, "kind": place.kind.plural, "uid": uid(object),
        },
    })
}
