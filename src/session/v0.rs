//! The frozen protocol 0: a newer or older client can always see a run, read a command's output and stop the
//! conductor. Its shapes never change.

use serde::{Deserialize, Serialize};

/// The first and only frame of a protocol 0 client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "v0", rename_all = "kebab-case")]
pub enum V0 {
    /// How the run stands.
    Status,
    /// The last lines of the command that runs, or ran last.
    Tail,
    /// Stop the conductor; commands go on.
    Stop,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct V0Answer {
    /// The conductor's version.
    pub version: String,
    /// The run.
    pub run: String,
    /// One line a fact, plain text.
    pub lines: Vec<String>,
}
