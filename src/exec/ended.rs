use serde::{Deserialize, Serialize};

/// How bash itself ended, as told by the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exit {
    /// It exited with this code.
    Code(i32),
    /// This signal killed it.
    Signal(i32),
}

/// Why the attempt came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// By itself.
    Finished,
    /// It was asked to stop.
    Cancelled,
    /// Its time was up.
    TimedOut,
}

/// A command inside the body that failed where bash would have counted it as a failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedCommand {
    /// Its line in the body, from 1.
    pub line: u32,
    /// Its exit code.
    pub code: i32,
    /// Its text before expansion, masked and cut to a readable length.
    pub command: String,
}

/// What became of the shell's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Captured {
    /// The next attempt starts from it.
    Names {
        /// The variables that are new or have another value than before; never their values.
        names: Vec<String>,
    },
    /// It was lost; the next attempt starts from what the attempt before this one left.
    NotCaptured {
        /// Why, in a sentence.
        why: String,
    },
}

/// The transcript as it stands on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranscriptInfo {
    /// Its length.
    pub bytes: u64,
    /// Its lines; a last one without a newline counts.
    pub lines: u64,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
}

/// The outcome of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// How bash ended.
    pub exit: Exit,
    /// Why it ended.
    pub end: End,
    /// The commands inside that failed, in order; at most a hundred.
    pub failing: Vec<FailedCommand>,
    /// The shell's state.
    pub state: Captured,
    /// The output.
    pub transcript: TranscriptInfo,
    /// Process ids that the command left running.
    pub survivors: Vec<u32>,
    /// When bash was started, in Unix milliseconds.
    pub started: i64,
    /// When it had ended, in Unix milliseconds.
    pub ended: i64,
    /// What went wrong with the recording itself (a full disk, a bash that could not be started), if anything.
    pub fault: Option<String>,
}
