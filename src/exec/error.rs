use std::{io, path::PathBuf};

use thiserror::Error;

/// What can go wrong around a command; never what the command itself did.
#[derive(Debug, Error)]
pub enum ExecError {
    /// A file of an attempt could not be read or written.
    #[error("cannot {doing} {path}: {source}; check the folder's permissions and free space")]
    Files {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The folder has served an attempt before.
    #[error("{dir} already holds an attempt; give each attempt its own folder")]
    FolderUsed {
        /// The folder.
        dir: PathBuf,
    },
    /// The shim could not be started.
    #[error("cannot start {exe}: {source}; check that the gonogo binary is still there")]
    Spawn {
        /// The program.
        exe: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The shim could not start the command.
    #[error("the command was not started: {reason}")]
    NotStarted {
        /// What the shim said.
        reason: String,
    },
    /// Nobody saw the command's end.
    #[error(
        "the process that watched the command in {dir} is gone: its outcome is unknown; look before running it again"
    )]
    Interrupted {
        /// The attempt's folder.
        dir: PathBuf,
    },
    /// There is no running command to talk to.
    #[error("no command is running in {dir}")]
    NotRunning {
        /// The attempt's folder.
        dir: PathBuf,
    },
    /// The shim does not read its control FIFO.
    #[error("the process that watches the command in {dir} does not take more input now; try again")]
    Busy {
        /// The attempt's folder.
        dir: PathBuf,
    },
}

impl ExecError {
    pub(crate) fn files(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Files { doing, path, source }
    }
}
