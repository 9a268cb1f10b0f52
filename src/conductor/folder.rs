//! What lies where in a run's folder.

use std::path::{Path, PathBuf};

use crate::journal::{Home, PlacesError};
use crate::model::ids::{RunId, StepId};

/// A run's folder: the journal, the runbook's exact text, one folder an attempt, the rehearsal's world, the log.
#[derive(Clone, Debug)]
pub struct RunFolder {
    run: RunId,
    dir: PathBuf,
}

impl RunFolder {
    /// The folder of `run` under `home`.
    pub fn of(home: &Home, run: &RunId) -> Result<Self, PlacesError> {
        Ok(Self { run: run.clone(), dir: home.run_dir(run.as_str())? })
    }

    /// The run.
    pub fn run(&self) -> &RunId {
        &self.run
    }

    /// The folder itself; the journal is in it.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The runbook's exact text.
    pub fn book(&self) -> PathBuf {
        self.dir.join("runbook.toml")
    }

    /// The folder of an attempt.
    pub fn attempt(&self, step: &StepId, attempt: u32) -> PathBuf {
        self.dir.join("attempts").join(format!("{step}.{attempt}"))
    }

    /// The simulated world's folder.
    pub fn world(&self) -> PathBuf {
        self.dir.join("world")
    }

    /// The detached conductor's log.
    pub fn log(&self) -> PathBuf {
        self.dir.join("conductor.log")
    }

    /// Where the shell's state goes when there is no place for it in memory.
    pub fn state_fallback(&self) -> PathBuf {
        self.dir.join("shell")
    }
}
