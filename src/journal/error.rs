//! What can go wrong with a journal.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::body::BodyError;
use super::chain::Damage;

/// A journal could not be made, opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The operating system refused something.
    #[error("cannot {action} {path}: {source}; check the folder's owner, rights and free space")]
    Io {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Its answer.
        source: io::Error,
    },
    /// Another process owns the run.
    #[error("{path} is open in {}; attach to that one, or end it first", holder(*.pid))]
    AlreadyOpen {
        /// The journal's folder.
        path: PathBuf,
        /// Who, where the lock file says it.
        pid: Option<u32>,
    },
    /// The folder has a journal already.
    #[error("{path} exists already: open it, or take another run id")]
    AlreadyExists {
        /// The journal.
        path: PathBuf,
    },
    /// The folder has no journal.
    #[error("there is no journal at {path}: check the run's id with `gonogo runs`")]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is something else, or damaged beyond reading.
    #[error("{path} is not a readable journal: {reason}; restore it from a copy, or move its folder away")]
    NotAJournal {
        /// The file.
        path: PathBuf,
        /// What was wrong.
        reason: String,
    },
    /// A newer gonogo made it.
    #[error("{path} has journal format {found}, this gonogo knows up to {known}: use a newer gonogo")]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest known format.
        known: i64,
    },
    /// An event is not as it was written, so no further one may be added.
    #[error(
        "{path} is damaged at event {seq}: {what}; {}; look at it with `gonogo show`, nothing can be added to it",
        good(*.last_good)
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The first event that is not good.
        seq: u64,
        /// What is wrong with it.
        what: Damage,
        /// The last event that is good, if one is.
        last_good: Option<u64>,
    },
    /// An event cannot be written as it is; nothing was written.
    #[error("event {index} of the batch ({kind}) was refused: {source}")]
    Refused {
        /// Which one, from 0.
        index: usize,
        /// Its type.
        kind: String,
        /// What is wrong with its body.
        source: BodyError,
    },
    /// An event is not JSON; nothing was written.
    #[error("an event ({kind}) cannot be written as JSON: {reason}")]
    NotJson {
        /// Its type.
        kind: String,
        /// Why.
        reason: String,
    },
    /// A name has characters that a line cannot hold.
    #[error("{name:?} cannot be a {what}: use up to 64 letters, digits, '-', '_' and '.'")]
    BadName {
        /// Of what.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// The events could not be written; none of them was.
    #[error("{count} event(s) could not be written to {path}, none was: {cause}")]
    NotWritten {
        /// The file.
        path: PathBuf,
        /// How many were to be written.
        count: usize,
        /// Why.
        cause: WriteFailure,
    },
    /// The journal could not be read.
    #[error("cannot read {path}: {reason}; try again, or copy its folder to a disk that can be written")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The journal's writer is gone.
    #[error("the writer of {path} has stopped: open the journal again")]
    Stopped {
        /// The file.
        path: PathBuf,
    },
}

/// Why a write failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteFailure {
    /// No room on the disk.
    DiskFull,
    /// The file or its file system cannot be written.
    ReadOnly,
    /// The disk, or a limit, refused.
    Disk(String),
    /// Anything else the database said.
    Other(String),
}

impl fmt::Display for WriteFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DiskFull => f.write_str("the disk is full; free some space, then try again"),
            Self::ReadOnly => f.write_str("it is read-only; make it writable, then try again"),
            Self::Disk(said) => {
                write!(f, "the disk or a file size limit refused ({said}); check both, then try again")
            }
            Self::Other(said) => write!(f, "{said}; try again"),
        }
    }
}

fn holder(pid: Option<u32>) -> String {
    pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
}

fn good(last: Option<u64>) -> String {
    last.map_or_else(|| "no event is good".to_owned(), |last| format!("events 0 to {last} are good"))
}
