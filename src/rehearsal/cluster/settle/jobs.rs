//! Jobs: one pod each, which ends as the runbook says.

use serde_json::{Value, json};

use super::{Round, Told};
use crate::model::runbook::WorldJob;
use crate::rehearsal::choose::best;
use crate::rehearsal::cluster::life::{End, USUAL_START_MS};
use crate::rehearsal::cluster::object::{is, is_ending, name, number, set, text, time};
use crate::rehearsal::glob;

const BY: &str = "job-controller";

impl<'a> Round<'a> {
    /// Brings every job on.
    pub(super) fn jobs(&mut self) {
        let all: Vec<Value> = self.store.list("jobs", None).cloned().collect();
        for job in all.into_iter().filter(|it| !is_ending(it)) {
            let suspended = job.pointer("/spec/suspend").and_then(Value::as_bool) == Some(true);
            if !is(&job, "Complete") && !is(&job, "Failed") && !suspended {
                self.job(job);
            }
        }
    }

    /// What the runbook says of the job `name` now.
    pub(in crate::rehearsal::cluster) fn job_declared(&self, name: &str) -> Option<&'a WorldJob> {
        best(self.rehearsal.job.iter().filter_map(|job| {
            let keys = job.when.fits(self.moment)?;
            let hit = glob::matches(&job.name, name)?;
            Some(((keys, hit.literal, 0), job))
        }))
    }

    fn job(&mut self, mut job: Value) {
        let now = time(self.now_ms);
        let pods = self.pods_of(&job);
        let Some(pod) = pods.first() else {
            let pod = self.new_pod(&job, "Job", "batch/v1", None);
            let declared = self.job_declared(name(&job));
            let takes = declared
                .and_then(|it| it.takes)
                .map_or(USUAL_START_MS, |it| u64::try_from(it.duration().as_millis()).unwrap_or(u64::MAX));
            let end = End { after_ms: takes, exit: declared.map_or(0, |it| it.exit) };
            self.begin_pod(&pod, 500, Some(end));
            let message = format!("Created pod: {}", name(&pod));
            self.tell(&job, "Job", Told::normal("SuccessfulCreate", BY), &message);
            set(&mut job, &["status"], json!({ "startTime": now, "active": 1, "ready": 0 }));
            self.store.put("jobs", job);
            return;
        };
        let failed = match text(pod, "/status/phase") {
            "Succeeded" => false,
            "Failed" => true,
            _ => {
                set(&mut job, &["status", "ready"], json!(i64::from(is(pod, "Ready"))));
                self.store.put("jobs", job);
                return;
            }
        };
        let condition = |kind: &str, reason: &str, message: &str| {
            json!({
                "type": kind, "status": "True", "lastProbeTime": now, "lastTransitionTime": now,
                "reason": reason, "message": message,
            })
        };
        let start = job.pointer("/status/startTime").cloned().unwrap_or(json!(now));
        let (status, told, message) = if failed {
            let why = "Job has reached the specified backoff limit";
            let end = condition("Failed", "BackoffLimitExceeded", why);
            let status = json!({ "startTime": start, "failed": 1, "ready": 0, "conditions": [end] });
            (status, Told::warning("BackoffLimitExceeded", BY), why)
        } else {
            let end =
                condition("Complete", "CompletionsReached", "Reached expected number of succeeded pods");
            let done = number(&job, "/spec/completions").unwrap_or(1);
            let status = json!({
                "startTime": start, "completionTime": now, "succeeded": done, "ready": 0, "conditions": [end],
            });
            (status, Told::normal("Completed", BY), "Job completed")
        };
        set(&mut job, &["status"], status);
        self.tell(&job, "Job", told, message);
        if let Some(declared) = self.job_declared(name(&job)) {
            self.marks.extend(declared.marks.iter().cloned());
            self.unmarks.extend(declared.unmarks.iter().cloned());
        }
        self.store.put("jobs", job);
    }
}
