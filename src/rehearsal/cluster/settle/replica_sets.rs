//! Replica sets: as many pods as they ask for.

use serde_json::{Value, json};

use super::round::wanted;
use super::{Round, Told};
use crate::rehearsal::cluster::object::{
    is, is_ending, name, namespace, number, owned_by, reference, set, short_hash, text, time, uid,
};
use crate::rehearsal::cluster::store::Key;

const BY: &str = "replicaset-controller";

impl Round<'_> {
    /// Brings every replica set on.
    pub(super) fn replica_sets(&mut self) {
        let all: Vec<Value> = self.store.list("replicasets", None).cloned().collect();
        for replica_set in all.into_iter().filter(|it| !is_ending(it)) {
            self.replica_set(replica_set);
        }
    }

    fn replica_set(&mut self, mut replica_set: Value) {
        let mut pods = self.pods_of(&replica_set);
        let wants = usize::try_from(wanted(&replica_set)).unwrap_or(0);
        while pods.len() < wants {
            let pod = self.new_pod(&replica_set, "ReplicaSet", "apps/v1", None);
            let message = format!("Created pod: {}", name(&pod));
            self.tell(&replica_set, "ReplicaSet", Told::normal("SuccessfulCreate", BY), &message);
            pods.push(pod);
        }
        // What isn't ready goes first, then the youngest.
        pods.sort_by_key(|pod| {
            (is(pod, "Ready"), std::cmp::Reverse(text(pod, "/metadata/creationTimestamp").to_owned()))
        });
        while pods.len() > wants {
            let pod = pods.remove(0);
            self.end_pod(&Key::of("pods", &pod));
            let message = format!("Deleted pod: {}", name(&pod));
            self.tell(&replica_set, "ReplicaSet", Told::normal("SuccessfulDelete", BY), &message);
        }
        let ready = pods.iter().filter(|pod| is(pod, "Ready")).count();
        let mut status = json!({
            "replicas": pods.len(), "fullyLabeledReplicas": pods.len(),
            "observedGeneration": number(&replica_set, "/metadata/generation").unwrap_or(1),
        });
        if ready > 0 {
            set(&mut status, &["readyReplicas"], json!(ready));
            set(&mut status, &["availableReplicas"], json!(ready));
        }
        set(&mut replica_set, &["status"], status);
        self.store.put("replicasets", replica_set);
    }

    /// The pods of an owner that are not going.
    pub(super) fn pods_of(&self, owner: &Value) -> Vec<Value> {
        let all = self.store.list("pods", Some(namespace(owner)));
        all.filter(|pod| owned_by(pod, uid(owner)) && !is_ending(pod)).cloned().collect()
    }

    /// Makes a pod from the owner's template; its name is made up where none is given.
    pub(super) fn new_pod(
        &mut self,
        owner: &Value,
        kind: &str,
        version: &str,
        called: Option<String>,
    ) -> Value {
        let number = self.store.fresh_number();
        let called = called.unwrap_or_else(|| {
            format!("{}-{}", name(owner), short_hash(&format!("{} {number}", uid(owner)), 5))
        });
        let mut meta = owner.pointer("/spec/template/metadata").cloned().unwrap_or(json!({}));
        set(&mut meta, &["name"], json!(called));
        set(&mut meta, &["namespace"], json!(namespace(owner)));
        set(&mut meta, &["uid"], json!(self.store.fresh_uid()));
        set(&mut meta, &["creationTimestamp"], json!(time(self.now_ms)));
        set(&mut meta, &["ownerReferences"], reference(owner, kind, version));
        let pod = json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": meta,
            "spec": owner.pointer("/spec/template/spec").cloned().unwrap_or(json!({})),
            "status": { "phase": "Pending", "qosClass": "BestEffort" },
        });
        self.store.put("pods", pod)
    }
}
