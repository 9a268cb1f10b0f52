//! What can go wrong between a client and a conductor.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::conductor::ConductorError;
use crate::journal::PlacesError;

/// Why a client and a conductor don't come together.
#[derive(Debug, Error)]
pub enum SessionError {
    /// The socket.
    #[error("{path}: {source}")]
    Socket {
        /// The socket.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The connection broke.
    #[error("the connection to the conductor broke: {0}")]
    Broken(#[from] io::Error),
    /// A frame that is too long.
    #[error("the peer sent a frame of {bytes} bytes, where {most} is the most")]
    TooLong {
        /// What it announced.
        bytes: usize,
        /// The cap.
        most: usize,
    },
    /// A frame that makes no sense.
    #[error("the peer sent what can't be understood: {0}")]
    Nonsense(#[from] serde_json::Error),
    /// The conductor says no.
    #[error("the conductor closed the connection: {0}")]
    Refused(String),
    /// It does not answer in time.
    #[error(
        "run {run} has a conductor (process {pid}), but it is not answering: wait, or look at {log}; \
         its commands go on either way"
    )]
    NotAnswering {
        /// The run.
        run: String,
        /// Its process id, or `?`.
        pid: String,
        /// Its log.
        log: PathBuf,
    },
    /// It could not be started.
    #[error("the conductor could not be started: {why}; its log is {log}")]
    NotStarted {
        /// Why.
        why: String,
        /// Its log.
        log: PathBuf,
    },
    /// No place for the socket.
    #[error(transparent)]
    Places(#[from] PlacesError),
    /// The run can't be taken up.
    #[error(transparent)]
    Conductor(#[from] ConductorError),
}
