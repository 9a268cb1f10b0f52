//! What a pod says of itself.

use serde_json::{Value, json};

use super::Round;
use crate::rehearsal::cluster::life::{Container, Look};
use crate::rehearsal::cluster::object::{condition, items, name, set, text, time, uid};
use crate::rehearsal::wave::{hash, hex};

/// The nodes of every cluster here.
pub(in crate::rehearsal::cluster) const NODES: [&str; 2] = ["rehearsal-node-1", "rehearsal-node-2"];

impl Round<'_> {
    /// `pod` as it looks now.
    pub(super) fn pod_status(
        &self,
        mut pod: Value,
        look: Look,
        before: Option<Look>,
        since_ms: u64,
    ) -> Value {
        let now = time(self.now_ms);
        let number = hash(uid(&pod));
        if look.scheduled && text(&pod, "/spec/nodeName").is_empty() {
            let at = usize::try_from(number % 2).unwrap_or(0);
            set(&mut pod, &["spec", "nodeName"], json!(NODES[at]));
            set(&mut pod, &["status", "hostIP"], json!(format!("10.0.0.{}", at + 1)));
            set(&mut pod, &["status", "startTime"], json!(time(since_ms)));
        }
        let runs = matches!(look.container, Container::Running | Container::Ready | Container::CrashBackOff);
        if runs && text(&pod, "/status/podIP").is_empty() {
            let address = format!("10.244.{}.{}", number / 251 % 251, number % 251 + 1);
            set(&mut pod, &["status", "podIP"], json!(address));
            set(&mut pod, &["status", "podIPs"], json!([{ "ip": address }]));
        }
        let phase = match look.container {
            Container::Creating | Container::PullError | Container::PullBackOff => "Pending",
            Container::Running | Container::Ready | Container::CrashBackOff => "Running",
            Container::Ended(0) => "Succeeded",
            Container::Ended(_) => "Failed",
        };
        set(&mut pod, &["status", "phase"], json!(phase));
        let containers: Value = items(&pod, "/spec/containers")
            .iter()
            .map(|container| shown(&pod, container, look, before, &now))
            .collect();
        set(&mut pod, &["status", "containerStatuses"], if look.scheduled { containers } else { json!([]) });
        let ready = look.container == Container::Ready;
        let conditions: Value = [
            ("Initialized", look.scheduled),
            ("Ready", ready),
            ("ContainersReady", ready),
            ("PodScheduled", look.scheduled),
        ]
        .into_iter()
        .map(|(kind, holds)| {
            let status = if holds { "True" } else { "False" };
            let before = condition(&pod, kind).filter(|it| text(it, "/status") == status);
            let since = before.map_or(now.as_str(), |it| text(it, "/lastTransitionTime"));
            let mut shown = json!({
                "type": kind, "status": status, "lastProbeTime": null, "lastTransitionTime": since,
            });
            if !holds && kind.ends_with("Ready") {
                let ended = matches!(look.container, Container::Ended(0));
                let reason = if ended { "PodCompleted" } else { "ContainersNotReady" };
                set(&mut shown, &["reason"], json!(reason));
                let message = format!("containers with unready status: [{}]", first(&pod));
                set(&mut shown, &["message"], json!(message));
            }
            shown
        })
        .collect();
        set(&mut pod, &["status", "conditions"], conditions);
        pod
    }
}

fn shown(pod: &Value, container: &Value, look: Look, before: Option<Look>, now: &str) -> Value {
    let called = text(container, "/name");
    let old = items(pod, "/status/containerStatuses").iter().find(|it| text(it, "/name") == called);
    let image = text(container, "/image");
    let started = old.map_or("", |it| text(it, "/state/running/startedAt"));
    let same_run = !started.is_empty() && before.is_some_and(|it| it.restarts == look.restarts);
    let started = if same_run { started } else { now };
    let id = format!("containerd://{}", hex(&format!("{} {}", uid(pod), look.restarts), 64));
    let ended = |exit: u8, reason: &str| {
        json!({
            "exitCode": exit, "reason": reason, "startedAt": started, "finishedAt": now, "containerID": id,
        })
    };
    let state = match look.container {
        Container::Creating => json!({ "waiting": { "reason": "ContainerCreating" } }),
        Container::PullError => json!({ "waiting": {
            "reason": "ErrImagePull", "message": format!("failed to pull image \"{image}\": not found"),
        } }),
        Container::PullBackOff => json!({ "waiting": {
            "reason": "ImagePullBackOff", "message": format!("Back-off pulling image \"{image}\""),
        } }),
        Container::Running | Container::Ready => json!({ "running": { "startedAt": started } }),
        Container::CrashBackOff => json!({ "waiting": {
            "reason": "CrashLoopBackOff",
            "message": format!("back-off restarting failed container={called} pod={}", name(pod)),
        } }),
        Container::Ended(exit) => {
            json!({ "terminated": ended(exit, if exit == 0 { "Completed" } else { "Error" }) })
        }
    };
    let last = match (look.container, old.and_then(|it| it.get("lastState"))) {
        (Container::CrashBackOff, _) => json!({ "terminated": ended(1, "Error") }),
        (_, Some(last)) => last.clone(),
        _ => json!({}),
    };
    json!({
        "name": called, "image": image, "imageID": format!("{image}@sha256:{}", hex(image, 64)),
        "containerID": id, "ready": look.container == Container::Ready, "restartCount": look.restarts,
        "started": matches!(look.container, Container::Running | Container::Ready),
        "state": state, "lastState": last,
    })
}

fn first(pod: &Value) -> &str {
    items(pod, "/spec/containers").first().map_or("", |it| text(it, "/name"))
}
