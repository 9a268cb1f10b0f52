//! What a verb can end with instead of its work. Rendered in one place: `cli::main`.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::Exit;
use crate::conductor::ConductorError;
use crate::journal::{JournalError, PlacesError};
use crate::runbook::import::ImportError;
use crate::runbook::{LibraryError, Problems};
use crate::session::SessionError;
use crate::tui::TuiError;
use crate::tui::theme::ThemeError;

/// Why a verb couldn't do its work.
#[derive(Debug, Error)]
pub enum CliError {
    /// No place for runs.
    #[error(transparent)]
    Places(#[from] PlacesError),
    /// A journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A run.
    #[error(transparent)]
    Conductor(#[from] ConductorError),
    /// A conductor or its socket.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The screen.
    #[error(transparent)]
    Tui(#[from] TuiError),
    /// The theme.
    #[error(transparent)]
    Theme(#[from] ThemeError),
    /// No such runbook.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// A document that can't be imported.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A file that is there already.
    #[error("{path} is there already: name another file with -o, or add --force to write over it")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A runbook with errors.
    #[error("{0}")]
    Problems(#[from] Problems),
    /// The configuration.
    #[error("{path}: {why}; mend it, or remove the file")]
    Config {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A file.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file that can't be written.
    #[error("can't write {path}: {source}: name a file in a folder that is there and writable")]
    Unwritten {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Inputs that don't fit.
    #[error("{0}")]
    Inputs(String),
    /// Inputs that nobody can be asked for.
    #[error("{names} need a value: give it with --set NAME=VALUE{hint}")]
    Missing {
        /// The inputs.
        names: String,
        /// Where else the value may come from.
        hint: String,
    },
    /// A run that doesn't exist.
    #[error("there is no run {run}; `gonogo runs` lists them")]
    NoRun {
        /// What was asked for.
        run: String,
    },
    /// Not said which run.
    #[error("{0}")]
    WhichRun(String),
    /// A rehearsal of a runbook that describes no world.
    #[error("runbook `{0}` has no [rehearsal]: nothing says what its world looks like")]
    NoWorld(String),
    /// JSON that can't be written.
    #[error("can't write JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl CliError {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Inputs(_) | Self::Missing { .. } | Self::WhichRun(_) => Exit::Usage,
            _ => Exit::Error,
        }
    }
}
