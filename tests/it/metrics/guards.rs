//! Guards against promtool's alerts: the same `for` and `keep_firing_for` on the same values.

use std::fmt::Write as _;
use std::time::Duration;

use gonogo::metrics::guard::{Guard, GuardConfig, GuardState};
use gonogo::metrics::{Observation, Threshold, Timestamp};

use super::promtool;

const EVERY: u64 = 15;

/// Values by one evaluation each: `x` breaches, `.` does not.
const WALKS: &[&str] = &[
    "xxxxxxxxxxxxxxxxxx",
    ".xxxxxxxx........",
    ".xxxxxxxxx.......",
    "xxxxxxx.xxxxxxxxxx",
    "xxxxxxxxx.x.x.x.x.",
    "xxxxxxxxxx..xxxxx...xx",
    "xxxxxxxxxxx.......xxxxxxxxxx",
    "x.x.x.x.x.x.x.x.x",
];

/// When promtool's alert fires, by evaluation.
fn alerts(walk: &str, hold: u64, keep: u64) -> Vec<bool> {
    let rules = format!(
        "groups:\n  - name: g\n    rules:\n      - alert: G\n        expr: e > 5\n        for: {hold}s\n        keep_firing_for: {keep}s\n"
    );
    let values: Vec<&str> = walk.chars().map(|mark| if mark == 'x' { "6" } else { "5" }).collect();
    let mut test = format!(
        "evaluation_interval: {EVERY}s\nrule_files: [rules.yml]\ntests:\n  - interval: {EVERY}s\n    input_series:\n      - series: 'e'\n        values: '{}'\n    alert_rule_test:\n",
        values.join(" ")
    );
    for beat in 0..walk.len() as u64 {
        write!(
            test,
            "      - eval_time: {}ms\n        alertname: G\n        exp_alerts: []\n",
            beat * EVERY * 1000
        )
        .unwrap();
    }
    let said = promtool::test_rules(Some(&rules), &test);
    let fires = |beat: u64| {
        let seconds = beat * EVERY;
        let (minutes, rest) = (seconds / 60, seconds % 60);
        let time = match (minutes, rest) {
            (0, rest) => format!("{rest}s"),
            (minutes, 0) => format!("{minutes}m"),
            (minutes, rest) => format!("{minutes}m{rest}s"),
        };
        said.contains(&format!("alertname: G, time: {time},"))
    };
    (0..walk.len() as u64).map(fires).collect()
}

/// When a guard fires that somebody acknowledges at once, which is what a Prometheus alert is.
fn guards(walk: &str, hold: u64, keep: u64) -> Vec<bool> {
    let (hold, every) = (Duration::from_secs(hold), Duration::from_secs(EVERY));
    let mut config = GuardConfig::new(Threshold::Above(5.0), hold, every);
    config.keep_firing_for = Duration::from_secs(keep);
    let mut guard = Guard::new(config);
    let mut fired = Vec::new();
    for (beat, mark) in (0..).zip(walk.chars()) {
        let at = Timestamp::from_millis(beat * i64::try_from(EVERY).unwrap() * 1000);
        guard.observe(at, Observation::of(if mark == 'x' { 6.0 } else { 5.0 }));
        fired.push(matches!(guard.state(), GuardState::Firing { .. }));
        guard.acknowledge(at);
    }
    fired
}

#[test]
fn guards_fire_when_prometheus_alerts_fire() {
    if !promtool::available("guards_fire_when_prometheus_alerts_fire") {
        return;
    }
    let mut fired = 0;
    for walk in WALKS {
        for (hold, keep) in [(120, 0), (120, 30), (0, 0), (0, 45), (40, 20), (15, 0)] {
            let (ours, theirs) = (guards(walk, hold, keep), alerts(walk, hold, keep));
            assert_eq!(ours, theirs, "{walk} for {hold} s, keep {keep} s");
            fired += usize::from(ours.contains(&true));
        }
    }
    assert!(fired > 20, "only {fired} cases fired at all");
}
