use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::time::Instant;

use super::family::descendants;
use crate::exec::ended::End;

/// How often the processes of a command that is being stopped are looked at; nothing tells when the last one leaves.
const LOOK: Duration = Duration::from_millis(10);
/// How long a killed process may take to leave: one that waits for a device ends only after that.
const LEAVING: Duration = Duration::from_secs(2);

/// The way from "stop it" to nobody left.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stopping {
    /// Nobody asked.
    No,
    /// SIGTERM is out.
    Asked { why: End, kill_at: Instant },
    /// SIGKILL is out, too.
    Killed { why: End, leave_at: Instant },
}

impl Stopping {
    /// Asks process group `group`, and what the command has started outside of it, to end. A second request changes
    /// nothing.
    pub(super) fn ask(&mut self, why: End, group: u32, grace: Duration) {
        if matches!(self, Self::No) {
            signal_all(group, Signal::TERM);
            // A stopped process gets no signal before it is continued.
            signal_all(group, Signal::CONT);
            *self = Self::Asked { why, kill_at: Instant::now() + grace };
        }
    }

    /// When to look again.
    pub(super) fn next_look(&self, bash_ended: bool) -> Option<Instant> {
        match self {
            Self::No => None,
            Self::Asked { kill_at, .. } if bash_ended => Some((*kill_at).min(Instant::now() + LOOK)),
            Self::Asked { kill_at, .. } => Some(*kill_at),
            Self::Killed { .. } => Some(Instant::now() + LOOK),
        }
    }

    /// Kills what is left after the grace time, again and again: a process may start another while it is killed.
    pub(super) fn look(&mut self, group: u32) {
        match *self {
            Self::Asked { why, kill_at } if Instant::now() >= kill_at => {
                signal_all(group, Signal::KILL);
                *self = Self::Killed { why, leave_at: Instant::now() + LEAVING };
            }
            Self::Killed { .. } => signal_all(group, Signal::KILL),
            Self::No | Self::Asked { .. } => {}
        }
    }

    /// Whether bash's end is the end: not while others of its processes use their grace time, or are being killed.
    pub(super) fn is_over(&self) -> bool {
        match self {
            Self::No => true,
            Self::Asked { .. } => descendants().is_empty(),
            Self::Killed { leave_at, .. } => Instant::now() >= *leave_at || descendants().is_empty(),
        }
    }

    pub(super) fn end(&self) -> End {
        match self {
            Self::No => End::Finished,
            Self::Asked { why, .. } | Self::Killed { why, .. } => *why,
        }
    }
}

fn signal_all(group: u32, signal: Signal) {
    // Named before the group is signalled, of which some may be the parents of others.
    let outside = descendants().into_iter().filter(|(_, theirs)| *theirs != group);
    let outside: Vec<Pid> = outside.filter_map(|(pid, _)| to_pid(pid)).collect();
    if let Some(group) = to_pid(group) {
        let _ = kill_process_group(group, signal);
    }
    for pid in outside {
        let _ = kill_process(pid, signal);
    }
}

pub(super) fn to_pid(pid: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(pid).ok()?)
}
