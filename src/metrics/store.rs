//! Scraped series kept long enough for the queries that read them.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::exposition::{Page, Sample};
use super::labels::NAME;
use super::promql::{LOOKBACK, Query, Selector};
use super::{Labels, Timestamp};

/// What marks the end of a series: Prometheus' own NaN, which no page can carry.
const STALE: u64 = 0x7ff0_0000_0000_0002;

/// A page's own timestamps are taken up to this far ahead of the scrape, as Prometheus does.
const AHEAD: Duration = Duration::from_mins(10);

/// Kept beyond the longest range, so that an evaluation a little late still finds its whole window.
const MARGIN: Duration = Duration::from_mins(1);

/// One sample of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// When.
    pub at: Timestamp,
    /// What.
    pub value: f64,
}

impl Point {
    fn is_stale(self) -> bool {
        self.value.to_bits() == STALE
    }
}

/// How much a store may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Series; more are not taken.
    pub series: usize,
    /// Points of one series; the oldest go first.
    pub points: usize,
}

impl Default for Limits {
    /// 20,000 series of at most 4,096 points.
    fn default() -> Self {
        Self { series: 20_000, points: 4_096 }
    }
}

/// What became of a page's samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Appended {
    /// Kept.
    pub kept: usize,
    /// No query reads them.
    pub unread: usize,
    /// Not newer than the series' last sample, or a second value for the same series on one page.
    pub out_of_order: usize,
    /// More than ten minutes ahead of the scrape.
    pub too_new: usize,
    /// Refused by [`Limits::series`]: what reads them is incomplete.
    pub over_limit: usize,
}

#[derive(Debug, Default)]
struct Series {
    points: VecDeque<Point>,
    seen: u64,
    own_time: bool,
}

/// Ring-buffered series, by metric name and labels.
#[derive(Debug)]
pub struct Store {
    selectors: Vec<Selector>,
    retention: Duration,
    limits: Limits,
    metrics: BTreeMap<Box<str>, BTreeMap<Labels, Series>>,
    series: usize,
    scrapes: u64,
}

impl Store {
    /// A store for exactly what these queries read, for as long as they look back.
    pub fn new<'query>(queries: impl IntoIterator<Item = &'query Query>, limits: Limits) -> Self {
        let mut selectors: Vec<Selector> = Vec::new();
        let mut retention = LOOKBACK;
        for query in queries {
            retention = retention.max(query.looks_back());
            selectors.extend(query.selectors().iter().cloned());
        }
        let retention = retention.saturating_add(MARGIN);
        Self { selectors, retention, limits, metrics: BTreeMap::new(), series: 0, scrapes: 0 }
    }

    /// How long samples are kept.
    pub fn retention(&self) -> Duration {
        self.retention
    }

    /// How many series there are.
    pub fn len(&self) -> usize {
        self.series
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.series == 0
    }

    /// Takes a page scraped at `at`. A series that is no longer on the page ends there, as in Prometheus.
    pub fn append_page(&mut self, at: Timestamp, page: &Page<'_>) -> Appended {
        self.scrapes += 1;
        let mut appended = Appended::default();
        for sample in page.samples() {
            self.append_sample(at, &sample, &mut appended);
        }
        self.end_series(at, self.scrapes);
        self.forget(at);
        appended
    }

    /// Notes that the scrape at `at` failed: every series ends there until the next page.
    pub fn append_failure(&mut self, at: Timestamp) {
        self.scrapes += 1;
        self.end_series(at, self.scrapes);
        self.forget(at);
    }

    /// Takes one point, for filling in what another source remembers. Says whether it was kept.
    pub fn append(&mut self, labels: Labels, point: Point) -> bool {
        let mut appended = Appended::default();
        self.insert(labels, point, false, &mut appended);
        appended.kept == 1
    }

    /// Ends a series at `at`.
    pub fn end(&mut self, labels: Labels, at: Timestamp) -> bool {
        self.append(labels, Point { at, value: f64::from_bits(STALE) })
    }

    fn append_sample(&mut self, at: Timestamp, sample: &Sample<'_>, appended: &mut Appended) {
        if !self.selectors.iter().any(|selector| selector.selects(|name| sample.label(name))) {
            appended.unread += 1;
            return;
        }
        let own = sample.timestamp;
        if own.is_some_and(|own| own > at.plus(AHEAD)) {
            appended.too_new += 1;
            return;
        }
        let pairs = sample.labels.iter().map(|label| (label.name.as_ref(), label.value.as_ref()));
        let labels = Labels::new(pairs.chain([(NAME, sample.name)]));
        let point = Point { at: own.unwrap_or(at), value: sample.value };
        self.insert(labels, point, own.is_some(), appended);
    }

    fn insert(&mut self, labels: Labels, point: Point, own_time: bool, appended: &mut Appended) {
        let family = self.metrics.entry(labels.name().into()).or_default();
        if !family.contains_key(&labels) {
            if self.series >= self.limits.series {
                appended.over_limit += 1;
                return;
            }
            self.series += 1;
        }
        let series = family.entry(labels).or_default();
        series.seen = self.scrapes;
        series.own_time = own_time;
        if series.points.back().is_some_and(|last| point.at <= last.at) {
            appended.out_of_order += 1;
            return;
        }
        while series.points.len() >= self.limits.points.max(1) {
            series.points.pop_front();
        }
        series.points.push_back(point);
        appended.kept += 1;
    }

    /// Marks the end of each series that the current scrape did not bring. A series with times of its own is left
    /// to the look-back, because its page says nothing about now.
    fn end_series(&mut self, at: Timestamp, scrape: u64) {
        for series in self.metrics.values_mut().flat_map(BTreeMap::values_mut) {
            let open = series.points.back().is_some_and(|last| !last.is_stale() && last.at < at);
            if series.seen != scrape && open && !series.own_time {
                series.points.push_back(Point { at, value: f64::from_bits(STALE) });
            }
        }
    }

    fn forget(&mut self, at: Timestamp) {
        let oldest = at.minus(self.retention);
        let mut left = 0;
        self.metrics.retain(|_, family| {
            family.retain(|_, series| {
                while series.points.front().is_some_and(|point| point.at < oldest) {
                    series.points.pop_front();
                }
                !series.points.is_empty()
            });
            left += family.len();
            !family.is_empty()
        });
        self.series = left;
    }

    fn selected<'store>(
        &'store self,
        selector: &'store Selector,
    ) -> impl Iterator<Item = (&'store Labels, &'store Series)> {
        let named = selector.name().map(|name| self.metrics.get(name).into_iter());
        let all = named.is_none().then(|| self.metrics.values());
        let families = named.into_iter().flatten().chain(all.into_iter().flatten());
        families.flatten().filter(|(labels, _)| selector.selects_labels(labels))
    }

    /// The newest sample of each selected series, at most [`LOOKBACK`] before `at`; ended series give none.
    pub fn instant<'store>(
        &'store self,
        selector: &'store Selector,
        at: Timestamp,
    ) -> impl Iterator<Item = (&'store Labels, f64)> {
        let oldest = at.minus(LOOKBACK);
        self.selected(selector).filter_map(move |(labels, series)| {
            let point = series.points.iter().rev().find(|point| point.at <= at)?;
            (point.at >= oldest && !point.is_stale()).then_some((labels, point.value))
        })
    }

    /// The samples of each selected series in a closed window.
    pub fn range<'store>(
        &'store self,
        selector: &'store Selector,
        start: Timestamp,
        end: Timestamp,
    ) -> impl Iterator<Item = (&'store Labels, Vec<Point>)> {
        self.selected(selector).map(move |(labels, series)| {
            let from = series.points.partition_point(|point| point.at < start);
            let window = series.points.iter().skip(from).take_while(|point| point.at <= end);
            (labels, window.filter(|point| !point.is_stale()).copied().collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Reading;
    use crate::metrics::exposition::{Format, parse};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + seconds * 1000)
    }

    fn scrape(store: &mut Store, seconds: i64, page: &str) -> Appended {
        store.append_page(at(seconds), &parse(page.as_bytes(), Format::Text).unwrap())
    }

    fn read(store: &Store, query: &str, seconds: i64) -> Reading {
        Query::parse(query).unwrap().eval(store, at(seconds)).unwrap().single()
    }

    #[test]
    fn only_what_queries_read_is_kept_and_only_as_long_as_they_need_it() {
        let query = Query::parse("rate(a{x!=\"2\"}[1m])").unwrap();
        let mut store = Store::new([&query], Limits::default());
        let appended = scrape(&mut store, 0, "a{x=\"1\"} 1\na{x=\"1\"} 7\na{x=\"2\"} 1\nb 1\n");
        assert_eq!(appended, Appended { kept: 1, unread: 2, out_of_order: 1, ..Appended::default() });
        assert_eq!(read(&store, "a", 1), Reading::One(1.0), "the first of two wins");
        for second in 1..1000 {
            scrape(&mut store, second * 10, &format!("a{{x=\"1\"}} {second}\n"));
        }
        let kept = store.range(&query.selectors()[0], at(0), at(10_000)).next().unwrap().1.len();
        assert_eq!(kept, 37, "six minutes of a sample every ten seconds");
        scrape(&mut store, 100_000, "");
        assert_eq!(store.len(), 1, "its end is marked");
        scrape(&mut store, 200_000, "");
        assert!(store.is_empty());
    }

    #[test]
    fn a_series_ends_when_its_page_no_longer_has_it_or_cannot_be_read() {
        let query = Query::parse("a").unwrap();
        let mut store = Store::new([&query], Limits::default());
        scrape(&mut store, 0, "a 1\n");
        assert_eq!(read(&store, "a", 299), Reading::One(1.0));
        assert_eq!(read(&store, "a", 301), Reading::Empty, "older than the look-back");
        scrape(&mut store, 10, "b 1\n");
        assert_eq!(read(&store, "a", 11), Reading::Empty);
        scrape(&mut store, 20, "a 2\n");
        store.append_failure(at(30));
        assert_eq!(read(&store, "a", 29), Reading::One(2.0));
        assert_eq!(read(&store, "a", 30), Reading::Empty);
        assert_eq!(
            read(&store, "count_over_time(a[1m])", 31),
            Reading::One(2.0),
            "what was seen stays in a range"
        );
    }

    #[test]
    fn a_page_with_its_own_times_is_believed_within_reason() {
        let query = Query::parse("a").unwrap();
        let mut store = Store::new([&query], Limits::default());
        let own = at(-60).as_millis();
        assert_eq!(scrape(&mut store, 0, &format!("a 1 {own}\n")).kept, 1);
        assert_eq!(scrape(&mut store, 10, &format!("a 1 {own}\n")).out_of_order, 1);
        scrape(&mut store, 20, "");
        assert_eq!(read(&store, "a", 21), Reading::One(1.0));
        assert_eq!(read(&store, "a", 241), Reading::Empty);
        let future = at(3600).as_millis();
        assert_eq!(scrape(&mut store, 30, &format!("a 1 {future}\n")).too_new, 1);
    }

    #[test]
    fn limits_hold_and_are_told() {
        let query = Query::parse("a").unwrap();
        let mut store = Store::new([&query], Limits { series: 2, points: 3 });
        let page = "a{x=\"1\"} 1\na{x=\"2\"} 1\na{x=\"3\"} 1\na{x=\"4\"} 1\n";
        assert_eq!(scrape(&mut store, 0, page).over_limit, 2);
        assert_eq!(store.len(), 2);
        for second in 1..10 {
            scrape(&mut store, second, "a{x=\"1\"} 1\na{x=\"2\"} 1\n");
        }
        assert!(store.range(&query.selectors()[0], at(0), at(100)).all(|(_, points)| points.len() == 3));
    }
}
