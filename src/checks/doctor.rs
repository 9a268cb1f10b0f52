//! Whether a kind of probe could work on this host.

use std::env;
use std::path::PathBuf;

/// What `gonogo doctor` says of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doctor {
    /// It can work; by what.
    Works(String),
    /// It can't; what is missing and what to do.
    Cannot(String),
}

impl Doctor {
    /// Whether `program` is on PATH.
    pub(super) fn program(program: &str, advice: &str) -> Self {
        match find_program(program) {
            Some(path) => Self::Works(path.display().to_string()),
            None => Self::Cannot(format!("`{program}` is not on PATH: {advice}")),
        }
    }
}

fn find_program(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(program)).find(|path| path.is_file())
}
