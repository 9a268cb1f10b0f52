//! What is seen of a transcript: a window of lines, fetched as they come into sight.

use std::collections::BTreeMap;

use crate::model::ids::StepId;
use crate::session::message::{Line, Lines};

/// How many lines are kept around the window.
const KEPT: u64 = 2_000;

/// What is seen of a transcript.
#[derive(Clone, Debug, Default)]
pub struct OutputView {
    /// Whose.
    pub of: Option<(StepId, u32)>,
    /// How many lines the transcript has.
    pub total: u64,
    /// Its bytes.
    pub bytes: u64,
    /// The first line in sight, where it is not followed.
    pub top: u64,
    /// Whether the end is kept in sight.
    pub follow: bool,
    /// The first column in sight.
    pub aside: usize,
    /// The lines that are here.
    pub lines: BTreeMap<u64, Line>,
    /// The request under way.
    pub asked: Option<u64>,
    /// The end of what was fetched last.
    fetched: u64,
    /// Whether the last line may have grown since it was fetched.
    stale: bool,
}

impl OutputView {
    /// Turns to another transcript.
    pub fn show(&mut self, of: Option<(StepId, u32)>, bytes: u64, total: u64) {
        if self.of != of {
            *self = Self { of, follow: true, ..Self::default() };
        }
        self.grow(bytes, total);
    }

    /// The transcript has grown.
    pub fn grow(&mut self, bytes: u64, total: u64) {
        if (bytes, total) == (self.bytes, self.total) {
            return;
        }
        // Its last line may have been half a line.
        self.stale = true;
        self.bytes = self.bytes.max(bytes);
        self.total = self.total.max(total);
    }

    /// The first line in sight in a window of `height` lines.
    pub fn first(&self, height: u64) -> u64 {
        let last = self.total.saturating_sub(height);
        if self.follow { last } else { self.top.min(last) }
    }

    /// The lines to show in a window of `height`. Where the end is followed and its last lines are still on their way, the
    /// ones before them stay in sight.
    pub fn window(&self, height: u64) -> std::ops::Range<u64> {
        let first = self.first(height);
        let last = (first + height).min(self.total);
        let here = |end: u64| (end.saturating_sub(height)..end).all(|at| self.lines.contains_key(&at));
        if self.follow && self.fetched > 0 && !here(last) && here(self.fetched) {
            self.fetched.saturating_sub(height)..self.fetched
        } else {
            first..last
        }
    }

    /// The first line to fetch and how many, for a window of `height` lines.
    pub fn wants(&self, height: u64) -> Option<(u64, u32)> {
        if self.of.is_none() || self.asked.is_some() || height == 0 || (self.total == 0 && !self.stale) {
            return None;
        }
        let first = self.first(height);
        let end = (first + height).min(self.total.max(1));
        let missing =
            (first..end).find(|at| !self.lines.contains_key(at) || (self.stale && at + 1 == self.total))?;
        Some((missing, u32::try_from(end - missing).unwrap_or(u32::MAX).min(500)))
    }

    /// Takes fetched lines in.
    pub fn take(&mut self, lines: Lines) {
        if self.asked != Some(lines.id) {
            return;
        }
        self.asked = None;
        let count = lines.lines.len() as u64;
        if self.of != Some((lines.step, lines.attempt)) {
            return;
        }
        if lines.from + count >= self.total.max(lines.total) || count == 0 {
            self.stale = false;
        }
        self.total = self.total.max(lines.total);
        for (at, line) in (lines.from..).zip(lines.lines) {
            self.lines.insert(at, line);
        }
        self.fetched = lines.from + count;
        let low = lines.from.saturating_sub(KEPT);
        self.lines = self.lines.split_off(&low);
        self.lines.split_off(&(lines.from + count + KEPT));
    }

    /// Scrolls by `by` lines in a window of `height`; the end is followed once it is reached.
    pub fn scroll(&mut self, by: i64, height: u64) {
        let last = self.total.saturating_sub(height);
        let top = self.first(height).saturating_add_signed(by).min(last);
        self.follow = by > 0 && top >= last;
        self.top = top;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(id: u64, from: u64, total: u64, texts: &[&str]) -> Lines {
        let lines = texts.iter().map(|text| Line { text: (*text).to_owned(), stderr: false }).collect();
        Lines { id, step: StepId::new("s"), attempt: 1, from, total, lines }
    }

    #[test]
    fn only_what_is_in_sight_is_fetched() {
        let mut view = OutputView::default();
        view.show(Some((StepId::new("s"), 1)), 100_000, 1_000);
        assert_eq!(view.wants(10), Some((990, 10)));
        view.asked = Some(1);
        assert_eq!(view.wants(10), None);
        view.take(lines(1, 990, 1_000, &["x"; 10]));
        assert_eq!(view.wants(10), None);
        view.scroll(-5, 10);
        assert_eq!((view.follow, view.wants(10)), (false, Some((985, 10))));
    }

    #[test]
    fn what_is_followed_stays_until_what_comes_is_here() {
        let mut view = OutputView::default();
        view.show(Some((StepId::new("s"), 1)), 100, 4);
        view.asked = Some(1);
        view.take(lines(1, 0, 4, &["x"; 4]));
        assert_eq!(view.window(3), 1..4);
        view.grow(900, 90);
        assert_eq!((view.window(3), view.wants(3)), (1..4, Some((87, 3))));
        view.asked = Some(2);
        view.take(lines(2, 87, 92, &["y"; 3]));
        assert_eq!(view.window(3), 87..90);
        view.scroll(-80, 3);
        assert_eq!(view.window(3), 9..12, "what is scrolled to is shown as it comes");
    }

    #[test]
    fn a_half_line_is_fetched_again() {
        let mut view = OutputView::default();
        view.show(Some((StepId::new("s"), 1)), 3, 1);
        view.asked = Some(1);
        view.take(lines(1, 0, 1, &["abc"]));
        assert_eq!(view.wants(10), None);
        view.grow(6, 1);
        assert_eq!(view.wants(10), Some((0, 1)));
    }

    #[test]
    fn scrolling_to_the_end_follows() {
        let mut view = OutputView::default();
        view.show(Some((StepId::new("s"), 1)), 100, 100);
        view.scroll(-30, 10);
        assert_eq!((view.first(10), view.follow), (60, false));
        view.grow(200, 150);
        assert_eq!(view.first(10), 60);
        view.scroll(1_000, 10);
        assert!(view.follow);
    }
}
