//! The events that tell what the controllers did.

use serde_json::{Value, json};

use super::Round;
use crate::rehearsal::cluster::object::{name, namespace, set, text, time, uid};
use crate::rehearsal::cluster::store::Key;

/// Older ones go, as in a real cluster.
const MOST_EVENTS: usize = 500;

/// What is told.
#[derive(Clone, Copy, Debug)]
pub(in crate::rehearsal::cluster) struct Told<'a> {
    /// `Normal` or `Warning`.
    pub(in crate::rehearsal::cluster) kind: &'a str,
    /// Why, in one word.
    pub(in crate::rehearsal::cluster) reason: &'a str,
    /// Who tells it.
    pub(in crate::rehearsal::cluster) by: &'a str,
}

impl<'a> Told<'a> {
    /// What went as it should.
    pub(in crate::rehearsal::cluster) const fn normal(reason: &'a str, by: &'a str) -> Self {
        Self { kind: "Normal", reason, by }
    }

    /// What did not.
    pub(in crate::rehearsal::cluster) const fn warning(reason: &'a str, by: &'a str) -> Self {
        Self { kind: "Warning", reason, by }
    }
}

impl Round<'_> {
    /// Tells `message` of `object`; the same again is counted.
    pub(super) fn tell(&mut self, object: &Value, kind: &str, told: Told<'_>, message: &str) {
        let now = time(self.now_ms);
        let same = self.store.list("events", Some(namespace(object))).find(|event| {
            text(event, "/involvedObject/uid") == uid(object)
                && text(event, "/reason") == told.reason
                && text(event, "/message") == message
        });
        if let Some(mut event) = same.cloned() {
            let count = event["count"].as_i64().unwrap_or(1) + 1;
            set(&mut event, &["count"], json!(count));
            set(&mut event, &["lastTimestamp"], json!(now));
            self.store.put("events", event);
            return;
        }
        let number = self.store.fresh_number();
        let uid_of_event = self.store.fresh_uid();
        let version = object.get("apiVersion").cloned().unwrap_or(json!("v1"));
        let event = json!({
            "apiVersion": "v1", "kind": "Event",
            "metadata": {
                "name": format!("{}.{number:016x}", name(object)), "namespace": namespace(object),
                "uid": uid_of_event, "creationTimestamp": now,
            },
            "involvedObject": {
                "apiVersion": version, "kind": kind, "name": name(object), "namespace": namespace(object),
                "uid": uid(object), "resourceVersion": text(object, "/metadata/resourceVersion"),
            },
            "type": told.kind, "reason": told.reason, "message": message, "count": 1,
            "firstTimestamp": now, "lastTimestamp": now,
            "source": { "component": told.by }, "reportingComponent": told.by, "reportingInstance": "",
        });
        self.store.put("events", event);
        self.forget_events();
    }

    fn forget_events(&mut self) {
        let mut all: Vec<(String, Key)> = self
            .store
            .list("events", None)
            .map(|event| (text(event, "/lastTimestamp").to_owned(), Key::of("events", event)))
            .collect();
        if all.len() > MOST_EVENTS {
            all.sort();
            for (_, key) in all.into_iter().take(MOST_EVENTS / 10) {
                self.store.remove(&key);
            }
        }
    }
}
