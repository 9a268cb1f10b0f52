//! Functions of the samples in a window, with Prometheus 2.42's extrapolation.

use super::aggregate::stays;
use super::plan::OverTime;
use crate::metrics::Timestamp;
use crate::metrics::store::Point;

/// A closed window of time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
}

/// The function of the points in the window; `None` where there are too few for it.
pub(super) fn apply(function: OverTime, points: &[Point], window: Window) -> Option<f64> {
    let (first, last) = (points.first()?, points.last()?);
    let values = || points.iter().map(|point| point.value);
    match function {
        OverTime::Rate => {
            extrapolated(points, window, Kind::Counter).map(|rise| rise / seconds(window.start, window.end))
        }
        OverTime::Increase => extrapolated(points, window, Kind::Counter),
        OverTime::Delta => extrapolated(points, window, Kind::Gauge),
        OverTime::Irate => instant(points, Kind::Counter),
        OverTime::Idelta => instant(points, Kind::Gauge),
        OverTime::Avg => Some(average(values())),
        OverTime::Max => {
            Some(values().fold(first.value, |max, v| if v > max || max.is_nan() { v } else { max }))
        }
        OverTime::Min => {
            Some(values().fold(first.value, |min, v| if v < min || min.is_nan() { v } else { min }))
        }
        OverTime::Sum => Some(sum(values())),
        OverTime::Count => Some(values().fold(0.0, |count, _| count + 1.0)),
        OverTime::Last => Some(last.value),
    }
}

/// What the samples are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Resets are corrected, and it never started below zero.
    Counter,
    Gauge,
}

/// The change over the whole window, extended from the first and last sample towards its edges. An edge farther away
/// than 1.1 sample intervals gets half an interval; a counter is not extended past the time it must have been zero.
#[expect(clippy::cast_precision_loss, reason = "a window holds fewer than 2^52 samples")]
fn extrapolated(points: &[Point], window: Window, kind: Kind) -> Option<f64> {
    let [first, .., last] = points else {
        return None;
    };
    let mut change = last.value - first.value;
    if kind == Kind::Counter {
        for pair in points.windows(2) {
            if let [before, after] = pair
                && after.value < before.value
            {
                change += before.value;
            }
        }
    }
    let span = seconds(first.at, last.at);
    let average = span / (points.len() - 1) as f64;
    let threshold = average * 1.1;
    let mut to_start = seconds(window.start, first.at);
    let to_end = seconds(last.at, window.end);
    if kind == Kind::Counter && change > 0.0 && first.value >= 0.0 {
        to_start = to_start.min(span * (first.value / change));
    }
    let reach = |gap: f64| if gap < threshold { gap } else { average / 2.0 };
    Some(change * ((span + reach(to_start) + reach(to_end)) / span))
}

/// The change between the last two samples, per second for a counter.
fn instant(points: &[Point], kind: Kind) -> Option<f64> {
    let [.., before, last] = points else {
        return None;
    };
    let span = seconds(before.at, last.at);
    if span == 0.0 {
        return None;
    }
    let reset = kind == Kind::Counter && last.value < before.value;
    let change = if reset { last.value } else { last.value - before.value };
    Some(if kind == Kind::Counter { change / span } else { change })
}

fn average(values: impl Iterator<Item = f64>) -> f64 {
    let (mut mean, mut lost, mut count) = (0.0_f64, 0.0, 0.0);
    for value in values {
        count += 1.0;
        if !stays(mean, value) {
            (mean, lost) = compensated(value / count - mean / count, mean, lost);
        }
    }
    if mean.is_infinite() { mean } else { mean + lost }
}

fn sum(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, lost) = values.fold((0.0, 0.0), |(sum, lost), value| compensated(value, sum, lost));
    if f64::is_infinite(sum) { sum } else { sum + lost }
}

/// Adds with Neumaier's compensation: the new sum and what rounding has lost.
fn compensated(increment: f64, sum: f64, lost: f64) -> (f64, f64) {
    let total = sum + increment;
    let lost = if sum.abs() >= increment.abs() {
        lost + ((sum - total) + increment)
    } else {
        lost + ((increment - total) + sum)
    };
    (total, lost)
}

#[expect(clippy::cast_precision_loss, reason = "exact for 285,000 years")]
fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    to.as_millis().saturating_sub(from.as_millis()) as f64 / 1000.0
}
