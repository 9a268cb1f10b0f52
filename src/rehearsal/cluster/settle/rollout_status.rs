//! What a deployment says of its rollout.

use serde_json::{Value, json};

use super::Round;
use super::deployments::revision;
use super::round::wanted;
use super::scaling::Room;
use crate::rehearsal::cluster::life::Progress;
use crate::rehearsal::cluster::object::{condition, name, number, set, template_hash, text, time, uid};

/// A deployment's pods, counted.
#[derive(Clone, Copy, Debug)]
struct Counts {
    replicas: i64,
    updated: i64,
    ready: i64,
    available: i64,
}

impl Round<'_> {
    /// Writes the status of `deployment`.
    pub(super) fn rollout_status(&mut self, mut deployment: Value) {
        let hash = template_hash(&deployment["spec"]["template"]);
        let sets = self.sets_of(&deployment);
        let of =
            |key: &str| sets.iter().map(|it| number(it, &format!("/status/{key}")).unwrap_or(0)).sum::<i64>();
        let new = sets.iter().find(|it| text(it, "/metadata/labels/pod-template-hash") == hash);
        let counts = Counts {
            replicas: of("replicas"),
            updated: new.and_then(|it| number(it, "/status/replicas")).unwrap_or(0),
            ready: of("readyReplicas"),
            available: of("availableReplicas"),
        };
        let replicas = wanted(&deployment);
        let mut status = json!({
            "observedGeneration": number(&deployment, "/metadata/generation").unwrap_or(1),
            "conditions": self.conditions(&deployment, new, replicas, counts),
        });
        for (key, count) in [
            ("replicas", counts.replicas),
            ("updatedReplicas", counts.updated),
            ("readyReplicas", counts.ready),
            ("availableReplicas", counts.available),
            ("unavailableReplicas", counts.replicas.max(replicas) - counts.available),
        ] {
            // As an API server: what is none is left out.
            if count > 0 {
                set(&mut status, &[key], json!(count));
            }
        }
        set(&mut deployment, &["status"], status);
        self.store.put("deployments", deployment);
    }

    fn conditions(
        &mut self,
        deployment: &Value,
        new: Option<&Value>,
        replicas: i64,
        counts: Counts,
    ) -> Value {
        let room = Room::of(deployment.pointer("/spec/strategy"), replicas);
        let available = if counts.available >= replicas - room.unavailable {
            ("True", "MinimumReplicasAvailable", "Deployment has minimum availability.".to_owned())
        } else {
            (
                "False",
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.".to_owned(),
            )
        };
        let available = self.condition(deployment, "Available", available, false);
        let progressing = self.progressing(deployment, new, replicas, counts);
        json!([available, progressing])
    }

    fn progressing(
        &mut self,
        deployment: &Value,
        new: Option<&Value>,
        replicas: i64,
        counts: Counts,
    ) -> Value {
        let before = condition(deployment, "Progressing");
        let reason = before.map_or("", |it| text(it, "/reason")).to_owned();
        if deployment.pointer("/spec/paused").and_then(Value::as_bool) == Some(true) {
            let paused = ("Unknown", "DeploymentPaused", "Deployment is paused".to_owned());
            return self.condition(deployment, "Progressing", paused, false);
        }
        let set_name = new.map_or("", name);
        // Which template, and how far: a step further is a sign of life.
        let turn = new.map_or(0, revision);
        let step = format!(
            "{turn}/{}/{}/{}/{}",
            counts.updated,
            counts.replicas - counts.updated,
            counts.ready,
            counts.available
        );
        let known = self.store.progress.entry(uid(deployment).to_owned()).or_default();
        let other_turn = known.step.split('/').next() != Some(turn.to_string().as_str());
        let further = known.step != step;
        if further {
            *known = Progress { since_ms: self.now_ms, step };
        }
        let since_ms = known.since_ms;
        let done = counts.updated == replicas && counts.replicas == replicas && counts.available == replicas;
        if done {
            let text = format!("ReplicaSet \"{set_name}\" has successfully progressed.");
            return self.condition(
                deployment,
                "Progressing",
                ("True", "NewReplicaSetAvailable", text),
                false,
            );
        }
        // What once was complete stays so until there is a new template.
        if reason == "NewReplicaSetAvailable" && !other_turn {
            return before.cloned().unwrap_or(Value::Null);
        }
        let deadline = number(deployment, "/spec/progressDeadlineSeconds").unwrap_or(600).max(0);
        let late = self.since(since_ms) > u64::try_from(deadline).unwrap_or(600).saturating_mul(1000);
        if late && !further {
            let text = format!("ReplicaSet \"{set_name}\" has timed out progressing.");
            return self.condition(
                deployment,
                "Progressing",
                ("False", "ProgressDeadlineExceeded", text),
                false,
            );
        }
        let (reason, text) = if other_turn || before.is_none() {
            ("NewReplicaSetCreated", format!("Created new replica set \"{set_name}\""))
        } else {
            ("ReplicaSetUpdated", format!("ReplicaSet \"{set_name}\" is progressing."))
        };
        self.condition(deployment, "Progressing", ("True", reason, text), further)
    }

    /// The condition `kind`, with the times of the one before where it says the same.
    fn condition(
        &self,
        object: &Value,
        kind: &str,
        (status, reason, message): (&str, &str, String),
        further: bool,
    ) -> Value {
        let before = condition(object, kind);
        let now = time(self.now_ms);
        let same = before.is_some_and(|it| text(it, "/status") == status);
        let unchanged = same && !further && before.is_some_and(|it| text(it, "/reason") == reason);
        let kept = |key: &str| before.map_or("", |it| text(it, key)).to_owned();
        json!({
            "type": kind, "status": status, "reason": reason, "message": message,
            "lastUpdateTime": if unchanged { kept("/lastUpdateTime") } else { now.clone() },
            "lastTransitionTime": if same { kept("/lastTransitionTime") } else { now },
        })
    }
}
