//! A step's terminal: what its program has drawn, replayed from the transcript.

use std::fmt;

use crate::model::ids::StepId;
use crate::session::message::Lines;

/// A step's terminal.
pub struct Pty {
    /// The step.
    pub step: StepId,
    /// The attempt.
    pub attempt: u32,
    /// Lines of the transcript so far.
    pub total: u64,
    /// The request under way.
    pub asked: Option<u64>,
    /// Columns and rows that the program was told.
    pub size: (u16, u16),
    /// Whether the program was told its size.
    pub told: bool,
    parser: vt100::Parser,
    /// Whole lines that were replayed, and bytes of the one after them.
    fed: (u64, usize),
    stale: bool,
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
            fed: (0, 0),
            stale: true,
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
        self.stale = true;
    }

    /// The first line to fetch.
    pub fn wants(&self) -> Option<u64> {
        (self.stale && self.asked.is_none()).then_some(self.fed.0)
    }

    /// Replays fetched lines.
    pub fn take(&mut self, lines: &Lines) {
        if self.asked != Some(lines.id) {
            return;
        }
        self.asked = None;
        self.total = self.total.max(lines.total);
        self.stale = false;
        if lines.from != self.fed.0 {
            return;
        }
        for (at, line) in (lines.from..).zip(&lines.lines) {
            let done = if at == self.fed.0 { self.fed.1 } else { 0 };
            self.parser.process(line.text.as_bytes().get(done..).unwrap_or_default());
            if at + 1 < self.total {
                self.parser.process(b"\r\n");
                self.fed = (at + 1, 0);
                self.stale = true;
            } else {
                self.fed = (at, line.text.len());
            }
        }
        self.stale &= !lines.lines.is_empty();
    }
}

fn parser(cols: u16, rows: u16) -> vt100::Parser {
    vt100::Parser::new(
        rows.try_into().unwrap_or(std::num::NonZeroU16::MIN),
        cols.try_into().unwrap_or(std::num::NonZeroU16::MIN),
        0,
    )
}
