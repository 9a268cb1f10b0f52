//! Stateful sets: pods with numbers, replaced one after the other from the highest down.

use serde_json::{Value, json};

use super::round::wanted;
use super::{Round, Told};
use crate::rehearsal::cluster::object::{
    is, is_ending, name, namespace, number, set, template_hash, text, texts,
};
use crate::rehearsal::cluster::store::Key;

const REVISION: &str = "controller-revision-hash";

impl Round<'_> {
    /// Brings every stateful set on.
    pub(super) fn stateful_sets(&mut self) {
        let all: Vec<Value> = self.store.list("statefulsets", None).cloned().collect();
        for stateful_set in all.into_iter().filter(|it| !is_ending(it)) {
            self.stateful_set(stateful_set);
        }
    }

    fn stateful_set(&mut self, mut stateful_set: Value) {
        let own = name(&stateful_set).to_owned();
        let revision = format!("{own}-{}", template_hash(&stateful_set["spec"]["template"]));
        let wants = wanted(&stateful_set).max(0);
        let numbered = |at: i64| Key::new("pods", namespace(&stateful_set), &format!("{own}-{at}"));
        let mut all_ready = true;
        for at in 0..wants {
            match self.store.get(&numbered(at)) {
                Some(pod) => all_ready &= is(pod, "Ready") && !is_ending(pod),
                // One after the other.
                None if all_ready => {
                    let mut pattern = stateful_set.clone();
                    set(&mut pattern, &["spec", "template", "metadata", "labels", REVISION], json!(revision));
                    let called = format!("{own}-{at}");
                    set(
                        &mut pattern,
                        &["spec", "template", "metadata", "labels", "statefulset.kubernetes.io/pod-name"],
                        json!(called),
                    );
                    let message = format!("create Pod {called} in StatefulSet {own} successful");
                    self.new_pod(&pattern, "StatefulSet", "apps/v1", Some(called));
                    let told = Told::normal("SuccessfulCreate", "statefulset-controller");
                    self.tell(&stateful_set, "StatefulSet", told, &message);
                    all_ready = false;
                }
                None => all_ready = false,
            }
        }
        let pods = self.pods_of(&stateful_set);
        let number_of = |pod: &Value| name(pod).rsplit_once('-').and_then(|(_, at)| at.parse::<i64>().ok());
        for pod in pods.iter().filter(|pod| number_of(pod).is_none_or(|at| at >= wants)) {
            self.end_pod(&Key::of("pods", pod));
        }
        let is_new = |pod: &Value| texts(pod, "/metadata/labels").get(REVISION) == Some(&revision.as_str());
        let mut old: Vec<&Value> = pods.iter().filter(|pod| !is_new(pod)).collect();
        old.sort_by_key(|pod| number_of(pod));
        if let Some(last) = old.last().filter(|pod| all_ready || !is(pod, "Ready")) {
            self.end_pod(&Key::of("pods", last));
        }
        let updated = pods.len() - old.len();
        let ready = pods.iter().filter(|pod| is(pod, "Ready")).count();
        let before = text(&stateful_set, "/status/currentRevision").to_owned();
        let current = if before.is_empty() || old.is_empty() { revision.clone() } else { before };
        let status = json!({
            "observedGeneration": number(&stateful_set, "/metadata/generation").unwrap_or(1),
            "replicas": pods.len(), "readyReplicas": ready, "availableReplicas": ready,
            "updatedReplicas": updated, "currentReplicas": if old.is_empty() { pods.len() } else { old.len() },
            "currentRevision": current, "updateRevision": revision, "collisionCount": 0,
        });
        set(&mut stateful_set, &["status"], status);
        self.store.put("statefulsets", stateful_set);
    }
}
