//! How a command ended.

use serde::{Deserialize, Serialize};

use crate::model::verdict::Verdict;

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptEnd {
    /// The verdict.
    pub verdict: Verdict,
    /// The exit code; `None` where there is none, as after a signal.
    pub exit: Option<i32>,
    /// The signal that ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal: Option<i32>,
    /// Commands inside that failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failing: Vec<FailedCommand>,
    /// Names of variables that the command set or changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Why the shell's state was not carried over, where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_lost: Option<String>,
    /// Processes that it left behind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub survivors: Vec<u32>,
    /// The transcript's length in bytes.
    pub bytes: u64,
    /// The transcript's lines.
    pub lines: u64,
    /// The transcript's SHA-256, in hex; empty where there is no transcript.
    pub sha256: String,
    /// What else is to be said: why it could not be started, a time-out, a full disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// A simple command that failed inside a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedCommand {
    /// The line in the step's command, from 1.
    pub line: u32,
    /// Its exit code.
    pub code: i32,
    /// Its text, masked.
    pub command: String,
}
