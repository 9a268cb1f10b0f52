//! The past of the world's series, sampled for a query.

use std::time::Duration;

use crate::metrics::promql::{EvalError, LOOKBACK, Query, Value};
use crate::metrics::store::{Limits, Point};
use crate::metrics::{Labels, Store, Timestamp, labels::NAME};
use crate::model::runbook::{Moment, Series};
use crate::rehearsal::reading::{Clock, Reading, read};
use crate::rehearsal::scene::{Scene, unix_ms};
use crate::rehearsal::timeline::Stretch;

/// As often as a Prometheus scrapes, in seconds of the world.
const SCRAPE: f64 = 15.0;
/// Samples of one series; a longer past is sampled less often.
const MOST_SAMPLES: f64 = 4_000.0;

/// The world's series through time.
#[derive(Debug)]
pub(super) struct History {
    series: Vec<Series>,
    stretches: Vec<Stretch>,
    start: Moment,
    /// Seconds of the world's time now.
    now: f64,
    now_unix: f64,
    started_unix: f64,
}

impl History {
    /// The history up to now.
    pub(super) fn new(scene: &Scene) -> Self {
        let timeline = scene.timeline().unwrap_or_else(|_| scene.untouched());
        let now_ms = scene.now_ms();
        let mut series = scene.kept.rehearsal.series.clone();
        if !series.iter().any(|one| one.name == "up") {
            series.extend(up(scene));
        }
        let start = Moment { scenario: scene.kept.scenario.clone(), ..Moment::default() };
        let stretches = scene.stretches(&timeline, now_ms);
        let now = stretches.last().map_or(0.0, |last| last.to);
        Self {
            series,
            stretches,
            start,
            now,
            now_unix: seconds(unix_ms()),
            started_unix: seconds(scene.kept.started_ms),
        }
    }

    /// The world's series, `up` among them.
    pub(super) fn series(&self) -> &[Series] {
        &self.series
    }

    /// Now, in seconds since 1970.
    pub(super) fn now_unix(&self) -> f64 {
        self.now_unix
    }

    /// Which second of the world `unix` means.
    fn world(&self, unix: f64) -> f64 {
        if unix > self.now_unix + 1.0 {
            (unix - self.started_unix).min(self.now)
        } else {
            self.now + (unix - self.now_unix)
        }
    }

    /// What `query` gives at each of `times`, in seconds since 1970, which rise.
    pub(super) fn evaluate(&self, query: &Query, times: &[f64]) -> Result<Vec<(f64, Value)>, EvalError> {
        let (Some(first), Some(last)) = (times.first(), times.last()) else { return Ok(Vec::new()) };
        let back = query.looks_back().max(LOOKBACK).as_secs_f64() + SCRAPE;
        let span = last - first + back;
        let step = SCRAPE.max((span / MOST_SAMPLES).ceil());
        let limits = Limits { points: 16_384, ..Limits::default() };
        let mut store = Store::new([query], limits);
        let asked = self.asked(query);
        let mut at = ((first - back) / step).floor() * step;
        let mut ends = times.iter().copied().peekable();
        while at < *last + step {
            // Each evaluation also sees the very moment: it agrees with the page.
            while let Some(end) = ends.next_if(|end| *end <= at) {
                self.sample(query, &asked, &mut store, end);
            }
            if at < *last {
                self.sample(query, &asked, &mut store, at);
            }
            at += step;
        }
        times.iter().map(|time| query.eval(&store, stamp(*time)).map(|value| (*time, value))).collect()
    }

    /// The series that `query` looks at: to read the others at every sample takes longer than all the rest.
    fn asked(&self, query: &Query) -> Vec<&Series> {
        let clock = Clock { stretches: self.until(0.0), unix: self.started_unix, speed: 1 };
        let is_asked =
            |series: &&Series| samples(series, &clock).iter().any(|(labels, _)| selects(query, labels));
        self.series.iter().filter(is_asked).collect()
    }

    fn sample(&self, query: &Query, asked: &[&Series], store: &mut Store, unix: f64) {
        let clock = Clock { stretches: self.until(self.world(unix)), unix, speed: 1 };
        for series in asked {
            for (labels, value) in samples(series, &clock) {
                if selects(query, &labels) {
                    store.append(labels, Point { at: stamp(unix), value });
                }
            }
        }
    }

    /// What was, up to the world's second `until`; before its begin, the time runs backwards from there.
    fn until(&self, until: f64) -> Vec<Stretch> {
        if until <= 0.0 {
            return vec![Stretch { from: 0.0, to: until, moment: self.start.clone() }];
        }
        let passed = self.stretches.iter().filter(|stretch| stretch.from < until || stretch.from <= 0.0);
        passed.map(|stretch| Stretch { to: stretch.to.min(until), ..stretch.clone() }).collect()
    }
}

/// Whether `query` looks at what has these labels.
fn selects(query: &Query, labels: &Labels) -> bool {
    query.selectors().iter().any(|selector| selector.selects(|name| labels.get(name)))
}

/// The samples that a series has on the page.
fn samples(series: &Series, clock: &Clock) -> Vec<(Labels, f64)> {
    let own = |suffix: &str, bound: Option<&str>| {
        let name = format!("{}{suffix}", series.name);
        let labels = series.labels.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        Labels::new(labels.chain([(NAME, name.as_str())]).chain(bound.map(|bound| ("le", bound))))
    };
    match read(series, clock) {
        Reading::One(value) => vec![(own("", None), value)],
        Reading::Many { below, count, sum } => {
            let bounds = series.buckets.iter().map(ToString::to_string).chain(["+Inf".to_owned()]);
            let seen = below.into_iter().chain([count]);
            let buckets = bounds.zip(seen).map(|(bound, seen)| (own("_bucket", Some(&bound)), seen));
            buckets.chain([(own("_sum", None), sum), (own("_count", None), count)]).collect()
        }
    }
}

/// The target that the page itself is.
fn up(scene: &Scene) -> Option<Series> {
    let labels = serde_json::json!({ "job": "rehearsal", "instance": scene.host() });
    serde_json::from_value(
        serde_json::json!({ "name": "up", "kind": "gauge", "value": 1.0, "labels": labels }),
    )
    .ok()
}

fn stamp(unix: f64) -> Timestamp {
    let since = Duration::try_from_secs_f64(unix.max(0.0)).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn seconds(millis: u64) -> f64 {
    Duration::from_millis(millis).as_secs_f64()
}
