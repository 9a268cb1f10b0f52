use std::{fs::File, path::Path, thread};

use tokio::sync::oneshot;

use super::{attempt_folder::AttemptFolder, ended::Ended, error::ExecError, recover::read_exit};

/// Waits for the end of the attempt in `dir`, also one that another process launched. [`ExecError::Interrupted`] when
/// its shim is gone without a word.
pub async fn wait(dir: &Path) -> Result<Ended, ExecError> {
    let folder = AttemptFolder::new(dir);
    if let Some(ended) = read_exit(&folder) {
        return Ok(ended);
    }
    let interrupted = || ExecError::Interrupted { dir: dir.to_path_buf() };
    let lock = File::open(folder.lock()).map_err(|_| interrupted())?;
    let (freed, is_freed) = oneshot::channel();
    // A thread of its own, not the runtime's pool: a command may run for hours, and the pool is joined at the end of
    // the runtime.
    thread::Builder::new()
        .name("await-shim".into())
        .spawn(move || {
            let _ = freed.send(lock.lock_shared());
        })
        .map_err(ExecError::files("wait for", folder.lock()))?;
    match is_freed.await {
        Ok(Ok(())) => read_exit(&folder).ok_or_else(interrupted),
        Ok(Err(error)) => Err(ExecError::files("wait for", folder.lock())(error)),
        Err(_) => Err(interrupted()),
    }
}
