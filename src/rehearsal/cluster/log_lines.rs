//! What a pod's container has logged.

use serde_json::Value;

use super::life::Container;
use super::object::{name, text, texts, uid};
use super::settle::Round;
use crate::model::runbook::PodTrouble;

/// A line each so many milliseconds of the world.
const EVERY_MS: u64 = 2_000;
/// At a high speed, no more often than this on the wall: nobody could read it.
const LEAST_PAUSE_MS: u64 = 500;
/// No more are shown.
const MOST_LINES: u64 = 2_000;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LogLine {
    /// When, in milliseconds since 1970.
    pub(super) at_ms: u64,
    /// What, with its templates as the runbook has them.
    pub(super) text: String,
}

/// What can be said of a container's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Logged {
    /// The lines up to now, and whether there may be more.
    Lines(Vec<LogLine>, More),
    /// The container has not run yet: why.
    Waits(&'static str),
    /// There was no run before this one.
    NoPrevious,
}

/// Whether a log goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum More {
    /// It does.
    Comes,
    /// The container has ended.
    Ended,
}

impl Round<'_> {
    /// The log of `pod`, or of its last run before this one.
    pub(super) fn log(&self, pod: &Value, previous: bool) -> Logged {
        let Some(life) = self.store.lives.get(uid(pod)) else { return Logged::Waits("ContainerCreating") };
        let speed = u64::from(self.speed.max(1));
        let look = life.look(self.now_ms, self.speed);
        let start = life.since_ms + if life.ends.is_some() { 0 } else { life.starts_ms / 2 / speed };
        if let Some(end) = life.ends {
            let lines = self.job_lines(pod);
            let count = u64::try_from(lines.len()).unwrap_or(0);
            let at = |line: u64| start + end.after_ms.saturating_mul(line + 1) / (count + 1) / speed;
            let logged = (0..).zip(lines).map(|(line, text)| LogLine { at_ms: at(line), text });
            let more = if matches!(look.container, Container::Ended(_)) { More::Ended } else { More::Comes };
            return Logged::Lines(logged.take_while(|line| line.at_ms <= self.now_ms).collect(), more);
        }
        match look.container {
            Container::Creating => return Logged::Waits("ContainerCreating"),
            Container::PullError | Container::PullBackOff => {
                return Logged::Waits("trying and failing to pull image");
            }
            _ => {}
        }
        let crashes = life.trouble == Some(PodTrouble::Crash);
        let ended_once = look.restarts > 0 || look.container == Container::CrashBackOff;
        if previous && !ended_once {
            return Logged::NoPrevious;
        }
        let fault = self.fault(pod).filter(|fault| Some(fault.is) == life.trouble);
        let of_fault = fault.map(|fault| &fault.logs).filter(|logs| !logs.is_empty());
        if crashes || previous {
            let usual = vec![format!("{} ended with exit code 1 (simulated)", name(pod))];
            let lines = of_fault.cloned().unwrap_or(usual);
            let logged = lines.into_iter().map(|text| LogLine { at_ms: start.min(self.now_ms), text });
            return Logged::Lines(logged.collect(), More::Comes);
        }
        let declared = self.workload(pod).map(|it| &it.logs).filter(|logs| !logs.is_empty());
        let usual = vec![format!("{} runs (simulated)", name(pod))];
        let lines = of_fault.or(declared).unwrap_or(&usual);
        Logged::Lines(over_and_over(lines, start, self.now_ms, speed), More::Comes)
    }

    fn job_lines(&self, pod: &Value) -> Vec<String> {
        let labels = texts(pod, "/metadata/labels");
        let job = labels.get("job-name").copied().unwrap_or_default();
        let declared = self.job_declared(job).map(|it| it.logs.clone()).filter(|logs| !logs.is_empty());
        declared.unwrap_or_else(|| {
            vec![format!("{job} runs {} (simulated)", text(pod, "/spec/containers/0/image"))]
        })
    }
}

fn over_and_over(lines: &[String], start: u64, now: u64, speed: u64) -> Vec<LogLine> {
    let Some(passed) = now.checked_sub(start) else { return Vec::new() };
    let pause = (EVERY_MS / speed).max(LEAST_PAUSE_MS);
    let count = passed / pause + 1;
    let of = u64::try_from(lines.len()).unwrap_or(1).max(1);
    (count.saturating_sub(MOST_LINES)..count)
        .filter_map(|line| {
            let text = lines.get(usize::try_from(line % of).ok()?)?.clone();
            Some(LogLine { at_ms: start + line * pause, text })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_round_and_the_oldest_are_not_kept() {
        let lines = ["a".to_owned(), "b".to_owned()];
        let seen = over_and_over(&lines, 1_000, 3_000, 2);
        let seen: Vec<_> = seen.iter().map(|line| (line.at_ms, line.text.as_str())).collect();
        assert_eq!(seen, [(1_000, "a"), (2_000, "b"), (3_000, "a")]);
        assert_eq!(over_and_over(&lines, 0, 5_000_000_000, 1).len(), 2_000);
        assert!(over_and_over(&lines, 5, 4, 1).is_empty());
    }
}
