//! What was seen of metrics and guards: for clients that attach, for comparisons, for baselines.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::metrics::history::{self, Series};
use crate::metrics::{SteadyClock, Timestamp};
use crate::model::event::Baseline;
use crate::model::ids::{GuardId, MetricId};
use crate::model::live::{GuardNow, Live, Trend};
use crate::model::stamp::Stamp;

/// How many points a client is told: more than the widest screen has columns.
const TOLD: usize = 600;
/// Fewer points are never kept.
const LEAST_KEPT: usize = 1_200;
/// More points are never kept.
const MOST_KEPT: usize = 20_000;
/// How many values make a trend.
const TREND: usize = 24;

/// The last samples of each metric, on the run's own clock, and how guards stand.
pub(in crate::conductor::effects) struct Board {
    clock: SteadyClock,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    rings: BTreeMap<MetricId, Ring>,
    guards: BTreeMap<GuardId, GuardNow>,
    baselines: BTreeMap<MetricId, Baseline>,
}

struct Ring {
    series: Series,
    every: Duration,
    /// When a sample last came, with a value or without.
    came: Option<Timestamp>,
    begun: Timestamp,
    silent: bool,
    /// Why the last sample had no value.
    reason: String,
}

impl Board {
    /// An empty board.
    pub(in crate::conductor::effects) fn new(clock: SteadyClock) -> Self {
        Self { clock, inner: Mutex::default() }
    }

    /// The run's own clock.
    pub(in crate::conductor::effects) fn clock(&self) -> SteadyClock {
        self.clock
    }

    /// A metric that is sampled every `every`, of which `keep` is to be kept.
    pub(super) fn expect(&self, metric: &MetricId, every: Duration, keep: Duration) {
        let wanted = keep.as_millis() / every.as_millis().max(1);
        let points = usize::try_from(wanted).unwrap_or(MOST_KEPT).clamp(LEAST_KEPT, MOST_KEPT);
        let begun = self.clock.now();
        self.inner().rings.entry(metric.clone()).or_insert_with(|| Ring {
            series: Series::new(points),
            every,
            came: None,
            begun,
            silent: false,
            reason: String::new(),
        });
    }

    /// Takes a sample in, and says which way the metric goes.
    pub(super) fn push(
        &self,
        metric: &MetricId,
        at: Timestamp,
        value: Option<f64>,
        why: &str,
    ) -> Option<Trend> {
        let mut inner = self.inner();
        let ring = inner.rings.get_mut(metric)?;
        ring.series.push(at, value);
        ring.came = Some(at);
        ring.silent = false;
        why.clone_into(&mut ring.reason);
        trend(&ring.series)
    }

    /// Puts a source's own history before what was seen.
    pub(super) fn put_before(&self, metric: &MetricId, points: Vec<(Timestamp, Option<f64>)>) {
        if let Some(ring) = self.inner().rings.get_mut(metric) {
            ring.series.put_before(points);
        }
    }

    /// The metrics that have fallen silent since this was last asked: more than two samples did not come at all.
    pub(super) fn fallen_silent(&self, now: Timestamp) -> Vec<Live> {
        let mut fallen = Vec::new();
        for (metric, ring) in &mut self.inner().rings {
            if !ring.silent && now.since(ring.came.unwrap_or(ring.begun)) > ring.every.saturating_mul(3) {
                ring.silent = true;
                fallen.push(self.silence(metric, ring));
            }
        }
        fallen
    }

    /// The values of `metric` after `from` up to `to`, oldest first, each with its time.
    pub(in crate::conductor::effects) fn values(
        &self,
        metric: &MetricId,
        from: Timestamp,
        to: Timestamp,
    ) -> Vec<(Timestamp, f64)> {
        let inner = self.inner();
        let points = inner.rings.get(metric).into_iter().flat_map(|ring| ring.series.points());
        points
            .filter(|(at, _)| *at > from && *at <= to)
            .filter_map(|(at, value)| value.map(|value| (at, value)))
            .collect()
    }

    /// What `metric` was before the deployment.
    pub(in crate::conductor::effects) fn baseline(&self, metric: &MetricId) -> Option<Baseline> {
        self.inner().baselines.get(metric).cloned()
    }

    /// Keeps what `metric` was before the deployment.
    pub(super) fn keep_baseline(&self, metric: &MetricId, baseline: &Baseline) {
        self.inner().baselines.insert(metric.clone(), baseline.clone());
    }

    /// Keeps how a guard stands; says whether that is news.
    pub(super) fn stand(&self, guard: &GuardId, now: &GuardNow) -> bool {
        let mut inner = self.inner();
        let same = inner.guards.get(guard).is_some_and(|last| {
            let same_time = GuardNow { at: now.at, ..last.clone() };
            same_time == *now
        });
        if !same {
            inner.guards.insert(guard.clone(), now.clone());
        }
        !same
    }

    /// The past of one metric, as a client is told.
    pub(super) fn history(&self, metric: &MetricId) -> Option<Live> {
        let inner = self.inner();
        Some(self.told(metric, inner.rings.get(metric)?))
    }

    /// Everything, as a client is told that attaches.
    pub(in crate::conductor::effects) fn all(&self) -> Vec<Live> {
        let inner = self.inner();
        let mut all = Vec::new();
        for (metric, ring) in &inner.rings {
            all.push(self.told(metric, ring));
            all.extend(self.last(metric, ring));
            if ring.silent {
                all.push(self.silence(metric, ring));
            }
        }
        all.extend(
            inner.guards.iter().map(|(guard, now)| Live::Guard { guard: guard.clone(), now: now.clone() }),
        );
        all
    }

    /// A time of the run's clock as a client reads it.
    pub(super) fn stamp(&self, at: Timestamp) -> Stamp {
        Stamp::from_millis(self.clock.in_world(at).as_millis())
    }

    fn told(&self, metric: &MetricId, ring: &Ring) -> Live {
        let skipped = ring.series.len().saturating_sub(TOLD);
        let points = ring.series.points().skip(skipped).map(|(at, value)| (self.stamp(at), value));
        Live::History { metric: metric.clone(), points: points.collect() }
    }

    /// The last sample once more: with it come the reason and the trend, which a history has not.
    fn last(&self, metric: &MetricId, ring: &Ring) -> Option<Live> {
        let (at, value) = ring.series.points().next_back()?;
        let reason = if value.is_some() { String::new() } else { ring.reason.clone() };
        let trend = trend(&ring.series);
        Some(Live::Sampled { metric: metric.clone(), at: self.stamp(at), value, reason, trend })
    }

    fn silence(&self, metric: &MetricId, ring: &Ring) -> Live {
        Live::Stale { metric: metric.clone(), last: ring.came.map(|at| self.stamp(at)) }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn trend(series: &Series) -> Option<Trend> {
    series.trend_of_last(TREND).map(|trend| match trend {
        history::Trend::Rising => Trend::Rising,
        history::Trend::Falling => Trend::Falling,
        history::Trend::Steady => Trend::Steady,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: Duration = Duration::from_secs(5);

    fn board() -> (Board, MetricId, Timestamp) {
        let board = Board::new(SteadyClock::start(1));
        let metric = MetricId::new("errors");
        board.expect(&metric, EVERY, Duration::ZERO);
        let begun = board.clock.now();
        (board, metric, begun)
    }

    #[test]
    fn silence_is_told_once_and_ends_with_a_sample() {
        let (board, metric, begun) = board();
        assert_eq!(board.fallen_silent(begun.plus(EVERY)), []);
        let later = begun.plus(EVERY * 4);
        assert_eq!(board.fallen_silent(later), [Live::Stale { metric: metric.clone(), last: None }]);
        assert_eq!(board.fallen_silent(later.plus(EVERY)), []);
        assert!(board.all().iter().any(|live| matches!(live, Live::Stale { .. })));
        // A sample without a value is no silence: it says why.
        board.push(&metric, later, None, "refused");
        assert_eq!(board.fallen_silent(later.plus(EVERY * 3)), []);
        assert!(!board.all().iter().any(|live| matches!(live, Live::Stale { .. })));
        assert_eq!(board.fallen_silent(later.plus(EVERY * 4)).len(), 1);
    }

    #[test]
    fn a_client_that_attaches_is_told_the_past_with_its_gaps() {
        let (board, metric, begun) = board();
        board.push(&metric, begun.plus(EVERY), Some(1.0), "");
        board.push(&metric, begun.plus(EVERY * 2), None, "refused");
        board.put_before(&metric, vec![(begun.minus(EVERY), Some(0.5))]);
        let all = board.all();
        let [Live::History { points, .. }, Live::Sampled { value: None, reason, .. }] = all.as_slice() else {
            panic!("{all:?}");
        };
        assert_eq!(points.iter().map(|(_, value)| *value).collect::<Vec<_>>(), [Some(0.5), Some(1.0), None]);
        assert_eq!(reason, "refused");
        let window = board.values(&metric, begun.minus(EVERY), begun.plus(EVERY * 9));
        assert_eq!(window, [(begun.plus(EVERY), 1.0)], "the window's beginning is not in it");
    }

    #[test]
    fn a_guard_that_stands_as_before_is_no_news() {
        let (board, ..) = board();
        let guard = GuardId::new("g");
        let now = |millis| GuardNow { at: Some(Stamp::from_millis(millis)), ..GuardNow::default() };
        assert!(board.stand(&guard, &now(1)));
        assert!(!board.stand(&guard, &now(2)));
        assert!(board.stand(&guard, &GuardNow { blind: true, ..now(3) }));
    }
}
