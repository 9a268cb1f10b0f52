//! Reading objects.

use serde_json::{Value, json};

use super::asked::Asked;
use super::refusal::Refusal;
use super::route::Place;
use super::table;
use crate::rehearsal::cluster::Cluster;
use crate::rehearsal::cluster::kind::Kind;
use crate::rehearsal::cluster::object::name;
use crate::rehearsal::cluster::selector::{Selector, has_fields};
use crate::rehearsal::cluster::store::Key;

/// Which objects of a list are meant.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    labels: Selector,
    fields: String,
    named: Option<String>,
}

impl Filter {
    /// What the query asks for.
    pub(super) fn of(place: Place<'_>, asked: &Asked) -> Result<Self, Refusal> {
        let labels = Selector::parse(asked.query("labelSelector")).map_err(Refusal::bad_request)?;
        let fields = asked.query("fieldSelector").to_owned();
        Ok(Self { labels, fields, named: place.name.map(str::to_owned) })
    }

    /// Whether `object` is meant.
    pub(super) fn takes(&self, object: &Value) -> bool {
        self.labels.takes(object)
            && has_fields(object, &self.fields)
            && self.named.as_ref().is_none_or(|named| name(object) == named)
    }
}

/// The object as a client sees it.
pub(super) fn dressed(kind: &Kind, mut object: Value) -> Value {
    object["apiVersion"] = json!(kind.api_version());
    object["kind"] = json!(kind.name);
    object
}

/// The object that `place` names.
pub(super) fn find(cluster: &Cluster, place: Place<'_>) -> Result<Value, Refusal> {
    let key = key(place);
    cluster.with(|store| store.get(&key).cloned()).ok_or_else(|| missing(place))
}

/// The key of what `place` names.
pub(super) fn key(place: Place<'_>) -> Key {
    Key::new(&place.kind.plural, place.namespace.unwrap_or_default(), place.name.unwrap_or_default())
}

/// There is none.
pub(super) fn missing(place: Place<'_>) -> Refusal {
    Refusal::not_found(&place.kind.plural, &place.kind.group, place.name.unwrap_or_default())
}

/// One object.
pub(super) fn get(cluster: &Cluster, place: Place<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let object = dressed(place.kind, find(cluster, place)?);
    Ok(if asked.wants_table() {
        table::table(place.kind, std::slice::from_ref(&object), asked, "")
    } else {
        object
    })
}

/// All objects that are meant.
pub(super) fn list(cluster: &Cluster, place: Place<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let filter = Filter::of(place, asked)?;
    let (found, version) = cluster.with(|store| {
        let all = store.list(&place.kind.plural, place.namespace);
        (all.filter(|object| filter.takes(object)).cloned().collect::<Vec<_>>(), store.version())
    });
    let version = version.to_string();
    let found: Vec<Value> = found.into_iter().map(|object| dressed(place.kind, object)).collect();
    Ok(if asked.wants_table() {
        table::table(place.kind, &found, asked, &version)
    } else {
        json!({
            "apiVersion": place.kind.api_version(), "kind": format!("{}List", place.kind.name),
            "metadata": { "resourceVersion": version }, "items": found,
        })
    })
}
