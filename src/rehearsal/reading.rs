//! What a series reads at a time.
//!
//! Seconds are the world's: with a rehearsal at speed 60, a minute of them passes in a second on the wall, and whoever
//! samples on a clock of that speed sees the rates and windows that the runbook states.

use super::choose::holding;
use super::latency::Latency;
use super::timeline::Stretch;
use super::wave::Wave;
use crate::model::runbook::{Series, SeriesChange, SeriesKind};

/// A series' reading.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reading {
    /// Of a counter or a gauge.
    One(f64),
    /// Of a histogram: how many were at most each bound, how many in all, and their sum.
    Many {
        /// By bound, as in the series.
        below: Vec<f64>,
        /// All.
        count: f64,
        /// Their sum.
        sum: f64,
    },
}

impl Reading {
    /// The one number that stands for it: of a histogram, how many in all.
    pub(super) fn number(&self) -> f64 {
        match self {
            Self::One(value) => *value,
            Self::Many { count, .. } => *count,
        }
    }
}

/// When readings are taken, and of which world.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    /// What was, up to now.
    pub(super) stretches: Vec<Stretch>,
    /// Now, in seconds since 1970.
    pub(super) unix: f64,
    /// How many times faster the swings go.
    pub(super) speed: u32,
}

/// What `series` reads now.
pub(super) fn read(series: &Series, clock: &Clock) -> Reading {
    let wave = Wave::new(&identity(series), clock.speed);
    match series.kind {
        SeriesKind::Counter => {
            let counted: f64 = clock.stretches.iter().map(|stretch| counted(series, stretch, &wave)).sum();
            Reading::One(series.value.floor() + counted.floor())
        }
        SeriesKind::Gauge => Reading::One(gauge(series, clock, &wave)),
        SeriesKind::Histogram => histogram(series, clock, &wave),
    }
}

fn identity(series: &Series) -> String {
    let labels: Vec<String> = series.labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}{{{}}}", series.name, labels.join(","))
}

fn change<'a>(series: &'a Series, stretch: &Stretch) -> Option<&'a SeriesChange> {
    holding(series.during.iter().map(|change| &change.when), &stretch.moment)
        .and_then(|at| series.during.get(at))
}

fn counted(series: &Series, stretch: &Stretch, wave: &Wave) -> f64 {
    let rate = change(series, stretch).and_then(|change| change.rate).unwrap_or(series.rate);
    let swing = series.jitter * wave.over(stretch.from, stretch.to);
    let counted = rate * (stretch.to - stretch.from + swing);
    // A stretch that runs backwards is of the time before the world: there was less then.
    if stretch.to < stretch.from { counted.min(0.0) } else { counted.max(0.0) }
}

fn gauge(series: &Series, clock: &Clock, wave: &Wave) -> f64 {
    let Some(last) = clock.stretches.last() else { return series.value };
    let now = change(series, last);
    if let Some(ago) = now.and_then(|change| change.ago).or(series.ago) {
        return (clock.unix - ago.duration().as_secs_f64()).floor();
    }
    // What grows does so from the moment on since when it has been growing.
    let since = clock
        .stretches
        .iter()
        .rev()
        .take_while(|stretch| change(series, stretch) == now)
        .last()
        .map_or(last.from, |stretch| stretch.from);
    let rate = now.and_then(|change| change.rate).unwrap_or(series.rate);
    let base = now.and_then(|change| change.value).unwrap_or(series.value);
    let value = base * (1.0 + series.jitter * wave.at(last.to)) + rate * (last.to - since);
    if base.fract() == 0.0 { value.round() } else { value }
}

fn histogram(series: &Series, clock: &Clock, wave: &Wave) -> Reading {
    let usual = (series.p50.unwrap_or(0.1), series.p95.unwrap_or(0.2));
    let mut below = vec![0.0; series.buckets.len()];
    let (mut count, mut sum) = (0.0, 0.0);
    let mut add = |observed: f64, (p50, p95): (f64, f64)| {
        let latency = Latency::new(p50, p95);
        count += observed;
        sum += observed * latency.mean();
        for (sum, bound) in below.iter_mut().zip(&series.buckets) {
            *sum += observed * latency.below(*bound);
        }
    };
    add(series.value.floor(), usual);
    for stretch in &clock.stretches {
        let now = change(series, stretch);
        let p50 = now.and_then(|change| change.p50).unwrap_or(usual.0);
        let p95 = now.and_then(|change| change.p95).unwrap_or(usual.1);
        add(counted(series, stretch, wave), (p50, p95));
    }
    let count = count.floor();
    // Before the world, where counts are below zero, the smallest bucket lies highest: it has the least to come.
    let rises = count >= 0.0;
    let mut most = f64::NEG_INFINITY;
    for sum in &mut below {
        most = if rises { most.max(sum.floor()).min(count) } else { sum.floor() };
        *sum = most;
    }
    Reading::Many { below, count, sum }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::runbook::{FaultPhase, Moment};

    fn clock(until: f64, speed: u32) -> Clock {
        let stretch = |from, to, phase| Stretch {
            from,
            to,
            moment: Moment { scenario: Some("slow".into()), phase, ..Moment::default() },
        };
        let stretches = if until > 10.0 {
            vec![stretch(0.0, 10.0, FaultPhase::Before), stretch(10.0, until, FaultPhase::Faulty)]
        } else {
            vec![stretch(0.0, until, FaultPhase::Before)]
        };
        Clock { stretches, unix: 1_800_000_000.5, speed }
    }

    fn series(text: &str) -> Series {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_counter_keeps_its_nominal_rate_at_every_speed() {
        let series = series(
            "name = \"a\"\nkind = \"counter\"\nvalue = 1000\nrate = 50.0\njitter = 0.2\n\
             during = [{ when = { scenario = [\"slow\"] }, rate = 100.0 }]",
        );
        for speed in [1, 60] {
            let at = |seconds| read(&series, &clock(seconds, speed)).number();
            assert!((at(0.0) - 1000.0).abs() < 1e-9);
            let before = (at(10.0) - at(0.0)) / 10.0;
            let during = (at(20.0) - at(10.0)) / 10.0;
            assert!((40.0..=60.0).contains(&before), "{before}");
            assert!((80.0..=120.0).contains(&during), "{during}");
        }
        let mut last = 0.0;
        for step in 0..400_u32 {
            let now = read(&series, &clock(f64::from(step) * 0.1, 60)).number();
            assert!(now >= last, "a counter fell at {step}");
            last = now;
        }
    }

    #[test]
    fn before_the_world_there_was_less() {
        let counter = series("name = \"a\"\nkind = \"counter\"\nvalue = 10\nrate = 50.0\njitter = 0.2");
        let buckets = "buckets = [0.1, 1.0]\np50 = 0.08\np95 = 0.21";
        let histogram = series(&format!("name = \"a\"\nkind = \"histogram\"\nrate = 5.0\n{buckets}"));
        let at = |of: &Series, seconds| read(of, &clock(seconds, 1)).number();
        for of in [counter, histogram] {
            let mut last = at(&of, -3600.0);
            assert!(last < -1000.0, "{last}");
            for step in -3599..20_i32 {
                let now = at(&of, f64::from(step));
                assert!(now >= last, "it fell at {step}");
                last = now;
            }
        }
    }

    #[test]
    fn the_quantiles_of_before_the_world_are_those_of_its_begin() {
        let series = series(
            "name = \"a\"\nkind = \"histogram\"\nrate = 20.0\nbuckets = [0.1, 0.25]\np50 = 0.08\np95 = 0.24",
        );
        let at = |seconds| match read(&series, &clock(seconds, 1)) {
            Reading::Many { below, count, .. } => (below, count),
            Reading::One(_) => panic!(),
        };
        let ((before, n), (after, m)) = (at(-300.0), at(-1.0));
        let part = |bucket: usize| (after[bucket] - before[bucket]) / (m - n);
        assert!((0.5..0.8).contains(&part(0)) && (0.95..0.98).contains(&part(1)), "{} {}", part(0), part(1));
    }

    #[test]
    fn a_gauge_changes_at_once_and_grows_from_there() {
        let series = series(
            "name = \"a\"\nkind = \"gauge\"\nvalue = 14\njitter = 0.3\n\
             during = [{ when = { scenario = [\"slow\"] }, value = 20, rate = 2.0 }]",
        );
        let before = read(&series, &clock(5.0, 1)).number();
        assert!((9.0..=19.0).contains(&before) && before.fract() == 0.0, "{before}");
        let later = read(&series, &clock(110.0, 1)).number();
        assert!((214.0..=226.0).contains(&later), "{later}");
    }

    #[test]
    fn a_gauge_of_time_lies_before_now() {
        let series = series("name = \"a\"\nkind = \"gauge\"\nago = \"3h\"");
        assert!((read(&series, &clock(5.0, 1)).number() - (1_800_000_000.0 - 10_800.0)).abs() < 1.0);
    }

    #[test]
    fn a_histogram_is_cumulative_and_its_tail_follows_the_scenario() {
        let series = series(
            "name = \"a\"\nkind = \"histogram\"\nrate = 100.0\nbuckets = [0.1, 0.3, 1.0, 2.5]\np50 = 0.08\np95 = 0.21\n\
             during = [{ when = { scenario = [\"slow\"] }, p50 = 0.6, p95 = 1.8 }]",
        );
        let Reading::Many { below: before, count: n, .. } = read(&series, &clock(10.0, 1)) else { panic!() };
        let Reading::Many { below: after, count: m, .. } = read(&series, &clock(20.0, 1)) else { panic!() };
        assert!(before.windows(2).all(|pair| pair[0] <= pair[1]) && before[3] <= n);
        assert!(before[1] / n > 0.95, "p95 under 0.3 s before");
        assert!((after[2] - before[2]) / (m - n) < 0.95, "p95 above 1 s in the fault");
    }
}
