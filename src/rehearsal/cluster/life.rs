//! How a pod fares, as a function of the time since its last turn.

use serde::{Deserialize, Serialize};

use crate::model::runbook::PodTrouble;

/// How long a pod takes until it is ready, where nobody says otherwise.
pub(super) const USUAL_START_MS: u64 = 5_000;
/// A container that crashes lives so long.
const CRASH_AFTER_MS: u64 = 3_000;
/// The first pause before it is started again; each further one is twice as long.
const FIRST_BACK_OFF_MS: u64 = 10_000;
const LONGEST_BACK_OFF_MS: u64 = 300_000;
/// A failed pull is tried again after this long; until then it is an error, later a back-off.
const PULL_ERROR_MS: u64 = 10_000;
/// A deleted pod needs this long to end.
pub(super) const GRACE_MS: u64 = 1_000;

/// What is known of a pod beside its object. Lengths are the world's; times are the wall's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Life {
    /// When its last turn came, in milliseconds since 1970.
    pub(super) since_ms: u64,
    /// What that turn was.
    pub(super) from: Turn,
    /// How long it takes from being made until it is ready.
    pub(super) starts_ms: u64,
    /// What is wrong with it.
    pub(super) trouble: Option<PodTrouble>,
    /// How often it was started again before its last turn.
    pub(super) restarts: u32,
    /// A job's: how it ends.
    pub(super) ends: Option<End>,
    /// When it was told to go.
    pub(super) ending_ms: Option<u64>,
    /// What was last shown of it.
    pub(super) shown: Option<Look>,
}

/// A pod's last turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Turn {
    /// It was made.
    Made,
    /// Its container was started again, without a fault.
    Restarted,
    /// A fault came over it while it ran.
    Struck,
}

/// How a job's pod ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct End {
    /// How long its container runs.
    pub(super) after_ms: u64,
    /// The exit code.
    pub(super) exit: u8,
}

/// How a pod looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Look {
    /// What its container does.
    pub(super) container: Container,
    /// How often it was started again.
    pub(super) restarts: u32,
    /// Whether a node has it.
    pub(super) scheduled: bool,
}

/// What a container does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Container {
    /// Waits for its start.
    Creating,
    /// Its image can't be pulled, just now.
    PullError,
    /// Its image can't be pulled, again and again.
    PullBackOff,
    /// Runs, not ready yet.
    Running,
    /// Runs and is ready.
    Ready,
    /// Crashed and waits to be started again.
    CrashBackOff,
    /// Ended, with this exit code.
    Ended(u8),
}

/// How a deployment goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Progress {
    /// When it last came a step further.
    pub(super) since_ms: u64,
    /// What that step was.
    pub(super) step: String,
}

impl Life {
    /// A pod made at `now_ms`.
    pub(super) fn new(now_ms: u64, starts_ms: u64, trouble: Option<PodTrouble>) -> Self {
        let starts_ms =
            if trouble == Some(PodTrouble::Slow) { starts_ms.saturating_mul(10) } else { starts_ms };
        Self {
            since_ms: now_ms,
            from: Turn::Made,
            starts_ms,
            trouble,
            restarts: 0,
            ends: None,
            ending_ms: None,
            shown: None,
        }
    }

    /// How it looks at `now_ms` in a world that is `speed` times faster.
    pub(super) fn look(&self, now_ms: u64, speed: u32) -> Look {
        let passed = now_ms.saturating_sub(self.since_ms).saturating_mul(u64::from(speed.max(1)));
        let mut look = Look { container: Container::Creating, restarts: self.restarts, scheduled: true };
        // A container starts half way, and a fault strikes one that runs.
        let begins = if self.from == Turn::Made { self.starts_ms / 2 } else { 0 };
        if self.from == Turn::Made && passed < self.starts_ms / 10 {
            look.scheduled = false;
            return look;
        }
        let Some(runs) = passed.checked_sub(begins) else { return look };
        if let Some(end) = self.ends {
            look.container = if runs >= end.after_ms { Container::Ended(end.exit) } else { Container::Ready };
            return look;
        }
        look.container = match self.trouble {
            Some(PodTrouble::ImagePull) if runs < PULL_ERROR_MS => Container::PullError,
            Some(PodTrouble::ImagePull) => Container::PullBackOff,
            Some(PodTrouble::Crash) => {
                let (container, restarts) = crash(runs);
                look.restarts += restarts;
                container
            }
            Some(PodTrouble::NeverReady) => Container::Running,
            _ if runs >= self.starts_ms - self.starts_ms / 2 => Container::Ready,
            _ => Container::Running,
        };
        look
    }

    /// Takes the pod's `trouble` as it is now; says whether anything changed.
    pub(super) fn meet(&mut self, trouble: Option<PodTrouble>, now_ms: u64, speed: u32) {
        if self.trouble == trouble || self.ends.is_some() || self.ending_ms.is_some() {
            return;
        }
        let look = self.look(now_ms, speed);
        let runs = matches!(look.container, Container::Running | Container::Ready | Container::CrashBackOff);
        match trouble {
            // Only a pod that starts can meet these.
            Some(PodTrouble::ImagePull | PodTrouble::Slow) => return,
            None if self.trouble == Some(PodTrouble::Slow) => return,
            Some(PodTrouble::Crash | PodTrouble::NeverReady) if !runs => {
                self.trouble = trouble;
                return;
            }
            Some(_) => self.from = Turn::Struck,
            None if runs || self.trouble == Some(PodTrouble::ImagePull) => self.from = Turn::Restarted,
            None => {
                self.trouble = None;
                return;
            }
        }
        let again = self.from == Turn::Restarted && self.trouble == Some(PodTrouble::Crash);
        self.restarts = look.restarts + u32::from(again);
        self.trouble = trouble;
        self.since_ms = now_ms;
    }
}

/// A crashing container `runs` milliseconds after its first start, and how often it was started again.
fn crash(runs: u64) -> (Container, u32) {
    let mut left = runs;
    let mut pause = FIRST_BACK_OFF_MS;
    let mut restarts = 0;
    loop {
        let Some(after) = left.checked_sub(CRASH_AFTER_MS) else { return (Container::Running, restarts) };
        let Some(after) = after.checked_sub(pause) else { return (Container::CrashBackOff, restarts) };
        left = after;
        pause = (pause * 2).min(LONGEST_BACK_OFF_MS);
        restarts += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(life: &Life, second: u64) -> (Container, u32) {
        let look = life.look(second * 1000, 1);
        (look.container, look.restarts)
    }

    #[test]
    fn a_sound_pod_comes_up_in_its_time() {
        let life = Life::new(0, 10_000, None);
        assert!(!life.look(500, 1).scheduled && life.look(1_000, 1).scheduled);
        for (second, container) in [
            (2, Container::Creating),
            (5, Container::Running),
            (9, Container::Running),
            (10, Container::Ready),
        ] {
            assert_eq!(at(&life, second), (container, 0), "{second}");
        }
        assert_eq!(life.look(100, 100).container, Container::Ready, "a hundred times as fast");
        assert_eq!(at(&Life::new(0, 10_000, Some(PodTrouble::Slow)), 99).0, Container::Running);
    }

    #[test]
    fn a_crash_is_tried_again_later_and_later() {
        let life = Life::new(0, 0, Some(PodTrouble::Crash));
        for (second, expected) in [
            (2, (Container::Running, 0)),
            (4, (Container::CrashBackOff, 0)),
            (14, (Container::Running, 1)),
            (17, (Container::CrashBackOff, 1)),
            (35, (Container::CrashBackOff, 1)),
            (37, (Container::Running, 2)),
        ] {
            assert_eq!(at(&life, second), expected, "{second}");
        }
    }

    #[test]
    fn a_fault_strikes_and_goes() {
        let mut life = Life::new(0, 10_000, None);
        life.meet(Some(PodTrouble::ImagePull), 20_000, 1);
        assert_eq!(at(&life, 20).0, Container::Ready, "it runs already");
        life.meet(Some(PodTrouble::Crash), 20_000, 1);
        assert_eq!(at(&life, 24), (Container::CrashBackOff, 0));
        life.meet(None, 24_000, 1);
        assert_eq!(at(&life, 24), (Container::Running, 1));
        assert_eq!(at(&life, 29), (Container::Ready, 1));
    }

    #[test]
    fn a_jobs_pod_ends() {
        let mut life = Life::new(0, 0, None);
        life.ends = Some(End { after_ms: 5_000, exit: 3 });
        assert_eq!(at(&life, 4).0, Container::Ready);
        assert_eq!(at(&life, 5).0, Container::Ended(3));
    }
}
