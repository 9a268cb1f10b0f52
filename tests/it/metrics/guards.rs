//! Guards against promtool's alerts: the same `for`, `keep_firing_for`, clear threshold and absent data on the same values.

use std::fmt::Write as _;
use std::time::Duration;

use gonogo::metrics::guard::{Guard, GuardConfig, GuardState, Unseen};
use gonogo::metrics::{Observation, Threshold, Timestamp};

use super::dice::Dice;
use super::promtool::{self, answers, printed};

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

/// How a guard stands, in the words of an alert's `alertstate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    Quiet,
    Pending,
    Firing,
}

/// A guard, and what it sees by one evaluation each.
#[derive(Debug)]
struct Case {
    values: Vec<Option<u32>>,
    hold: u64,
    keep: u64,
    clear: bool,
    no_data: Unseen,
}

const BEATS: u64 = 48;
const CASES: usize = 240;

impl Case {
    /// Values that stay for a while where they are: above the flag (6), between flag and clear (4), clear (1), absent.
    fn roll(dice: &mut Dice) -> Self {
        let mut values = Vec::new();
        let mut value = Some(1);
        for _ in 0..BEATS {
            if dice.roll(5) < 2 {
                value = [Some(6), Some(6), Some(6), Some(4), Some(1), None][dice.index(6)];
            }
            values.push(value);
        }
        Self {
            values,
            hold: [0, 15, 40, 60, 120][dice.index(5)],
            keep: [0, 0, 20, 45][dice.index(4)],
            clear: dice.roll(2) == 0,
            no_data: [Unseen::Clear, Unseen::Breach][dice.index(2)],
        }
    }

    /// The same as an alerting rule on the series `e{at}`. A threshold of its own to clear by is the alert asking
    /// whether it fires already.
    fn rule(&self, at: usize) -> String {
        let mut when = format!("e{at} > 5");
        if self.clear {
            write!(when, " or (e{at} >= 3 and on() ALERTS{{alertname=\"G{at}\",alertstate=\"firing\"}})")
                .unwrap();
        }
        if self.no_data == Unseen::Breach {
            write!(when, " or absent(e{at})").unwrap();
        }
        format!(
            "      - alert: G{at}\n        expr: '{when}'\n        for: {}s\n        keep_firing_for: {}s\n",
            self.hold, self.keep
        )
    }

    fn series(&self, at: usize) -> String {
        let value = |value: &Option<u32>| value.map_or("stale".to_owned(), |value| value.to_string());
        let values: Vec<String> = self.values.iter().map(value).collect();
        format!("      - series: 'e{at}'\n        values: '{}'\n", values.join(" "))
    }

    fn ours(&self) -> Vec<Stands> {
        let mut config = GuardConfig::new(
            Threshold::Above(5.0),
            Duration::from_secs(self.hold),
            Duration::from_secs(EVERY),
        );
        config.keep_firing_for = Duration::from_secs(self.keep);
        config.clear = self.clear.then_some(Threshold::Below(3.0));
        config.no_data = self.no_data;
        let mut guard = Guard::new(config);
        let mut stood = Vec::new();
        for (beat, value) in (0..).zip(&self.values) {
            let at = Timestamp::from_millis(beat * i64::try_from(EVERY).unwrap() * 1000);
            guard.observe(at, value.map_or(Observation::NoData, |value| Observation::of(f64::from(value))));
            stood.push(match guard.state() {
                GuardState::Quiet => Stands::Quiet,
                GuardState::Pending { .. } => Stands::Pending,
                GuardState::Firing { .. } => Stands::Firing,
            });
            // An alert waits for nobody.
            guard.acknowledge(at);
        }
        stood
    }
}

/// How promtool's alerts stand, by case and evaluation.
fn theirs(cases: &[Case]) -> Vec<Vec<Stands>> {
    let mut rules = "groups:\n  - name: g\n    rules:\n".to_owned();
    let mut test = format!(
        "evaluation_interval: {EVERY}s\nrule_files: [rules.yml]\ntests:\n  - interval: {EVERY}s\n    input_series:\n"
    );
    for (at, case) in cases.iter().enumerate() {
        rules.push_str(&case.rule(at));
        test.push_str(&case.series(at));
    }
    test.push_str("    promql_expr_test:\n");
    let asked = "count by (alertname, alertstate) (ALERTS)";
    for beat in 0..BEATS {
        let millis = beat * EVERY * 1000;
        write!(test, "      - expr: '{asked}'\n        eval_time: {millis}ms\n        exp_samples: []\n")
            .unwrap();
    }
    let answers = answers(&promtool::test_rules(Some(&rules), &test));
    let stand = |at: usize, beat: u64| {
        let time = printed(i64::try_from(beat * EVERY * 1000).unwrap());
        let alerts = answers.get(&(asked.to_owned(), time)).and_then(Option::as_ref);
        let is = |state: &str| {
            let labels = format!("{{alertname=\"G{at}\", alertstate=\"{state}\"}}");
            alerts.is_some_and(|alerts| alerts.contains_key(&labels))
        };
        match (is("pending"), is("firing")) {
            (false, false) => Stands::Quiet,
            (true, false) => Stands::Pending,
            (false, true) => Stands::Firing,
            (true, true) => panic!("G{at} is both at beat {beat}"),
        }
    };
    (0..cases.len()).map(|at| (0..BEATS).map(|beat| stand(at, beat)).collect()).collect()
}

#[test]
fn guards_stand_as_prometheus_alerts_stand() {
    if !promtool::available("guards_stand_as_prometheus_alerts_stand") {
        return;
    }
    let mut dice = Dice::new(20_261_121);
    let cases: Vec<Case> = (0..CASES).map(|_| Case::roll(&mut dice)).collect();
    let (mut pending, mut fired, mut taken_back, mut cleared) = (0, 0, 0, 0);
    for (at, (case, theirs)) in cases.iter().zip(theirs(&cases)).enumerate() {
        let ours = case.ours();
        assert_eq!(ours, theirs, "G{at}: {case:?}");
        for pair in ours.windows(2) {
            match pair {
                [Stands::Quiet, Stands::Pending] => pending += 1,
                [Stands::Quiet | Stands::Pending, Stands::Firing] => fired += 1,
                [Stands::Pending, Stands::Quiet] => taken_back += 1,
                [Stands::Firing, Stands::Quiet] => cleared += 1,
                _ => {}
            }
        }
    }
    eprintln!(
        "{CASES} guards by {BEATS} evaluations as promtool: {pending} became pending, {taken_back} of them went back, \
         {fired} fired, {cleared} cleared"
    );
    let least = [pending, fired, taken_back, cleared].into_iter().min();
    assert!(
        least >= Some(100),
        "{pending} pending, {fired} fired, {taken_back} went back, {cleared} cleared"
    );
}
