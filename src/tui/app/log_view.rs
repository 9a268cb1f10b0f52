//! Followed logs on the whole screen.

use std::collections::VecDeque;

use super::Model;
use crate::model::live::LogLine;
use crate::model::runbook::Log;

/// Followed logs on the whole screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogView {
    /// The log, by its index.
    pub log: usize,
    /// The number of the first line in sight; `None`: the end is followed.
    pub top: Option<u64>,
    /// The first column in sight.
    pub aside: usize,
}

impl LogView {
    /// The log that is looked at.
    pub fn log<'m>(&self, model: &'m Model) -> Option<&'m Log> {
        model.state.book.log.get(self.log)
    }

    /// Another log, from its end.
    pub fn choose(&mut self, model: &Model, next: bool) {
        let last = model.state.book.log.len().saturating_sub(1);
        let to = if next { (self.log + 1).min(last) } else { self.log.saturating_sub(1) };
        if to != self.log {
            *self = Self { log: to, ..Self::default() };
        }
    }

    /// The index of the first line in sight in a window of `height`.
    pub fn first(&self, lines: &VecDeque<LogLine>, height: usize) -> usize {
        let last = lines.len().saturating_sub(height);
        let at = self.top.map_or(last, |top| lines.partition_point(|line| line.number < top));
        at.min(last)
    }

    /// Scrolls by `by` lines in a window of `height`; the end is followed once it is reached.
    pub fn scroll(&mut self, lines: &VecDeque<LogLine>, height: usize, by: isize) {
        let last = lines.len().saturating_sub(height);
        let at = self.first(lines, height).saturating_add_signed(by).min(last);
        self.top = if by > 0 && at >= last { None } else { lines.get(at).map(|line| line.number) };
    }
}
