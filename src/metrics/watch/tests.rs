use std::time::Duration;

use super::*;
use crate::metrics::Timestamp;
use crate::metrics::observation::Observation::{self, Errored, NoData, Value};
use crate::metrics::threshold::Threshold;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_000_000 + seconds * 1000)
}

/// 5 minutes below 1, sampled every 30 s: ten slots.
fn config() -> WatchConfig {
    WatchConfig::new(Threshold::Below(1.0), Duration::from_mins(5), Duration::from_secs(30))
}

/// Samples every 30 s from 15 s on; the time of the first verdict and the verdict after the window.
fn walk(config: WatchConfig, observations: &[Observation]) -> (i64, Verdict) {
    let mut watch = Watch::new(config, at(0));
    for (second, observation) in (0..).map(|beat| 15 + beat * 30).zip(observations) {
        if let Some(verdict) = watch.observe(at(second), *observation, None) {
            return (second, verdict);
        }
    }
    assert_eq!(watch.tick(at(299)), None, "never early");
    (300, watch.tick(at(300)).unwrap())
}

#[test]
fn it_passes_at_the_end_and_never_before() {
    assert_eq!(walk(config(), &[Value(0.5); 10]), (300, Verdict::Passed));
}

#[test]
fn it_fails_as_soon_as_passing_is_impossible() {
    let fault = Fault::Samples { failures: 1, allowed: 0, value: 1.0 };
    assert_eq!(walk(config(), &[Value(0.5), Value(1.0), Value(0.5)]), (45, Verdict::Failed(fault)));

    let some = WatchConfig { evaluator: Evaluator::AtMost { failures: 2 }, ..config() };
    let fault = Fault::Samples { failures: 3, allowed: 2, value: 9.0 };
    assert_eq!(walk(some, &[Value(9.0); 10]), (75, Verdict::Failed(fault)));
    let two = [&[Value(9.0); 2][..], &[Value(0.0); 8]].concat();
    assert_eq!(walk(some, &two), (300, Verdict::Passed));
}

#[test]
fn a_figure_over_the_window_fails_early_only_where_it_is_decided() {
    let over = |aggregate| WatchConfig { evaluator: Evaluator::Over(aggregate), ..config() };
    let spike = [&[Value(5.0)][..], &[Value(0.0); 9]].concat();
    assert_eq!(walk(over(Aggregate::Mean), &spike), (300, Verdict::Passed));
    assert_eq!(walk(over(Aggregate::Median), &spike), (300, Verdict::Passed));
    assert_eq!(walk(over(Aggregate::Min), &spike), (300, Verdict::Passed));
    let fault = Verdict::Failed(Fault::Aggregate { value: 5.0 });
    assert_eq!(walk(over(Aggregate::Max), &spike), (15, fault));
    assert_eq!(walk(over(Aggregate::Mean), &[Value(5.0); 10]), (300, fault));
}

#[test]
fn too_little_coverage_is_inconclusive_and_a_failure_is_still_a_failure() {
    let enough = [&[Value(0.0); 8][..], &[Errored, NoData]].concat();
    assert_eq!(walk(config(), &enough), (300, Verdict::Passed));
    let little = [&[Value(0.0); 7][..], &[Errored, NoData, Value(f64::NAN)]].concat();
    let doubt = Doubt::Coverage { covered: 0.7, needed: 0.8 };
    assert_eq!(walk(config(), &little), (300, Verdict::Inconclusive(doubt)));
    let nothing = Doubt::Samples { samples: 0, needed: 1 };
    assert_eq!(walk(config(), &[Errored; 10]), (300, Verdict::Inconclusive(nothing)));
    let late = [&[Errored; 9][..], &[Value(2.0)]].concat();
    assert!(matches!(walk(config(), &late), (285, Verdict::Failed(_))));
    let figure = WatchConfig { evaluator: Evaluator::Over(Aggregate::Mean), ..config() };
    assert!(
        matches!(walk(figure, &late), (300, Verdict::Inconclusive(_))),
        "a mean of one sample decides nothing"
    );
}

#[test]
fn a_burst_of_samples_does_not_cover_the_window() {
    let mut watch = Watch::new(config(), at(0));
    for second in 0..22 {
        assert_eq!(watch.observe(at(second), Value(0.0), None), None);
    }
    assert_eq!(watch.progress().samples, 22);
    assert!((watch.progress().covered - 0.1).abs() < 1e-9);
    assert!(watch.progress().can_cover);
    watch.tick(at(112));
    assert!(watch.progress().can_cover);
    watch.tick(at(113));
    assert!(!watch.progress().can_cover);
    assert!(matches!(watch.tick(at(1000)), Some(Verdict::Inconclusive(Doubt::Coverage { .. }))));
}

#[test]
fn samples_a_little_early_and_late_cover_each_its_slot() {
    let exact = WatchConfig { min_coverage: 1.0, ..config() };
    let mut watch = Watch::new(exact, at(0));
    for (beat, late) in [0, -3, 4, -7, 0, -2, 11, -1, 2, -5].into_iter().enumerate() {
        assert_eq!(watch.observe(at(i64::try_from(beat).unwrap() * 30 + late), Value(0.5), None), None);
    }
    assert_eq!(watch.tick(at(300)), Some(Verdict::Passed));
}

#[test]
fn samples_outside_the_window_or_without_traffic_do_not_count() {
    let busy = WatchConfig { min_traffic: Some(10.0), ..config() };
    let mut watch = Watch::new(busy, at(0));
    watch.observe(at(-5), Value(9.0), Some(50.0));
    watch.observe(at(20), Value(9.0), Some(9.0));
    watch.observe(at(30), Value(9.0), None);
    assert_eq!(watch.verdict(), None);
    assert_eq!(watch.progress().samples, 0);
    assert!(matches!(watch.observe(at(40), Value(9.0), Some(10.0)), Some(Verdict::Failed(_))));

    let mut watch = Watch::new(config(), at(0));
    let verdict = watch.observe(at(301), Value(9.0), None);
    assert!(matches!(verdict, Some(Verdict::Inconclusive(_))), "a late sample says nothing about the window");
    assert_eq!(watch.observe(at(302), Value(0.0), None), verdict);
}
