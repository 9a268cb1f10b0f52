//! Pods: from Pending to Ready, through faults, to their end.

use serde_json::{Value, json};

use super::{Round, Told};
use crate::model::runbook::{PodFault, PodTrouble, WorldDeployment};
use crate::rehearsal::choose::best;
use crate::rehearsal::cluster::life::{Container, End, GRACE_MS, Life, Look, USUAL_START_MS};
use crate::rehearsal::cluster::object::{is_ending, items, name, namespace, set, text, time, uid};
use crate::rehearsal::cluster::store::Key;
use crate::rehearsal::glob;

const BY: &str = "kubelet";

impl<'a> Round<'a> {
    /// Brings every pod on.
    pub(super) fn pods(&mut self) {
        let all: Vec<Value> = self.store.list("pods", None).cloned().collect();
        for pod in all {
            self.pod(pod);
        }
    }

    fn pod(&mut self, pod: Value) {
        if is_ending(&pod) && self.store.lives.get(uid(&pod)).is_none_or(|life| life.ending_ms.is_none()) {
            self.end_pod(&Key::of("pods", &pod));
        }
        if !self.store.lives.contains_key(uid(&pod)) {
            let starts = self.workload(&pod).and_then(|it| it.starts_in).map_or(USUAL_START_MS, |it| {
                u64::try_from(it.duration().as_millis()).unwrap_or(u64::MAX / 1000)
            });
            self.begin_pod(&pod, starts, None);
        }
        let trouble = self.fault(&pod).map(|fault| fault.is);
        let (now_ms, speed) = (self.now_ms, self.speed);
        let Some(life) = self.store.lives.get_mut(uid(&pod)) else { return };
        if let Some(ending) = life.ending_ms {
            if now_ms.saturating_sub(ending).saturating_mul(u64::from(speed)) >= GRACE_MS {
                self.store.remove(&Key::of("pods", &pod));
            }
            return;
        }
        life.meet(trouble, now_ms, speed);
        let look = life.look(now_ms, speed);
        let before = life.shown.replace(look);
        if before != Some(look) {
            let since_ms = life.since_ms;
            let pod = self.pod_status(pod, look, before, since_ms);
            self.tell_of_pod(&pod, look, before);
            self.store.put("pods", pod);
        }
    }

    /// Begins the life of `pod`.
    pub(super) fn begin_pod(&mut self, pod: &Value, starts_ms: u64, ends: Option<End>) {
        let trouble = self.fault(pod).map(|fault| fault.is);
        let mut life = Life::new(self.now_ms, starts_ms, if ends.is_some() { None } else { trouble });
        life.ends = ends;
        self.store.lives.insert(uid(pod).to_owned(), life);
    }

    /// Tells a pod to go.
    pub(super) fn end_pod(&mut self, key: &Key) {
        let Some(mut pod) = self.store.get(key).cloned() else { return };
        if let Some(life) = self.store.lives.get_mut(uid(&pod)) {
            life.ending_ms.get_or_insert(self.now_ms);
        }
        if !is_ending(&pod) {
            set(&mut pod, &["metadata", "deletionTimestamp"], json!(time(self.now_ms)));
            set(&mut pod, &["metadata", "deletionGracePeriodSeconds"], json!(30));
            let first = items(&pod, "/spec/containers").first().map_or("", |it| text(it, "/name")).to_owned();
            let pod = self.store.put("pods", pod);
            self.tell(&pod, "Pod", Told::normal("Killing", BY), &format!("Stopping container {first}"));
        }
    }

    /// What the runbook says of the workload that a pod belongs to.
    pub(in crate::rehearsal::cluster) fn workload(&self, pod: &Value) -> Option<&'a WorldDeployment> {
        let owner = items(pod, "/metadata/ownerReferences").first()?;
        let own = text(owner, "/name");
        let above = match text(owner, "/kind") {
            "ReplicaSet" => {
                let set = self.store.get(&Key::new("replicasets", namespace(pod), own))?;
                items(set, "/metadata/ownerReferences").first().map(|it| text(it, "/name"))?
            }
            _ => own,
        };
        self.declared(namespace(pod), above)
    }

    /// What is wrong with a pod now.
    pub(in crate::rehearsal::cluster) fn fault(&self, pod: &Value) -> Option<&'a PodFault> {
        let workload = self.workload(pod)?;
        best(workload.fault.iter().filter_map(|fault| {
            let keys = fault.when.fits(self.moment)?;
            let mut containers = items(pod, "/spec/containers").iter();
            let hit = containers.find_map(|it| glob::matches(&fault.image, text(it, "/image")))?;
            Some(((keys, hit.literal, 0), fault))
        }))
    }

    fn tell_of_pod(&mut self, pod: &Value, look: Look, before: Option<Look>) {
        let container = items(pod, "/spec/containers").first().cloned().unwrap_or_default();
        let (image, called) = (text(&container, "/image"), text(&container, "/name"));
        if look.scheduled && before.is_none_or(|it| !it.scheduled) {
            let (whole, node) = (format!("{}/{}", namespace(pod), name(pod)), text(pod, "/spec/nodeName"));
            let message = format!("Successfully assigned {whole} to {node}");
            self.tell(pod, "Pod", Told::normal("Scheduled", "default-scheduler"), &message);
        }
        let was = before.map(|it| it.container);
        let starts = before.is_none_or(|it| !matches!(it.container, Container::Running | Container::Ready))
            || before.is_some_and(|it| it.restarts != look.restarts);
        match look.container {
            Container::Running | Container::Ready if starts => {
                let pulled = format!("Container image \"{image}\" already present on machine");
                self.tell(pod, "Pod", Told::normal("Pulled", BY), &pulled);
                self.tell(pod, "Pod", Told::normal("Created", BY), &format!("Created container: {called}"));
                self.tell(pod, "Pod", Told::normal("Started", BY), &format!("Started container {called}"));
            }
            Container::PullError if was != Some(Container::PullError) => {
                let message = format!("Failed to pull image \"{image}\": not found");
                self.tell(pod, "Pod", Told::warning("Failed", BY), &message);
            }
            Container::PullBackOff if was != Some(Container::PullBackOff) => {
                let message = format!("Back-off pulling image \"{image}\"");
                self.tell(pod, "Pod", Told::normal("BackOff", BY), &message);
            }
            Container::CrashBackOff => {
                let message = format!("Back-off restarting failed container {called} in pod {}", name(pod));
                self.tell(pod, "Pod", Told::warning("BackOff", BY), &message);
            }
            _ => {}
        }
        let troubled = self.store.lives.get(uid(pod)).and_then(|life| life.trouble);
        if troubled == Some(PodTrouble::NeverReady) && look.container == Container::Running {
            let message = "Readiness probe failed: HTTP probe failed with statuscode: 503";
            self.tell(pod, "Pod", Told::warning("Unhealthy", BY), message);
        }
    }
}
