//! The lock that makes a process the one writer of a run.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::error::JournalError;

const NAME: &str = "lock";
/// Whoever lists runs holds the lock for an instant; that is not an owner.
const PATIENCE: Duration = Duration::from_millis(100);
const PAUSE: Duration = Duration::from_millis(5);

/// Held for as long as this process owns the run; the kernel releases it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct RunLock(File);

impl RunLock {
    /// Takes the lock of a run's folder, and puts this process's id in it for others to read.
    pub(super) fn take(dir: &Path) -> Result<Self, JournalError> {
        let path = dir.join(NAME);
        let io = |action, source| JournalError::Io { action, path: path.clone(), source };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|source| io("open", source))?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(JournalError::AlreadyOpen { path: dir.to_owned(), pid: holder(&mut file) });
                }
                Err(TryLockError::Error(source)) => return Err(io("lock", source)),
            }
        }
        // The id only helps people; a full disk must not keep a run from being opened.
        let _unwritten = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Self(file))
    }

    /// Whether a process owns the run at this moment.
    pub(super) fn is_held(dir: &Path) -> bool {
        let Ok(file) = File::open(dir.join(NAME)) else { return false };
        matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
    }
}

impl Drop for RunLock {
    fn drop(&mut self) {
        // Otherwise the next reader of a contended lock could be told of a process that is gone.
        let _left = self.0.set_len(0);
    }
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.take(16).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_owner_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!RunLock::is_held(dir.path()));
        let lock = RunLock::take(dir.path()).unwrap();
        assert!(RunLock::is_held(dir.path()));
        let error = RunLock::take(dir.path()).unwrap_err();
        assert!(matches!(error, JournalError::AlreadyOpen { pid, .. } if pid == Some(std::process::id())));
        assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
        drop(lock);
        assert!(!RunLock::is_held(dir.path()));
        RunLock::take(dir.path()).unwrap();
    }
}
