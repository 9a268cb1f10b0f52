//! The `PromQL` subset against promtool, over generated series with resets, gaps and ended series.
//!
//! Every expression is given to promtool with an expectation of nothing, so that it prints what it got; an
//! expression it does not print has given nothing.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use gonogo::metrics::promql::{Query, Value};
use gonogo::metrics::store::{Limits, Point};
use gonogo::metrics::{Labels, Store, Timestamp};

use super::promtool;

/// A small generator with a fixed seed: the cases are the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(sides)).unwrap()
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[usize::try_from(self.roll(u32::try_from(choices.len()).unwrap())).unwrap()]
    }
}

/// One sample of an input series.
#[derive(Clone, Copy)]
enum Step {
    Value(f64),
    Gap,
    End,
}

struct Input {
    labels: Vec<(&'static str, String)>,
    steps: Vec<Step>,
}

const BEATS: usize = 60;
const EVERY_SECONDS: i64 = 10;

fn counter(dice: &mut Dice, integral: bool) -> Vec<Step> {
    let mut value = if dice.roll(3) == 0 { 0.0 } else { f64::from(dice.roll(1000)) };
    let steps = (0..BEATS).map(|_| {
        match dice.roll(40) {
            0 => value = f64::from(dice.roll(5)),
            1..=4 => {}
            _ => {
                value +=
                    if integral { f64::from(dice.roll(50)) } else { f64::from(dice.roll(50_000)) / 1000.0 }
            }
        }
        match dice.roll(30) {
            0..=2 => Step::Gap,
            3 if dice.roll(3) == 0 => Step::End,
            _ => Step::Value(value),
        }
    });
    steps.collect()
}

fn gauge(dice: &mut Dice) -> Vec<Step> {
    let steps = (0..BEATS).map(|_| match dice.roll(60) {
        0..=3 => Step::Gap,
        4 => Step::End,
        5 => Step::Value(f64::NAN),
        6 => Step::Value(f64::INFINITY),
        7 => Step::Value(0.0),
        _ => Step::Value((f64::from(dice.roll(200_000)) - 100_000.0) / 128.0),
    });
    steps.collect()
}

fn inputs(dice: &mut Dice) -> Vec<Input> {
    let mut inputs = Vec::new();
    for job in ["api", "web"] {
        for instance in ["1", "2", "3"] {
            let labels = |name: &str| {
                vec![
                    ("__name__", name.to_owned()),
                    ("instance", instance.to_owned()),
                    ("job", job.to_owned()),
                ]
            };
            inputs.push(Input { labels: labels("requests_total"), steps: counter(dice, true) });
            if dice.roll(4) > 0 {
                inputs.push(Input { labels: labels("errors_total"), steps: counter(dice, false) });
            }
            inputs.push(Input { labels: labels("load"), steps: gauge(dice) });
        }
        let bounds = [["0.1", "0.5", "1", "2.5", "+Inf"], ["-1", "0", "1e1", "20", "+Inf"]];
        let bounds = bounds[usize::try_from(dice.roll(2)).unwrap()];
        let mut below = vec![0.0; BEATS];
        for le in bounds {
            let rise = counter(dice, true);
            let mut steps = Vec::new();
            for (beat, step) in rise.iter().enumerate() {
                if let Step::Value(value) = step {
                    below[beat] += value;
                }
                steps.push(if matches!(step, Step::Gap) { Step::Gap } else { Step::Value(below[beat]) });
            }
            let labels = vec![
                ("__name__", "latency_bucket".to_owned()),
                ("job", job.to_owned()),
                ("le", le.to_owned()),
            ];
            if le != "+Inf" || dice.roll(8) > 0 {
                inputs.push(Input { labels, steps });
            }
        }
    }
    inputs
}

fn expression(dice: &mut Dice) -> String {
    let metric = dice.pick(&["requests_total", "errors_total", "load"]);
    let matcher =
        dice.pick(&["", "{job=\"api\"}", "{job!=\"api\"}", "{instance=~\"1|3\"}", "{instance!~\"[12]\"}"]);
    let range = dice.pick(&["25s", "55s", "1m", "90s", "3m", "7m"]);
    let offset = dice.pick(&["", "", " offset 40s", " offset 2m"]);
    let over = dice.pick(&[
        "rate",
        "rate",
        "increase",
        "increase",
        "irate",
        "delta",
        "idelta",
        "avg_over_time",
        "max_over_time",
        "min_over_time",
        "sum_over_time",
        "count_over_time",
        "last_over_time",
    ]);
    let grouping =
        dice.pick(&["", " by (job)", " by (instance, job)", " without (instance)", " by (nothing)"]);
    let aggregate = dice.pick(&["sum", "avg", "min", "max", "count"]);
    let arithmetic = dice.pick(&["+", "-", "*", "/", "%", "^"]);
    let comparison = dice.pick(&["==", "!=", ">", "<", ">=", "<="]);
    let boolean = dice.pick(&["", " bool"]);
    let matching =
        dice.pick(&["", " on (job, instance)", " ignoring (le)", " on (job)", " ignoring (instance)"]);
    let set = dice.pick(&["and", "or", "unless"]);
    let number = dice.pick(&["0", "2", "-1.5", "100", "1e3", "Inf"]);
    let quantile = dice.pick(&["0", "0.5", "0.9", "0.99", "1", "-1", "2", "NaN"]);
    let other = dice.pick(&["requests_total", "errors_total", "load"]);
    match dice.roll(19) {
        0..=5 => format!("{over}({metric}{matcher}[{range}]{offset})"),
        6 => format!("{metric}{matcher}{offset}"),
        7 => format!("{aggregate}{grouping} (rate({metric}{matcher}[{range}]))"),
        8 => format!("{aggregate}{grouping} ({metric}{matcher})"),
        9 => format!("histogram_quantile({quantile}, rate(latency_bucket[{range}]))"),
        10 => {
            format!("histogram_quantile({quantile}, sum by (le) (increase(latency_bucket[{range}]{offset})))")
        }
        11 => format!("rate({metric}[{range}]) {arithmetic}{matching} rate({other}[{range}])"),
        12 => format!("{metric}{matcher} {arithmetic} {number}"),
        13 => format!("{number} {arithmetic} {metric}{matcher}"),
        14 => format!("{metric}{matcher} {comparison}{boolean}{matching} {other}"),
        15 => format!("{number} {comparison}{boolean} {metric}{matcher}"),
        16 => format!("{metric} {set} on (instance) {other}{matcher}"),
        17 => {
            let function = dice.pick(&["abs", "ceil", "floor", "sgn", "round", "absent", "scalar", "-"]);
            format!("{function}({metric}{matcher})")
        }
        _ => {
            let tail = dice.pick(&[
                "clamp_min(load, -3)",
                "clamp_max(load, 7.5)",
                "clamp(load, -1, 1)",
                "round(load, 0.25)",
                "vector(time())",
                "-2 ^ 2",
                "2 ^ 3 ^ 2",
                "1 + 2 * 3 - 4 / 5 % 3",
                "sum(rate(errors_total[1m])) / sum(rate(requests_total[1m])) * 100",
                "-load",
                "sqrt(load)",
                "scalar(sum(load)) + time()",
                "(load > 5) or vector(0)",
                "absent(load{job=\"none\", instance=~\"1\"})",
            ]);
            tail.to_owned()
        }
    }
}

fn store(inputs: &[Input], query: &Query) -> Store {
    let mut store = Store::new([query], Limits::default());
    for input in inputs {
        for (beat, step) in (0..).zip(&input.steps) {
            let labels = Labels::new(input.labels.iter().map(|(name, value)| (*name, value.as_str())));
            let at = Timestamp::from_millis(beat * EVERY_SECONDS * 1000);
            match step {
                Step::Value(value) => assert!(store.append(labels, Point { at, value: *value })),
                Step::Gap => {}
                Step::End => assert!(store.end(labels, at)),
            }
        }
    }
    store
}

/// The series and cases of one group as a promtool test.
fn group(name: usize, inputs: &[Input], cases: &[(String, i64)]) -> String {
    let mut text = format!("  - interval: {EVERY_SECONDS}s\n    name: g{name}\n    input_series:\n");
    for input in inputs {
        let labels = Labels::new(input.labels.iter().map(|(name, value)| (*name, value.as_str())));
        let values: Vec<String> = input
            .steps
            .iter()
            .map(|step| match step {
                Step::Gap => "_".to_owned(),
                Step::End => "stale".to_owned(),
                Step::Value(value) if value.is_infinite() => "Inf".to_owned(),
                Step::Value(value) => value.to_string(),
            })
            .collect();
        writeln!(text, "      - series: '{labels}'\n        values: '{}'", values.join(" ")).unwrap();
    }
    text.push_str("    promql_expr_test:\n");
    for (expression, millis) in cases {
        writeln!(
            text,
            "      - expr: '{expression}'\n        eval_time: {millis}ms\n        exp_samples: []"
        )
        .unwrap();
    }
    text
}

/// What promtool printed: for each expression and time, the series it got, or that it failed.
fn answers(said: &str) -> HashMap<(String, String), Option<BTreeMap<String, f64>>> {
    let mut answers = HashMap::new();
    let mut asked = None;
    for line in said.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("expr: ") {
            let (expression, rest) = rest.rsplit_once(", time: ").unwrap();
            let expression: String = serde_json::from_str(expression).unwrap();
            let (time, failed) = match rest.split_once(", err: ") {
                Some((time, _)) => (time, true),
                None => (rest.trim_end_matches(','), false),
            };
            asked = Some((expression, time.to_owned()));
            if failed {
                answers.insert(asked.take().unwrap(), None);
            }
        } else if let Some(got) = line.strip_prefix("got: ") {
            let series = got.split_inclusive('}').collect::<Vec<_>>();
            // "{a="b"} 1, name{c="d"} 2": each piece but the first begins with the value before it.
            let mut values = BTreeMap::new();
            let mut labels = (*series.first().unwrap()).to_owned();
            for piece in series.iter().skip(1).chain([&""]) {
                let (value, next) = piece.split_once(", ").unwrap_or((piece, ""));
                if !value.is_empty() || !next.is_empty() {
                    values.insert(std::mem::take(&mut labels), value.trim().parse().unwrap());
                    next.clone_into(&mut labels);
                }
            }
            answers.insert(asked.take().unwrap(), Some(values));
        }
    }
    answers
}

#[expect(clippy::float_cmp, reason = "infinities are equal, or not")]
fn agree(ours: f64, theirs: f64) -> bool {
    ours == theirs
        || (ours.is_nan() && theirs.is_nan())
        || (ours - theirs).abs() <= 1e-9 * ours.abs().max(theirs.abs()).max(1e-3)
}

/// Labels as promtool prints them.
fn as_printed(labels: &Labels) -> String {
    let pairs: Vec<String> = labels.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// Milliseconds as promtool prints them.
fn printed(millis: i64) -> String {
    let (minutes, seconds, millis) = (millis / 60_000, millis / 1000 % 60, millis % 1000);
    let mut text = String::new();
    for (count, unit) in [(minutes, "m"), (seconds, "s"), (millis, "ms")] {
        if count > 0 {
            write!(text, "{count}{unit}").unwrap();
        }
    }
    text
}

#[test]
fn the_subset_agrees_with_promtool() {
    if !promtool::available("the_subset_agrees_with_promtool") {
        return;
    }
    let mut dice = Dice(20_260_101);
    let (mut compared, mut with_values, mut refused) = (0, 0, 0);
    for batch in 0..4 {
        // One group a file: promtool does not say which group an expression belongs to.
        let inputs = inputs(&mut dice);
        let mut cases: Vec<(String, i64)> = Vec::new();
        while cases.len() < 400 {
            // Off the samples, which lie at whole tens of seconds, and off the edges of every range.
            let millis = i64::from(dice.roll(590)) * 1000 + 337;
            let case = (expression(&mut dice), millis);
            if !cases.contains(&case) {
                cases.push(case);
            }
        }
        let test = format!("evaluation_interval: 10s\ntests:\n{}", group(batch, &inputs, &cases));
        let said = promtool::test_rules(None, &test);
        let answers = answers(&said);
        assert!(answers.len() > 200, "promtool said too little: {said}");
        for (expression, millis) in &cases {
            let key = (expression.clone(), printed(*millis));
            let theirs = answers.get(&key).cloned().unwrap_or_else(|| Some(BTreeMap::new()));
            let query = Query::parse(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
            let at = Timestamp::from_millis(*millis);
            let ours = query.eval(&store(&inputs, &query), at).ok().map(|value| match value {
                Value::Scalar(value) => BTreeMap::from([("{}".to_owned(), value)]),
                Value::Vector(series) => {
                    series.into_iter().map(|(labels, value)| (as_printed(&labels), value)).collect()
                }
            });
            let same = match (&ours, &theirs) {
                (Some(ours), Some(theirs)) => {
                    with_values += usize::from(!ours.is_empty());
                    ours.len() == theirs.len()
                        && ours
                            .iter()
                            .all(|(labels, value)| theirs.get(labels).is_some_and(|t| agree(*value, *t)))
                }
                (None, None) => {
                    refused += 1;
                    true
                }
                _ => false,
            };
            assert!(same, "{expression} at {millis} ms:\n  ours   {ours:?}\n  theirs {theirs:?}");
            compared += 1;
        }
    }
    assert!(compared >= 1_000 && with_values >= 1_000, "{compared} compared, {with_values} with values");
    eprintln!("{compared} queries agree with promtool, {with_values} with values, {refused} refused by both");
}
