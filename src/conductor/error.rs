//! What can go wrong with a run as a whole.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::exec::ExecError;
use crate::journal::{JournalError, PlacesError};
use crate::rehearsal::RehearsalError;

/// Why a run can't be created or taken up.
#[derive(Debug, Error)]
pub enum ConductorError {
    /// No place for it.
    #[error(transparent)]
    Places(#[from] PlacesError),
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The shell's state.
    #[error(transparent)]
    Exec(#[from] ExecError),
    /// The simulated world.
    #[error(transparent)]
    Rehearsal(#[from] RehearsalError),
    /// A file of the run.
    #[error("{path}: {source}; check the folder's permissions and free space")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// An event that this version can't read.
    #[error("event {seq} of run {run} can't be read: {why}; a newer gonogo may have written it")]
    Event {
        /// The run.
        run: String,
        /// The event.
        seq: u64,
        /// Why.
        why: String,
    },
    /// The kept runbook is not the one that the journal pins.
    #[error("{path} is not the runbook that run {run} was started with (its SHA-256 differs): put the original back")]
    WrongBook {
        /// The kept file.
        path: PathBuf,
        /// The run.
        run: String,
    },
    /// The kept runbook can't be read.
    #[error("the runbook kept with run {run} can't be read: {why}")]
    Book {
        /// The run.
        run: String,
        /// Why.
        why: String,
    },
}

impl ConductorError {
    /// For a file that can't be read or written.
    pub(super) fn file(path: &std::path::Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::File { path, source }
    }
}
