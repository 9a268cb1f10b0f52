//! A step's terminal: what its program has drawn, replayed from the transcript.

use std::fmt;

use crate::model::ids::StepId;

/// A step's terminal.
pub struct Pty {
    /// The step.
    pub step: StepId,
    /// The attempt.
    pub attempt: u32,
    /// Bytes of the transcript so far.
    pub total: u64,
    /// The request under way.
    pub asked: Option<u64>,
    /// Columns and rows that the program was told.
    pub size: (u16, u16),
    /// Whether the program was told its size.
    pub told: bool,
    parser: vt100::Parser,
    /// Bytes that were replayed.
    fed: u64,
}

impl fmt::Debug for Pty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pty({} #{}, {:?})", self.step, self.attempt, self.size)
    }
}

impl Pty {
    /// An empty terminal of that size.
    pub fn new(step: StepId, attempt: u32, (cols, rows): (u16, u16)) -> Self {
        let (cols, rows) = (cols.max(2), rows.max(1));
        Self {
            step,
            attempt,
            total: 0,
            asked: None,
            size: (cols, rows),
            told: false,
            parser: parser(cols, rows),
            fed: 0,
        }
    }

    /// The program's screen.
    pub fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// The pane has another size now.
    pub fn resize(&mut self, (cols, rows): (u16, u16)) {
        let (cols, rows) = (cols.max(2), rows.max(1));
        self.size = (cols, rows);
        if let (Ok(rows), Ok(cols)) = (rows.try_into(), cols.try_into()) {
            self.parser.screen_mut().set_size(rows, cols);
        }
    }

    /// The transcript has grown.
    pub fn grow(&mut self, total: u64) {
        self.total = self.total.max(total);
    }

    /// The first byte to fetch.
    pub fn wants(&self) -> Option<u64> {
        (self.fed < self.total && self.asked.is_none()).then_some(self.fed)
    }

    /// Replays fetched bytes.
    pub fn take(&mut self, id: u64, offset: u64, bytes: &[u8]) {
        if self.asked != Some(id) {
            return;
        }
        self.asked = None;
        if offset != self.fed {
            return;
        }
        self.parser.process(bytes);
        self.fed += bytes.len() as u64;
        if bytes.is_empty() {
            // What was announced is not there: asked again once more is announced.
            self.total = self.fed;
        }
    }
}

fn parser(cols: u16, rows: u16) -> vt100::Parser {
    vt100::Parser::new(
        rows.try_into().unwrap_or(std::num::NonZeroU16::MIN),
        cols.try_into().unwrap_or(std::num::NonZeroU16::MIN),
        0,
    )
}
