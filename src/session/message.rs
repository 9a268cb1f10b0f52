//! What goes over the socket: frames of a u32 big-endian length and JSON. Unknown fields are ignored.

use serde::{Deserialize, Serialize};

use crate::model::event::Recorded;
use crate::model::ids::{Person, RunId, StepId};
use crate::model::live::{Live, Seat};
use crate::model::state::History;
use crate::model::{Ask, Refusal};

/// The protocol spoken here. A change that an older peer can't ignore raises it.
pub const PROTOCOL: u32 = 1;

/// The client's first frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The oldest protocol that the client speaks.
    pub oldest: u32,
    /// The newest protocol that the client speaks.
    pub newest: u32,
    /// The client's version.
    pub version: String,
    /// Who is at the client.
    pub person: Person,
    /// The wanted seat. The driver's seat is given only to who drives by the journal, and where it is free.
    pub seat: Seat,
}

/// The conductor's answer, followed by the snapshot's parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Welcome {
    /// The protocol spoken from here on.
    pub protocol: u32,
    /// The conductor's version.
    pub version: String,
    /// The run.
    pub run: RunId,
    /// The seat that was given.
    pub seat: Seat,
    /// The driver's epoch.
    pub epoch: u64,
    /// How long steps took in past runs.
    pub history: History,
    /// Why nothing can be changed: a damaged journal, say.
    pub read_only: Option<String>,
}

/// From a client, after the hello.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FromClient {
    /// A wish.
    Ask {
        /// The client's number for it, for the reply.
        id: u64,
        /// The wish.
        ask: Ask,
    },
    /// Wants lines of a transcript.
    Lines {
        /// The client's number for it.
        id: u64,
        /// The step.
        step: StepId,
        /// The attempt.
        attempt: u32,
        /// The first line, from 0.
        from: u64,
        /// How many at most.
        count: u32,
    },
    /// Wants a transcript's bytes, for a terminal pane.
    Bytes {
        /// The client's number for it.
        id: u64,
        /// The step.
        step: StepId,
        /// The attempt.
        attempt: u32,
        /// Where from, in bytes.
        offset: u64,
    },
    /// Keys typed into a step's terminal, base64.
    Keys {
        /// The step.
        step: StepId,
        /// The bytes.
        bytes: String,
    },
    /// The size of the pane in which a step's terminal is shown.
    Resize {
        /// The step.
        step: StepId,
        /// Columns.
        cols: u16,
        /// Rows.
        rows: u16,
    },
    /// Goes.
    Detach,
}

/// From the conductor, after the welcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FromConductor {
    /// The answer to a hello.
    Welcome(Box<Welcome>),
    /// A piece of the state's JSON.
    Snapshot {
        /// The piece.
        part: String,
        /// Whether it is the last.
        last: bool,
    },
    /// An event after the snapshot.
    Event(Box<Recorded>),
    /// Something that passes by.
    Live(Live),
    /// The answer to a wish.
    Reply {
        /// The client's number for it.
        id: u64,
        /// Why it was not granted.
        refusal: Option<Refusal>,
    },
    /// Lines of a transcript.
    Lines(Lines),
    /// Bytes of a transcript, base64: what a command on a terminal wrote, masked.
    Bytes {
        /// The client's number for the request.
        id: u64,
        /// The step.
        step: StepId,
        /// The attempt.
        attempt: u32,
        /// Where they begin.
        offset: u64,
        /// The bytes, as many as were there and fit.
        bytes: String,
    },
    /// The client's seat has changed.
    Seat {
        /// The new one.
        seat: Seat,
    },
    /// The conductor closes the connection.
    Bye {
        /// Why, and what to do.
        reason: String,
    },
}

/// Lines of a transcript, as the command wrote them (masked): not fit for a terminal before they are sanitized.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// The client's number for the request.
    pub id: u64,
    /// The step.
    pub step: StepId,
    /// The attempt.
    pub attempt: u32,
    /// The first line's number, from 0.
    pub from: u64,
    /// How many lines the transcript has by now.
    pub total: u64,
    /// The lines.
    pub lines: Vec<Line>,
}

/// One line of a transcript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its text, invalid UTF-8 replaced, long lines cut.
    pub text: String,
    /// Whether it was written to stderr.
    pub stderr: bool,
}
