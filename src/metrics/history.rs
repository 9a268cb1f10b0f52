//! A metric's recent past, for its chart.

use std::collections::VecDeque;
use std::time::Duration;

use super::Timestamp;

/// Which way a metric goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// The later half lies higher.
    Rising,
    /// The later half lies lower.
    Falling,
    /// Neither, by more than a twentieth of the whole spread.
    Steady,
}

/// How old the last value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Staleness {
    /// There never was a value.
    Never,
    /// The last value is this old.
    Age(Duration),
}

/// Values of one metric in time order, gaps included, the oldest dropped first.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    points: VecDeque<(Timestamp, Option<f64>)>,
    capacity: usize,
}

impl Series {
    /// An empty series of at most `capacity` points (at least one).
    pub fn new(capacity: usize) -> Self {
        Self { points: VecDeque::new(), capacity: capacity.max(1) }
    }

    /// Adds a value, or a gap (`None`, and any value that cannot be drawn). What is not newer than the last point is
    /// left out; says whether it was added.
    pub fn push(&mut self, at: Timestamp, value: Option<f64>) -> bool {
        if self.points.back().is_some_and(|(last, _)| at <= *last) {
            return false;
        }
        while self.points.len() >= self.capacity {
            self.points.pop_front();
        }
        self.points.push_back((at, value.filter(|value| value.is_finite())));
        true
    }

    /// Puts older points before what is there: a source's own history. What is not older is left out, and the oldest
    /// where there are too many.
    pub fn put_before(&mut self, points: impl IntoIterator<Item = (Timestamp, Option<f64>)>) {
        let first = self.points.front().map(|(at, _)| *at);
        let mut older = Self::new(self.capacity.saturating_sub(self.points.len()).max(1));
        for (at, value) in points {
            if first.is_none_or(|first| at < first) {
                older.push(at, value);
            }
        }
        if self.points.len() < self.capacity {
            older.points.append(&mut self.points);
            self.points = older.points;
        }
    }

    /// The points, oldest first; a gap is `None`.
    pub fn points(&self) -> impl DoubleEndedIterator<Item = (Timestamp, Option<f64>)> {
        self.points.iter().copied()
    }

    /// How many points there are, gaps included.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The values without gaps, oldest first.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = f64> {
        self.points.iter().filter_map(|(_, value)| *value)
    }

    /// The last value and its time, however old.
    pub fn last(&self) -> Option<(Timestamp, f64)> {
        self.points.iter().rev().find_map(|(at, value)| value.map(|value| (*at, value)))
    }

    /// The value at a time: that of the last point not later, where it is no gap.
    pub fn at(&self, at: Timestamp) -> Option<f64> {
        let after = self.points.partition_point(|(time, _)| *time <= at);
        self.points.get(after.checked_sub(1)?).and_then(|(_, value)| *value)
    }

    /// The lowest value.
    pub fn min(&self) -> Option<f64> {
        self.values().reduce(f64::min)
    }

    /// The highest value.
    pub fn max(&self) -> Option<f64> {
        self.values().reduce(f64::max)
    }

    /// The mean of the values.
    pub fn mean(&self) -> Option<f64> {
        mean(self.values())
    }

    /// Compares the mean of the later half with that of the earlier; `None` with fewer than four values.
    pub fn trend(&self) -> Option<Trend> {
        self.trend_of_last(usize::MAX)
    }

    /// The trend over no more than the last `most` values.
    pub fn trend_of_last(&self, most: usize) -> Option<Trend> {
        let mut last: Vec<f64> = self.values().rev().take(most).collect();
        last.reverse();
        let count = last.len();
        if count < 4 {
            return None;
        }
        let earlier = mean(last.iter().copied().take(count / 2))?;
        let later = mean(last.iter().copied().skip(count - count / 2))?;
        let highest = last.iter().copied().reduce(f64::max)?;
        let lowest = last.iter().copied().reduce(f64::min)?;
        let least = (highest - lowest) / 20.0;
        Some(if later - earlier > least {
            Trend::Rising
        } else if earlier - later > least {
            Trend::Falling
        } else {
            Trend::Steady
        })
    }

    /// How old the last value is.
    pub fn staleness(&self, now: Timestamp) -> Staleness {
        self.last().map_or(Staleness::Never, |(at, _)| Staleness::Age(now.since(at)))
    }

    /// Whether more than two beats were missed, or nothing ever came.
    pub fn is_stale(&self, now: Timestamp, every: Duration) -> bool {
        match self.staleness(now) {
            Staleness::Never => true,
            Staleness::Age(age) => age > every.saturating_mul(3),
        }
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (mean, count) = values.fold((0.0, 0.0), |(mean, count), value| {
        let count = count + 1.0;
        (mean + (value / count - mean / count), count)
    });
    (count > 0.0).then_some(mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn a_series_keeps_gaps_and_drops_the_oldest() {
        let mut series = Series::new(3);
        assert!(series.is_stale(at(0), Duration::from_secs(5)));
        for (second, value) in [(1, Some(9.0)), (2, None), (3, Some(2.0)), (4, Some(f64::NAN))] {
            assert!(series.push(at(second), value));
        }
        assert!(!series.push(at(4), Some(1.0)));
        assert_eq!(series.points().collect::<Vec<_>>(), [(at(2), None), (at(3), Some(2.0)), (at(4), None)]);
        assert_eq!(series.last(), Some((at(3), 2.0)));
        assert_eq!((series.at(at(3)), series.at(at(4)), series.at(at(1))), (Some(2.0), None, None));
        assert_eq!(series.staleness(at(10)), Staleness::Age(Duration::from_secs(7)));
        assert!(!series.is_stale(at(9), Duration::from_secs(2)));
        assert!(series.is_stale(at(10), Duration::from_secs(2)));
    }

    #[test]
    fn a_history_goes_before_what_was_seen() {
        let mut series = Series::new(4);
        series.push(at(10), Some(10.0));
        series.push(at(11), Some(11.0));
        let past = [(6, Some(6.0)), (7, Some(7.0)), (8, None), (10, Some(0.0)), (12, Some(0.0))];
        series.put_before(past.map(|(second, value)| (at(second), value)));
        let points: Vec<_> = series.points().collect();
        assert_eq!(points, [(at(7), Some(7.0)), (at(8), None), (at(10), Some(10.0)), (at(11), Some(11.0))]);
        series.put_before([(at(1), Some(1.0))]);
        assert_eq!(series.len(), 4, "there is no room");
    }

    #[test]
    fn a_trend_is_of_the_last_values() {
        let mut series = Series::new(100);
        for second in 0_i32..20 {
            series.push(at(second.into()), Some(if second < 10 { 100.0 } else { second.into() }));
        }
        assert_eq!((series.trend(), series.trend_of_last(8)), (Some(Trend::Falling), Some(Trend::Rising)));
    }

    #[test]
    fn a_trend_needs_four_values_and_a_difference() {
        let of = |values: &[f64]| {
            let mut series = Series::new(100);
            for (second, value) in (1..).zip(values) {
                series.push(at(second), Some(*value));
            }
            (series.trend(), series.min(), series.max(), series.mean())
        };
        assert_eq!(of(&[1.0, 2.0, 3.0]).0, None);
        assert_eq!(of(&[1.0, 2.0, 3.0, 4.0]), (Some(Trend::Rising), Some(1.0), Some(4.0), Some(2.5)));
        assert_eq!(of(&[4.0, 2.0, 9.0, 1.0, 1.0]).0, Some(Trend::Falling));
        assert_eq!(of(&[5.0, 5.0, 5.0, 5.0]).0, Some(Trend::Steady));
        assert_eq!(of(&[5.0, 6.0, 5.0, 6.0]).0, Some(Trend::Steady));
    }
}
