use std::{
    fs::{self, File, TryLockError},
    path::Path,
};

use super::{attempt_folder::AttemptFolder, ended::Ended, identity::Witness};

/// What is known about an attempt by its folder alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// It ended, and this is how.
    Done(Ended),
    /// It is running under its shim: [`super::wait`] for it.
    Running,
    /// Its shim is gone but bash still runs, and nobody will see its exit code.
    Orphan {
        /// Bash's process id.
        pid: u32,
    },
    /// Its outcome cannot be known. Never run it again by itself.
    Interrupted,
}

/// Finds out what became of the attempt in `dir`.
pub fn recover(dir: &Path) -> Recovered {
    let folder = AttemptFolder::new(dir);
    if let Some(ended) = read_exit(&folder) {
        return Recovered::Done(ended);
    }
    if is_watched(&folder) {
        return Recovered::Running;
    }
    // The shim may have finished between the two looks.
    if let Some(ended) = read_exit(&folder) {
        return Recovered::Done(ended);
    }
    let command =
        Witness::read(&folder.pid()).filter(Witness::is_of_this_boot).and_then(|witness| witness.command);
    match command {
        Some(command) if command.is_alive() => Recovered::Orphan { pid: command.pid },
        _ => Recovered::Interrupted,
    }
}

pub(crate) fn read_exit(folder: &AttemptFolder) -> Option<Ended> {
    serde_json::from_slice(&fs::read(folder.exit()).ok()?).ok()
}

/// Whether the shim holds its lock.
pub(crate) fn is_watched(folder: &AttemptFolder) -> bool {
    File::open(folder.lock())
        .is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
}
