//! A metric's samples along time: what is seen where, and where nothing is.

use std::collections::VecDeque;

use super::{Sample, Seen};
use crate::model::ids::MetricId;
use crate::model::stamp::Stamp;

/// The interval of a metric that has not been sampled twice yet.
const UNKNOWN: i64 = 5_000;
/// How many of the last intervals the usual one is taken from.
const LOOKED_AT: usize = 64;

/// A metric's samples along time, oldest first.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    samples: Option<&'a VecDeque<Sample>>,
    /// From one sample to the next, usually; in milliseconds.
    interval: i64,
}

/// What is seen between two times.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// Before the first sample.
    Before,
    /// The highest value, in the unit's base.
    Value(f64),
    /// Nothing, and why.
    Gap(String),
}

impl<'a> Series<'a> {
    /// What has passed by of `metric`.
    pub fn of(seen: &'a Seen, metric: &MetricId) -> Self {
        let samples = seen.samples.get(metric);
        Self { samples, interval: samples.map_or(UNKNOWN, usual) }
    }

    fn all(&self) -> impl DoubleEndedIterator<Item = &'a Sample> + use<'a> {
        // A source that can't even be asked has told so at no time.
        self.samples.into_iter().flatten().filter(|sample| sample.at.as_millis() > 0)
    }

    /// From one sample to the next, usually; in milliseconds.
    pub const fn interval(&self) -> i64 {
        self.interval
    }

    /// When the first sample came.
    pub fn first(&self) -> Option<Stamp> {
        self.all().next().map(|sample| sample.at)
    }

    /// The last sample.
    pub fn last(&self) -> Option<&'a Sample> {
        self.samples.and_then(VecDeque::back)
    }

    /// Whether a sample so much later than the one before leaves a gap.
    pub const fn is_gap(&self, millis: i64) -> bool {
        millis > self.interval * 5 / 2
    }

    /// What is seen after `from` and until `to`. A sample stands until the next one is due, and half as long again.
    pub fn reading(&self, from: Stamp, to: Stamp) -> Reading {
        let Some(samples) = self.samples else { return Reading::Before };
        let end = samples.partition_point(|sample| sample.at <= to);
        let start = samples.partition_point(|sample| sample.at <= from);
        let inside = samples.range(start..end);
        let highest = inside.clone().filter_map(|sample| sample.value).filter(|value| value.is_finite());
        if let Some(highest) = highest.reduce(f64::max) {
            return Reading::Value(highest);
        }
        if let Some(last) = inside.last() {
            return Reading::Gap(last.reason.clone());
        }
        let before = start.checked_sub(1).and_then(|at| samples.get(at));
        match before.filter(|sample| sample.at.as_millis() > 0) {
            None => Reading::Before,
            Some(sample) if self.is_gap(to.since(sample.at)) => Reading::Gap("no sample".to_owned()),
            Some(sample) => match sample.value.filter(|value| value.is_finite()) {
                Some(value) => Reading::Value(value),
                None => Reading::Gap(sample.reason.clone()),
            },
        }
    }
}

/// The median of the last intervals.
fn usual(samples: &VecDeque<Sample>) -> i64 {
    let stamps = samples.iter().rev().map(|sample| sample.at).take(LOOKED_AT + 1).collect::<Vec<_>>();
    let mut apart: Vec<i64> =
        stamps.windows(2).map(|two| two[0].since(two[1])).filter(|millis| *millis > 0).collect();
    apart.sort_unstable();
    apart.get(apart.len() / 2).copied().unwrap_or(UNKNOWN).clamp(100, 3_600_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::live::Live;

    fn at(seconds: i64) -> Stamp {
        Stamp::from_millis(1_767_323_040_000 + seconds * 1_000)
    }

    /// A sample every five seconds: 1, 2, 3, nothing, 5, then silence, then 9 at 60.
    fn seen() -> Seen {
        let mut seen = Seen::default();
        let values = [Some(1.0), Some(2.0), Some(3.0), None, Some(5.0)];
        let mut all: Vec<_> = (0..).step_by(5).map(at).zip(values).collect();
        all.push((at(60), Some(9.0)));
        for (at, value) in all {
            let reason = if value.is_some() { String::new() } else { "refused".to_owned() };
            seen.take(Live::Sampled { metric: "m".into(), at, value, reason, trend: None });
        }
        seen
    }

    #[test]
    fn a_gap_is_no_value_and_a_sample_stands_until_the_next_is_due() {
        let seen = seen();
        let series = Series::of(&seen, &"m".into());
        let read = |from, to| series.reading(at(from), at(to));
        assert_eq!(series.interval(), 5_000);
        assert_eq!(read(-10, -5), Reading::Before);
        assert_eq!(read(-5, 0), Reading::Value(1.0));
        assert_eq!(read(6, 9), Reading::Value(2.0), "the one before stands");
        assert_eq!(read(0, 10), Reading::Value(3.0), "the highest");
        assert_eq!(read(10, 15), Reading::Gap("refused".to_owned()));
        assert_eq!(read(25, 30), Reading::Value(5.0));
        assert_eq!(read(35, 40), Reading::Gap("no sample".to_owned()));
        assert_eq!(read(55, 60), Reading::Value(9.0));
    }

    #[test]
    fn what_was_never_sampled_is_nowhere() {
        let mut seen = Seen::default();
        assert_eq!(Series::of(&seen, &"m".into()).reading(at(0), at(5)), Reading::Before);
        let blind = Live::Sampled {
            metric: "m".into(),
            at: Stamp::from_millis(0),
            value: None,
            reason: "no source".to_owned(),
            trend: None,
        };
        seen.take(blind);
        let series = Series::of(&seen, &"m".into());
        assert_eq!((series.reading(at(0), at(5)), series.first()), (Reading::Before, None));
        assert_eq!(series.last().unwrap().reason, "no source");
    }
}
