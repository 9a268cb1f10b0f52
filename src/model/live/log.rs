//! A followed log as a pane shows it.

use serde::{Deserialize, Serialize};

use crate::model::stamp::Stamp;

/// A line of a followed log: masked, without control characters, of bounded length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// Its number among all lines of this log since it was first followed, from 1.
    pub number: u64,
    /// When it was read.
    pub at: Stamp,
    /// What it says.
    pub text: String,
    /// Byte ranges of `text` that `highlight` matches, in order and apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<(usize, usize)>,
}

/// How a log stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogNow {
    /// Whether it is being followed.
    pub standing: LogStanding,
    /// How many lines there were.
    pub lines: u64,
    /// How many of them matched each `count`, in the file's order.
    pub counts: Vec<LogCount>,
}

/// How many lines matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogCount {
    /// The pattern, as the runbook has it.
    pub pattern: String,
    /// How many lines matched it.
    pub lines: u64,
}

/// Whether a log is being followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum LogStanding {
    /// Nobody has looked yet, or the run is over.
    Idle,
    /// Its command runs.
    Following,
    /// Its command ended.
    Ended {
        /// How, as a person reads it.
        why: String,
        /// When it is started again; `None`: not any more.
        again: Option<Stamp>,
    },
}
