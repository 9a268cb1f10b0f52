//! Watching objects: one line of JSON for each change, until the client has enough.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::Instant;

use super::asked::Asked;
use super::read::{Filter, dressed};
use super::refusal::Refusal;
use super::route::Place;
use super::table;
use crate::rehearsal::cluster::Cluster;
use crate::rehearsal::cluster::kind::Kind;
use crate::rehearsal::cluster::store::Change;

/// A watch that names no end has this one.
const LONGEST: Duration = Duration::from_hours(1);

struct Watch {
    cluster: Arc<Cluster>,
    kind: Kind,
    namespace: Option<String>,
    filter: Filter,
    asked: Asked,
    after: u64,
    ready: VecDeque<Value>,
    news: watch::Receiver<u64>,
    until: Instant,
}

/// Streams what changes.
pub(super) fn answer(cluster: &Arc<Cluster>, place: Place<'_>, asked: &Asked) -> Result<Response, Refusal> {
    let filter = Filter::of(place, asked)?;
    let given = asked.query("resourceVersion");
    let lasts = asked.query("timeoutSeconds").parse().map_or(LONGEST, Duration::from_secs).min(LONGEST);
    let mut watch = Watch {
        cluster: Arc::clone(cluster),
        kind: place.kind.clone(),
        namespace: place.namespace.map(str::to_owned),
        filter,
        asked: asked.clone(),
        after: given.parse().unwrap_or(0),
        ready: VecDeque::new(),
        news: cluster.changes(),
        until: Instant::now() + lasts,
    };
    if matches!(given, "" | "0") || asked.says("sendInitialEvents") {
        watch.begin();
    }
    let lines = stream::unfold(watch, |mut watch| async move {
        watch.next().await.map(|line| (Ok::<_, std::convert::Infallible>(line), watch))
    });
    Ok(([(CONTENT_TYPE, "application/json")], Body::from_stream(lines)).into_response())
}

impl Watch {
    /// What is there already comes first, as if it were new.
    fn begin(&mut self) {
        let (there, version) = self.cluster.with(|store| {
            let all = store.list(&self.kind.plural, self.namespace.as_deref());
            (all.filter(|it| self.filter.takes(it)).cloned().collect::<Vec<_>>(), store.version())
        });
        self.after = version;
        for object in there {
            let event = self.event("ADDED", object);
            self.ready.push_back(event);
        }
        if self.asked.says("sendInitialEvents") {
            let mark = json!({
                "apiVersion": self.kind.api_version(), "kind": self.kind.name,
                "metadata": {
                    "resourceVersion": version.to_string(), "annotations": { "k8s.io/initial-events-end": "true" },
                },
            });
            self.ready.push_back(json!({ "type": "BOOKMARK", "object": mark }));
        }
    }

    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(Bytes::from(format!("{event}\n")));
            }
            self.news.borrow_and_update();
            if self.take() {
                continue;
            }
            let cluster = Arc::clone(&self.cluster);
            tokio::select! {
                changed = self.news.changed() => changed.ok()?,
                () = tokio::time::sleep_until(self.until) => return None,
                () = cluster.shutdown.cancelled() => return None,
            }
        }
    }

    /// Takes what changed since it last looked; says whether there is anything to send.
    fn take(&mut self) -> bool {
        let after = self.after;
        let (changes, version) = self.cluster.with(|store| {
            let mine = |change: &&Change| {
                change.key.plural == self.kind.plural
                    && self.namespace.as_ref().is_none_or(|wanted| change.key.namespace == *wanted)
            };
            (store.since(after).map(|all| all.filter(mine).cloned().collect::<Vec<_>>()), store.version())
        });
        self.after = version;
        let Some(changes) = changes else {
            self.until = Instant::now();
            self.ready.push_back(json!({ "type": "ERROR", "object": Refusal::gone().status() }));
            return true;
        };
        for change in changes {
            let was = change.before.as_ref().is_some_and(|it| self.filter.takes(it));
            let is = change.after.as_ref().is_some_and(|it| self.filter.takes(it));
            let kind = match (was, is) {
                (false, true) => "ADDED",
                (true, true) => "MODIFIED",
                (true, false) => "DELETED",
                (false, false) => continue,
            };
            if let Some(object) = change.after.or(change.before) {
                let event = self.event(kind, object);
                self.ready.push_back(event);
            }
        }
        !self.ready.is_empty()
    }

    fn event(&self, kind: &str, object: Value) -> Value {
        let version = object["metadata"]["resourceVersion"].as_str().unwrap_or_default().to_owned();
        let object = dressed(&self.kind, object);
        let shown = if self.asked.wants_table() {
            table::table(&self.kind, &[object], &self.asked, &version)
        } else {
            object
        };
        json!({ "type": kind, "object": shown })
    }
}
