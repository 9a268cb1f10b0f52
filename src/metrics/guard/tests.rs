use std::time::Duration;

use super::*;
use crate::metrics::Timestamp;
use crate::metrics::observation::Observation::{self, Errored, NoData, Value};
use crate::metrics::threshold::Threshold;

const EVERY: Duration = Duration::from_secs(15);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

fn config() -> GuardConfig {
    GuardConfig::new(Threshold::Above(5.0), Duration::from_mins(2), EVERY)
}

/// Feeds one observation every 15 s from zero and returns the transitions with their times.
fn walk(guard: &mut Guard, from: i64, observations: &[Observation]) -> Vec<(i64, Transition)> {
    let mut seen = Vec::new();
    for (second, observation) in (0..).map(|beat| from + beat * 15).zip(observations) {
        seen.extend(
            guard.observe(at(second), *observation).into_iter().map(|transition| (second, transition)),
        );
    }
    seen
}

#[test]
fn it_fires_exactly_when_the_time_is_up_and_once() {
    let mut guard = Guard::new(config());
    let seen = walk(&mut guard, 0, &[Value(1.0), Value(6.0)]);
    assert_eq!(seen, [(15, Transition::Pending { since: at(15) })]);
    assert_eq!(guard.fires_in(at(45)), Some(Duration::from_secs(90)));
    let seen = walk(&mut guard, 30, &[Value(6.0); 8]);
    assert_eq!(seen, [(135, Transition::Fired { at: at(135), held: Duration::from_mins(2) })]);
    assert_eq!(walk(&mut guard, 150, &[Value(6.0); 20]), []);
    assert_eq!(guard.fires_in(at(500)), None);
}

#[test]
fn a_guard_without_a_time_fires_at_once() {
    let mut guard = Guard::new(GuardConfig { hold: Duration::ZERO, ..config() });
    let seen = guard.observe(at(3), Value(6.0));
    assert_eq!(
        seen,
        [Transition::Pending { since: at(3) }, Transition::Fired { at: at(3), held: Duration::ZERO }]
    );
}

#[test]
fn one_false_evaluation_starts_the_time_again() {
    let mut guard = Guard::new(config());
    let mut observations = vec![Value(6.0); 8];
    observations.push(Value(5.0));
    observations.extend([Value(6.0); 9]);
    let seen = walk(&mut guard, 0, &observations);
    assert_eq!(
        seen,
        [
            (0, Transition::Pending { since: at(0) }),
            (120, Transition::Quieted { at: at(120) }),
            (135, Transition::Pending { since: at(135) }),
            (255, Transition::Fired { at: at(255), held: Duration::from_mins(2) }),
        ]
    );
}

#[test]
fn two_missed_evaluations_are_credited_and_a_third_is_not() {
    let mut guard = Guard::new(config());
    let two = [&[Value(6.0); 4][..], &[Errored; 2], &[Value(6.0); 3]].concat();
    assert_eq!(
        walk(&mut guard, 0, &two).last(),
        Some(&(120, Transition::Fired { at: at(120), held: Duration::from_mins(2) }))
    );

    let mut guard = Guard::new(config());
    let many = [&[Value(6.0); 4][..], &[Errored; 10], &[Value(6.0); 3]].concat();
    let seen = walk(&mut guard, 0, &many);
    // Seen until 45 s and from 210 s on: of the gap of 165 s, 45 s count.
    assert_eq!(
        seen,
        [
            (0, Transition::Pending { since: at(0) }),
            (90, Transition::Blinded { last_seen: Some(at(45)) }),
            (210, Transition::Sighted { at: at(210) }),
            (240, Transition::Fired { at: at(240), held: Duration::from_mins(2) }),
        ]
    );
}

#[test]
fn the_time_left_stands_still_while_blind() {
    let mut guard = Guard::new(config());
    walk(&mut guard, 0, &[Value(6.0), Value(6.0)]);
    assert_eq!(guard.fires_in(at(60)), Some(Duration::from_mins(1)));
    assert_eq!(guard.fires_in(at(600)), Some(Duration::from_mins(1)));
    assert_eq!(guard.tick(at(59)), []);
    assert_eq!(guard.tick(at(60)), [Transition::Blinded { last_seen: Some(at(15)) }]);
    assert_eq!(guard.tick(at(75)), []);
    assert!(guard.is_blind());
}

#[test]
fn a_guard_that_never_saw_anything_is_blind() {
    let mut guard = Guard::new(config());
    let seen = walk(&mut guard, 0, &[Errored; 6]);
    assert_eq!(seen, [(45, Transition::Blinded { last_seen: None })]);
}

#[test]
fn unseen_evaluations_count_as_the_policy_says() {
    let hold = walk(&mut Guard::new(config()), 0, &[NoData; 30]);
    assert_eq!(hold, [(45, Transition::Blinded { last_seen: None })]);

    let breach = GuardConfig { no_data: Unseen::Breach, ..config() };
    let seen = walk(&mut Guard::new(breach), 0, &[NoData; 9]);
    assert_eq!(seen.last(), Some(&(120, Transition::Fired { at: at(120), held: Duration::from_mins(2) })));

    let clear = GuardConfig { on_error: Unseen::Clear, ..config() };
    let seen = walk(&mut Guard::new(clear), 0, &[Value(6.0), Errored]);
    assert_eq!(seen.last(), Some(&(15, Transition::Quieted { at: at(15) })));
    let seen = walk(&mut Guard::new(config()), 0, &[Value(6.0), Value(f64::NAN)]);
    assert_eq!(seen.len(), 1);
}

#[test]
fn firing_is_latched_until_acknowledged_and_clear() {
    let keep = GuardConfig {
        hold: Duration::ZERO,
        clear: Some(Threshold::Below(3.0)),
        keep_firing_for: Duration::from_secs(30),
        ..config()
    };
    let mut guard = Guard::new(keep);
    walk(&mut guard, 0, &[Value(6.0)]);
    assert_eq!(walk(&mut guard, 15, &[Value(1.0); 10]), [], "not acknowledged");
    assert_eq!(guard.acknowledge(at(170)), [Transition::Quieted { at: at(170) }]);

    let mut guard = Guard::new(keep);
    walk(&mut guard, 0, &[Value(6.0)]);
    assert_eq!(guard.acknowledge(at(1)), []);
    let seen =
        walk(&mut guard, 15, &[Value(4.0), Value(2.0), Value(4.0), Value(2.0), Value(2.0), Value(2.0)]);
    assert_eq!(seen, [(90, Transition::Quieted { at: at(90) })], "4 is not below the clear threshold");
}

#[test]
fn nothing_is_credited_over_a_resume_and_what_fired_stays() {
    let mut guard = Guard::new(config());
    walk(&mut guard, 0, &[Value(6.0); 8]);
    assert_eq!(guard.resume(at(110)), [Transition::Quieted { at: at(110) }]);
    assert_eq!(guard.observe(at(120), Value(6.0)), [Transition::Pending { since: at(120) }]);
    walk(&mut guard, 135, &[Value(6.0); 8]);
    assert_eq!(guard.resume(at(300)), []);
    assert!(matches!(guard.state(), GuardState::Firing { latch: Latch::Held, .. }));
}

#[test]
fn what_a_conductor_left_firing_is_taken_up_firing() {
    let fired = GuardState::Firing { since: at(5), latch: Latch::Held, clear_since: Some(at(6)) };
    let mut guard = Guard::restored(config(), fired);
    assert_eq!(walk(&mut guard, 100, &[Value(6.0); 20]), [], "it does not fire twice");
    assert_eq!(guard.acknowledge(at(500)), []);
    assert_eq!(walk(&mut guard, 510, &[Value(1.0)]), [(510, Transition::Quieted { at: at(510) })]);
    let pending = Guard::restored(config(), GuardState::Pending { since: at(5) });
    assert_eq!(pending.state(), GuardState::Quiet, "nothing is credited");
}

#[test]
fn an_acknowledged_guard_says_how_long_it_still_fires() {
    let keep = GuardConfig { hold: Duration::ZERO, keep_firing_for: Duration::from_mins(1), ..config() };
    let mut guard = Guard::new(keep);
    walk(&mut guard, 0, &[Value(6.0)]);
    guard.acknowledge(at(1));
    assert_eq!(guard.clears_in(at(2)), None, "it still breaches");
    guard.observe(at(15), Value(1.0));
    assert_eq!(guard.clears_in(at(20)), Some(Duration::from_secs(55)));
    assert_eq!(guard.last_seen(), Some(at(15)));
}

#[test]
fn a_clock_that_goes_back_earns_nothing() {
    let mut guard = Guard::new(config());
    guard.observe(at(100), Value(6.0));
    assert_eq!(guard.observe(at(0), Value(6.0)), []);
    assert_eq!(guard.state(), GuardState::Pending { since: at(100) });
}
