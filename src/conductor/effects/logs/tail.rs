//! The end of a log, and what was counted in all of it.

use std::collections::VecDeque;

use regex::Regex;

use crate::exec::styled;
use crate::model::live::{Live, LogCount, LogLine, LogNow, LogStanding};
use crate::model::runbook::Log;
use crate::model::stamp::Stamp;

/// How many lines are kept.
const KEPT: usize = 500;
/// How many lines are told at once.
const TOLD: usize = 200;
/// How many marks a line has at most.
const MARKS: usize = 32;

/// The last lines of a log, without control characters.
pub(super) struct Tail {
    log: Log,
    highlight: Vec<Regex>,
    count: Vec<Option<Regex>>,
    kept: VecDeque<LogLine>,
    now: LogNow,
    told: u64,
}

impl Tail {
    /// Nothing yet.
    pub(super) fn new(log: &Log) -> Self {
        let counts = log.count.iter().map(|pattern| LogCount { pattern: pattern.clone(), lines: 0 });
        Self {
            log: log.clone(),
            // What is no pattern has not passed the lint.
            highlight: log.highlight.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect(),
            count: log.count.iter().map(|pattern| Regex::new(pattern).ok()).collect(),
            kept: VecDeque::new(),
            now: LogNow { standing: LogStanding::Idle, lines: 0, counts: counts.collect() },
            told: 0,
        }
    }

    /// Takes a raw line that is masked already.
    pub(super) fn push(&mut self, at: Stamp, raw: &[u8]) {
        let text: String = styled(raw).into_iter().map(|span| span.text).collect();
        self.now.lines += 1;
        for (pattern, count) in self.count.iter().zip(&mut self.now.counts) {
            count.lines += u64::from(pattern.as_ref().is_some_and(|pattern| pattern.is_match(&text)));
        }
        let marks = self.marks(&text);
        if self.kept.len() >= KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(LogLine { number: self.now.lines, at, text, marks });
    }

    /// Whether it is being followed.
    pub(super) fn stand(&mut self, standing: LogStanding) {
        self.now.standing = standing;
    }

    /// How it stands.
    pub(super) fn snapshot(&self) -> LogNow {
        self.now.clone()
    }

    /// What is new since this was last asked.
    pub(super) fn news(&mut self) -> Vec<Live> {
        let told = std::mem::replace(&mut self.told, self.now.lines);
        let fresh = self.kept.iter().filter(|line| line.number > told).count();
        self.last(fresh.min(TOLD))
    }

    /// All of it, for a client that attaches.
    pub(super) fn all(&self) -> Vec<Live> {
        self.last(TOLD)
    }

    /// The last `count` lines, and how it stands.
    fn last(&self, count: usize) -> Vec<Live> {
        let skipped = self.kept.len().saturating_sub(count);
        let lines: Vec<LogLine> = self.kept.iter().skip(skipped).cloned().collect();
        let id = &self.log.id;
        let mut live = Vec::new();
        if !lines.is_empty() {
            live.push(Live::LogLines { log: id.clone(), lines });
        }
        live.push(Live::Log { log: id.clone(), now: self.now.clone() });
        live
    }

    fn marks(&self, text: &str) -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = self
            .highlight
            .iter()
            .flat_map(|pattern| pattern.find_iter(text).take(MARKS))
            .map(|found| (found.start(), found.end()))
            .filter(|(start, end)| start < end)
            .collect();
        found.sort_unstable();
        let mut marks: Vec<(usize, usize)> = Vec::new();
        for (start, end) in found {
            match marks.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => marks.push((start, end)),
            }
        }
        marks.truncate(MARKS);
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tail(keys: &str) -> Tail {
        Tail::new(&toml::from_str(&format!("id = \"api\"\ntitle = \"A\"\nrun = \"x\"\n{keys}")).unwrap())
    }

    fn at() -> Stamp {
        Stamp::from_millis(0)
    }

    fn lines(live: &[Live]) -> Vec<LogLine> {
        live.iter()
            .flat_map(|it| match it {
                Live::LogLines { lines, .. } => lines.clone(),
                _ => Vec::new(),
            })
            .collect()
    }

    #[test]
    fn lines_are_counted_marked_and_told_once() {
        let mut tail = tail("count = [\"ERROR\", \"^GET\"]\nhighlight = [\"ERROR.*db\", \"db\", \"é+\"]");
        for line in ["GET /", "é ERROR: no db", "\u{1b}[31mERROR\u{1b}[2J\u{1b}[0m\tx\u{7}"] {
            tail.push(at(), line.as_bytes());
        }
        let news = tail.news();
        let told = lines(&news);
        assert_eq!(told.len(), 3);
        assert_eq!(told[1].marks, [(0, 2), (3, "é ERROR: no db".len())]);
        assert!(told[2].text.starts_with("ERROR") && !told[2].text.contains(['\u{1b}', '\u{7}', '\t']));
        let Some(Live::Log { now, .. }) = news.last() else { panic!("{news:?}") };
        assert_eq!((now.lines, now.counts[0].lines, now.counts[1].lines), (3, 2, 1));
        assert!(lines(&tail.news()).is_empty());
        tail.push(at(), b"more");
        assert_eq!(lines(&tail.news()).iter().map(|line| line.number).collect::<Vec<_>>(), [4]);
        assert_eq!(lines(&tail.all()).len(), 4);
    }

    #[test]
    fn a_flood_is_counted_whole_and_kept_in_part() {
        let mut tail = tail("count = [\"a\"]\nhighlight = [\"a\"]");
        for _ in 0..3 {
            for _ in 0..10_000 {
                tail.push(at(), "a b ".repeat(10_000).as_bytes().get(..100).unwrap());
            }
            assert!(lines(&tail.news()).len() <= TOLD);
        }
        let all = tail.all();
        assert_eq!((tail.kept.len(), lines(&all).last().unwrap().number), (KEPT, 30_000));
        assert!(lines(&all).iter().all(|line| line.marks.len() <= MARKS));
    }
}
