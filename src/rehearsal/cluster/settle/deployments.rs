//! Deployments: a replica set for each template, and a rolling update between them.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::round::wanted;
use super::scaling::{Held, Room, next_new, next_old};
use super::{Round, Told};
use crate::rehearsal::cluster::object::{
    is_ending, name, namespace, number, owned_by, reference, set, template_hash, text, texts, time, uid,
};
use crate::rehearsal::cluster::store::Key;

const REVISION: &str = "deployment.kubernetes.io/revision";
const CAUSE: &str = "kubernetes.io/change-cause";
const BY: &str = "deployment-controller";

impl Round<'_> {
    /// Brings every deployment on.
    pub(super) fn deployments(&mut self) {
        let all: Vec<Value> = self.store.list("deployments", None).cloned().collect();
        for deployment in all.into_iter().filter(|it| !is_ending(it)) {
            self.deployment(deployment);
        }
    }

    fn deployment(&mut self, deployment: Value) {
        let paused = deployment.pointer("/spec/paused").and_then(Value::as_bool) == Some(true);
        let hash = template_hash(&deployment["spec"]["template"]);
        let mut sets = self.sets_of(&deployment);
        let at = sets.iter().position(|set| text(set, "/metadata/labels/pod-template-hash") == hash);
        let new = match at {
            Some(at) => Some(sets.remove(at)),
            None if paused => None,
            None => Some(self.new_set(&deployment, &hash)),
        };
        let deployment = match &new {
            Some(new) if !paused => self.number(deployment, new, &sets),
            _ => deployment,
        };
        // The numbering may have changed it.
        let new = new.and_then(|new| self.store.get(&Key::of("replicasets", &new)).cloned());
        if paused {
            self.scale_paused(&deployment, new.as_ref(), &sets);
        } else if let Some(new) = &new {
            self.roll(&deployment, new, &sets);
        }
        self.rollout_status(deployment);
    }

    /// Its replica sets, the oldest first.
    pub(super) fn sets_of(&self, deployment: &Value) -> Vec<Value> {
        let all = self.store.list("replicasets", Some(namespace(deployment)));
        let mut sets: Vec<Value> = all.filter(|set| owned_by(set, uid(deployment))).cloned().collect();
        sets.sort_by_key(revision);
        sets
    }

    fn new_set(&mut self, deployment: &Value, hash: &str) -> Value {
        let mut template = deployment["spec"]["template"].clone();
        set(&mut template, &["metadata", "labels", "pod-template-hash"], json!(hash));
        let mut selector = deployment["spec"]["selector"].clone();
        set(&mut selector, &["matchLabels", "pod-template-hash"], json!(hash));
        let made = json!({
            "apiVersion": "apps/v1", "kind": "ReplicaSet",
            "metadata": {
                "name": format!("{}-{hash}", name(deployment)), "namespace": namespace(deployment),
                "uid": self.store.fresh_uid(), "creationTimestamp": time(self.now_ms), "generation": 1,
                "labels": template["metadata"]["labels"],
                "ownerReferences": reference(deployment, "Deployment", "apps/v1"),
            },
            "spec": { "replicas": 0, "selector": selector, "template": template },
            "status": { "replicas": 0 },
        });
        self.store.put("replicasets", made)
    }

    /// Gives the newest replica set the highest revision, and the deployment the same.
    fn number(&mut self, mut deployment: Value, new: &Value, old: &[Value]) -> Value {
        let highest = old.iter().map(revision).max().unwrap_or(0);
        let mut new = new.clone();
        let own = revision(&new);
        let number = if own > highest { own } else { highest + 1 };
        set(&mut new, &["metadata", "annotations", REVISION], json!(number.to_string()));
        if let Some(cause) = texts(&deployment, "/metadata/annotations").get(CAUSE) {
            set(&mut new, &["metadata", "annotations", CAUSE], json!(cause));
        }
        self.store.put("replicasets", new);
        set(&mut deployment, &["metadata", "annotations", REVISION], json!(number.to_string()));
        self.store.put("deployments", deployment)
    }

    fn roll(&mut self, deployment: &Value, new: &Value, old: &[Value]) {
        let replicas = wanted(deployment);
        let held = |set: &Value| Held {
            wanted: wanted(set),
            available: number(set, "/status/availableReplicas").unwrap_or(0).min(wanted(set)),
        };
        let olds: Vec<Held> = old.iter().map(held).collect();
        if text(deployment, "/spec/strategy/type") == "Recreate" {
            for set in old {
                self.scale(deployment, set, 0);
            }
            if old.iter().all(|set| number(set, "/status/replicas").unwrap_or(0) == 0) {
                self.scale(deployment, new, replicas);
            }
            return;
        }
        let room = Room::of(deployment.pointer("/spec/strategy"), replicas);
        let next = next_new(replicas, room, held(new), &olds);
        self.scale(deployment, new, next);
        let new = Held { wanted: next, ..held(new) };
        for (set, next) in old.iter().zip(next_old(replicas, room, new, &olds)) {
            self.scale(deployment, set, next);
        }
    }

    /// A paused deployment keeps its replica sets as they are; the one that has pods follows the number.
    fn scale_paused(&mut self, deployment: &Value, new: Option<&Value>, old: &[Value]) {
        let mut all: Vec<&Value> = old.iter().chain(new).filter(|set| wanted(set) > 0).collect();
        all.sort_by_key(|set| Reverse(revision(set)));
        if let [only] = all.as_slice() {
            self.scale(deployment, only, wanted(deployment));
        }
    }

    fn scale(&mut self, deployment: &Value, replica_set: &Value, to: i64) {
        let from = wanted(replica_set);
        if from == to {
            return;
        }
        let mut scaled = replica_set.clone();
        set(&mut scaled, &["spec", "replicas"], json!(to));
        let generation = number(&scaled, "/metadata/generation").unwrap_or(1) + 1;
        set(&mut scaled, &["metadata", "generation"], json!(generation));
        self.store.put("replicasets", scaled);
        let way = if to > from { "up" } else { "down" };
        let message = format!("Scaled {way} replica set {} from {from} to {to}", name(replica_set));
        self.tell(deployment, "Deployment", Told::normal("ScalingReplicaSet", BY), &message);
    }
}

/// A replica set's revision; 0 where it has none.
pub(super) fn revision(set: &Value) -> u64 {
    let annotations = texts(set, "/metadata/annotations");
    annotations.get(REVISION).and_then(|it| it.parse().ok()).unwrap_or(0)
}
