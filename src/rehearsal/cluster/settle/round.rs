//! One round of all controllers.

use crate::model::ids::Mark;
use crate::model::runbook::{Moment, Rehearsal, WorldDeployment};
use crate::rehearsal::cluster::object::{items, namespace, number, text, uid};
use crate::rehearsal::cluster::store::{Key, Store};

/// What one thing leads to is done in the same round, up to so many turns of it.
const MOST_TURNS: usize = 32;

/// What the controllers work on, and when.
pub(in crate::rehearsal::cluster) struct Round<'a> {
    /// The objects.
    pub(in crate::rehearsal::cluster) store: &'a mut Store,
    /// What the runbook says of the cluster.
    pub(in crate::rehearsal::cluster) rehearsal: &'a Rehearsal,
    /// How the world stands.
    pub(in crate::rehearsal::cluster) moment: &'a Moment,
    /// Now, in milliseconds since 1970.
    pub(in crate::rehearsal::cluster) now_ms: u64,
    /// How many times faster the world is.
    pub(in crate::rehearsal::cluster) speed: u32,
    /// Marks to be set.
    pub(in crate::rehearsal::cluster) marks: Vec<Mark>,
    /// Marks to be removed.
    pub(in crate::rehearsal::cluster) unmarks: Vec<Mark>,
}

impl<'a> Round<'a> {
    /// A round at `now_ms`.
    pub(in crate::rehearsal::cluster) fn new(
        store: &'a mut Store,
        rehearsal: &'a Rehearsal,
        moment: &'a Moment,
        now_ms: u64,
        speed: u32,
    ) -> Self {
        Self { store, rehearsal, moment, now_ms, speed, marks: Vec::new(), unmarks: Vec::new() }
    }

    /// Does all that can be done now.
    pub(in crate::rehearsal::cluster) fn run(&mut self) {
        for _ in 0..MOST_TURNS {
            let before = self.store.version();
            self.namespaces();
            self.deployments();
            self.replica_sets();
            self.stateful_sets();
            self.jobs();
            self.pods();
            self.services();
            if self.store.version() == before {
                break;
            }
        }
        self.watch_marks();
    }

    /// The world's milliseconds since `then_ms`.
    pub(super) fn since(&self, then_ms: u64) -> u64 {
        self.now_ms.saturating_sub(then_ms).saturating_mul(u64::from(self.speed.max(1)))
    }

    /// What the runbook says of the workload `name` in `namespace`.
    pub(super) fn declared(&self, namespace: &str, name: &str) -> Option<&'a WorldDeployment> {
        self.rehearsal.deployment.iter().find(|it| {
            it.name == name
                && it.namespace.as_deref().unwrap_or_else(|| self.rehearsal.namespace()) == namespace
        })
    }

    /// A namespace that is deleted takes with it what lies in it; so does an owner.
    fn namespaces(&mut self) {
        use crate::rehearsal::cluster::object::{is_ending, name};
        let gone: Vec<String> = self
            .store
            .list("namespaces", None)
            .filter(|it| is_ending(it))
            .map(|it| name(it).to_owned())
            .collect();
        for namespace in gone {
            for key in self.store.keys(|key| key.namespace == namespace) {
                self.store.remove(&key);
            }
            self.store.remove(&Key::new("namespaces", "", &namespace));
        }
        let orphans: Vec<Key> = ["replicasets", "pods", "endpointslices", "endpoints"]
            .into_iter()
            .flat_map(|plural| self.store.list(plural, None).map(move |it| (plural, it)))
            .filter(|(plural, it)| *plural != "pods" || !is_ending(it))
            .filter(|(_, it)| self.is_orphan(it))
            .map(|(plural, it)| Key::of(plural, it))
            .collect();
        for key in orphans {
            if key.plural == "pods" {
                self.end_pod(&key);
            } else {
                self.store.remove(&key);
            }
        }
    }

    fn is_orphan(&self, object: &serde_json::Value) -> bool {
        items(object, "/metadata/ownerReferences").iter().any(|owner| {
            let plural = match text(owner, "/kind") {
                "Deployment" => "deployments",
                "ReplicaSet" => "replicasets",
                "StatefulSet" => "statefulsets",
                "Job" => "jobs",
                "Service" => "services",
                _ => return false,
            };
            let key = Key::new(plural, namespace(object), text(owner, "/name"));
            self.store.get(&key).is_none_or(|there| uid(there) != text(owner, "/uid"))
        })
    }
}

/// How many pods are asked for.
pub(super) fn wanted(object: &serde_json::Value) -> i64 {
    number(object, "/spec/replicas").unwrap_or(1)
}
