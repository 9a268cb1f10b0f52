//! What everybody in a world needs to know: the server in the conductor, and each stand-in in its own process.

use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::RehearsalError;
use super::exposition;
use super::folder::{Folder, write_file};
use super::peers::Ports;
use super::reading::{Clock, read};
use super::timeline::{Timeline, What};
use crate::model::ids::{Mark, RunbookId, ScenarioName};
use crate::model::runbook::{Moment, Rehearsal};

/// What is kept in `world.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Whose world it is.
    pub(super) runbook: RunbookId,
    /// The scenario that is played.
    pub(super) scenario: Option<ScenarioName>,
    /// Where the services listen.
    pub(super) port: u16,
    /// Where the servers that don't speak HTTP listen.
    #[serde(default)]
    pub(super) peers: Ports,
    /// How many times faster waits go.
    pub(super) speed: u32,
    /// When the world began, in milliseconds since 1970.
    pub(super) started_ms: u64,
    /// Names of variables whose values are masked in records.
    pub(super) secret: Vec<String>,
    /// The world's description.
    pub(super) rehearsal: Rehearsal,
}

/// A world's description, with its folder.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    /// The folder.
    pub(super) folder: Folder,
    /// What is kept.
    pub(super) kept: Kept,
}

impl Scene {
    /// Reads what `folder` keeps; `None` where there is nothing yet.
    pub(super) fn read(folder: Folder) -> Result<Option<Self>, RehearsalError> {
        let path = folder.scene();
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(RehearsalError::File { doing: "read", path, source }),
        };
        let kept =
            serde_json::from_slice(&text).map_err(|source| RehearsalError::Damaged { path, source })?;
        Ok(Some(Self { folder, kept }))
    }

    /// Writes what is kept.
    pub(super) fn write(&self) -> Result<(), RehearsalError> {
        let path = self.folder.scene();
        let text = serde_json::to_vec_pretty(&self.kept)
            .map_err(|source| RehearsalError::Damaged { path: path.clone(), source })?;
        write_file(&path, &text, false)
    }

    /// Host and port of the services.
    pub(super) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.kept.port)
    }

    /// The services' address, without a slash at its end.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.host())
    }

    /// Milliseconds since the world began.
    pub(super) fn now_ms(&self) -> u64 {
        unix_ms().saturating_sub(self.kept.started_ms)
    }

    /// What happened so far.
    pub(super) fn timeline(&self) -> io::Result<Timeline> {
        Timeline::read(&self.folder.timeline(), self.kept.scenario.clone())
    }

    /// How the world stands; as at its begin where that can't be read.
    pub(super) fn moment(&self) -> Moment {
        self.timeline().unwrap_or_else(|_| self.untouched()).moment()
    }

    /// Sets and removes marks.
    pub(super) fn mark(&self, marks: &[Mark], unmarks: &[Mark]) -> io::Result<()> {
        let set = marks.iter().cloned().map(What::Mark);
        for what in set.chain(unmarks.iter().cloned().map(What::Unmark)) {
            Timeline::add(&self.folder.timeline(), self.now_ms(), &what)?;
        }
        Ok(())
    }

    /// The /metrics page now.
    pub(super) fn page(&self) -> String {
        exposition::page(&self.kept.rehearsal.series, &self.clock())
    }

    /// What the series `name` reads now, summed over its labels; `None` where there is none.
    pub(super) fn series(&self, name: &str) -> Option<f64> {
        let clock = self.clock();
        let mut found = self.kept.rehearsal.series.iter().filter(|series| series.name == name).peekable();
        found.peek()?;
        Some(found.map(|series| read(series, &clock).number()).sum())
    }

    fn clock(&self) -> Clock {
        let now = self.now_ms();
        let timeline = self.timeline().unwrap_or_else(|_| self.untouched());
        // The world's own time: whoever samples it on a clock of the same speed sees the rates that the runbook states.
        let speed = f64::from(self.kept.speed);
        let mut stretches = timeline.stretches(now);
        for stretch in &mut stretches {
            stretch.from *= speed;
            stretch.to *= speed;
        }
        Clock { stretches, unix: f64::from(u32::try_from(unix_ms() / 1000).unwrap_or(u32::MAX)), speed: 1 }
    }

    fn untouched(&self) -> Timeline {
        Timeline { scenario: self.kept.scenario.clone(), changes: Vec::new() }
    }
}

/// Milliseconds since 1970.
pub(super) fn unix_ms() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
