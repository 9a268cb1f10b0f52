use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::time::Instant;

use super::family::descendants;
use crate::exec::ended::End;

/// How often the group of a command that is being stopped is looked at; nothing tells when its last member leaves.
const LOOK: Duration = Duration::from_millis(10);

/// The way from "stop it" to nobody left.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stopping {
    /// Nobody asked.
    No,
    /// SIGTERM is out.
    Asked { why: End, kill_at: Instant },
    /// SIGKILL is out, too.
    Killed { why: End },
}

impl Stopping {
    /// Asks process group `group` to end. A second request changes nothing.
    pub(super) fn ask(&mut self, why: End, group: u32, grace: Duration) {
        if matches!(self, Self::No) {
            signal_group(group, Signal::TERM);
            // A stopped process gets no signal before it is continued.
            signal_group(group, Signal::CONT);
            *self = Self::Asked { why, kill_at: Instant::now() + grace };
        }
    }

    /// When to look again.
    pub(super) fn next_look(&self, bash_ended: bool) -> Option<Instant> {
        match self {
            Self::Asked { kill_at, .. } if bash_ended => Some((*kill_at).min(Instant::now() + LOOK)),
            Self::Asked { kill_at, .. } => Some(*kill_at),
            _ => None,
        }
    }

    /// Kills what is left after the grace time.
    pub(super) fn look(&mut self, group: u32) {
        if let Self::Asked { why, kill_at } = *self
            && Instant::now() >= kill_at
        {
            signal_group(group, Signal::KILL);
            for (pid, _) in descendants() {
                if let Some(pid) = to_pid(pid) {
                    let _ = kill_process(pid, Signal::KILL);
                }
            }
            *self = Self::Killed { why };
        }
    }

    /// Whether bash's end is the end: not while others of its group use their grace time.
    pub(super) fn is_over(&self, group: u32) -> bool {
        match self {
            Self::Asked { .. } => !descendants().iter().any(|(_, theirs)| *theirs == group),
            _ => true,
        }
    }

    pub(super) fn end(&self) -> End {
        match self {
            Self::No => End::Finished,
            Self::Asked { why, .. } | Self::Killed { why } => *why,
        }
    }
}

fn signal_group(group: u32, signal: Signal) {
    if let Some(group) = to_pid(group) {
        let _ = kill_process_group(group, signal);
    }
}

pub(super) fn to_pid(pid: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(pid).ok()?)
}
