//! Lines of a transcript for a client, read off the disk: output itself never goes through the conductor.

use crate::conductor::RunFolder;
use crate::exec::{Stream, Transcript};
use crate::model::ids::StepId;
use crate::session::message::{Line, Lines};

/// How many lines one request may have.
const MOST_LINES: u32 = 500;

/// How many bytes of a line are shown.
const MOST_BYTES: usize = 1024;

/// What a client asks for.
pub(super) struct Wanted {
    pub(super) id: u64,
    pub(super) step: StepId,
    pub(super) attempt: u32,
    pub(super) from: u64,
    pub(super) count: u32,
}

/// The lines, as many as there are; none where there is no transcript yet.
pub(super) fn read(folder: &RunFolder, wanted: Wanted) -> Lines {
    let dir = folder.attempt(&wanted.step, wanted.attempt);
    let (total, lines) = Transcript::open(&dir)
        .and_then(|mut transcript| {
            let total = transcript.line_count()?;
            let count = wanted.count.min(MOST_LINES) as usize;
            Ok((total, transcript.lines(wanted.from, count)?))
        })
        .unwrap_or_default();
    let lines = lines
        .iter()
        .map(|line| Line {
            text: String::from_utf8_lossy(&line.bytes[..line.bytes.len().min(MOST_BYTES)]).into_owned(),
            stderr: line.stream == Stream::Stderr,
        })
        .collect();
    Lines { id: wanted.id, step: wanted.step, attempt: wanted.attempt, from: wanted.from, total, lines }
}
