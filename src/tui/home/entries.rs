//! What the home screen shows, and what is chosen there. The caller fills it; nothing here reads a disk.

use crate::model::ids::{EnvironmentName, RunId};
use crate::model::stamp::Stamp;
use crate::model::verdict::RunOutcome;

/// A runbook of the library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HomeBook {
    /// What `gonogo run` takes: an id, or a path.
    pub book: String,
    /// The title.
    pub title: String,
    /// What it is for.
    pub about: Option<String>,
    /// Where it was found: `built in`, a folder.
    pub origin: String,
    /// The targets to choose from; empty: it has none.
    pub environments: Vec<EnvironmentName>,
    /// The faults that can be rehearsed.
    pub scenarios: Vec<String>,
    /// How many steps its phases have.
    pub steps: usize,
    /// Why it can't be run.
    pub problem: Option<String>,
}

/// A run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeRun {
    /// The run.
    pub run: RunId,
    /// The runbook's title.
    pub title: String,
    /// The target.
    pub environment: Option<EnvironmentName>,
    /// Whether nothing of it is real.
    pub rehearsal: bool,
    /// When it started.
    pub started: Stamp,
    /// When it ended.
    pub ended: Option<Stamp>,
    /// How it ended.
    pub outcome: Option<RunOutcome>,
    /// Where it stands, in words: `step 4 of 40, Health checks`, `parked: …`.
    pub stands: String,
}

/// What the home screen shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HomeEntries {
    /// The library.
    pub books: Vec<HomeBook>,
    /// Runs that are not over, newest first.
    pub unfinished: Vec<HomeRun>,
    /// Runs that are over, newest first.
    pub history: Vec<HomeRun>,
}

/// What is chosen there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HomeChoice {
    /// To start a run.
    Start {
        /// What `gonogo run` takes.
        book: String,
        /// The target, where the runbook has some.
        environment: Option<EnvironmentName>,
    },
    /// To start a rehearsal.
    Rehearse {
        /// What `gonogo rehearse` takes.
        book: String,
        /// The fault, where one was chosen.
        scenario: Option<String>,
    },
    /// To attach to a run.
    Attach {
        /// The run.
        run: RunId,
        /// Only to watch.
        observe: bool,
    },
    /// To write a run's print copy.
    Export {
        /// The run.
        run: RunId,
    },
    /// To leave.
    Quit,
}
