//! The `PromQL` subset against promtool, over generated series with resets, gaps and ended series.
//!
//! Every expression is given to promtool with an expectation of nothing, so that it prints what it got; an
//! expression it does not print has given nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gonogo::metrics::promql::{Query, Value};
use gonogo::metrics::store::{Limits, Point};
use gonogo::metrics::{Labels, Store, Timestamp};

use super::dice::Dice;
use super::promtool::{self, answers, printed};

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
    // Silent for longer than a sample is looked back for, in some.
    let silent = if dice.roll(3) == 0 { 12..12 + 35 } else { 0..0 };
    let steps = (0..BEATS).map(|beat| match dice.roll(60) {
        _ if silent.contains(&beat) => Step::Gap,
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
        let bounds = bounds[dice.index(2)];
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

#[expect(clippy::float_cmp, reason = "infinities are equal, or not")]
fn agree(ours: f64, theirs: f64) -> bool {
    ours == theirs
        || (ours.is_nan() && theirs.is_nan())
        || (ours - theirs).abs() <= 1e-9 * ours.abs().max(theirs.abs()).max(1e-3)
}

/// What a case is about, of what must be covered.
fn kinds(expression: &str, inputs: &[Input], millis: i64) -> Vec<&'static str> {
    let has = |words: &[&str]| words.iter().any(|word| expression.contains(word));
    let mut kinds = Vec::new();
    for (kind, words) in [
        ("rate", &["rate("][..]),
        ("increase", &["increase("]),
        ("histogram_quantile", &["histogram_quantile("]),
        ("aggregation", &["sum", "avg ", "min ", "max ", "count "]),
        ("offset", &[" offset "]),
        ("comparison", &[" == ", " != ", " > ", " < ", " >= ", " <= "]),
        ("over time", &["_over_time("]),
    ] {
        if has(words) {
            kinds.push(kind);
        }
    }
    let of_expression = |input: &&Input| expression.contains(&input.labels[0].1);
    if inputs.iter().filter(of_expression).any(|input| is_stale(input, millis)) {
        kinds.push("staleness");
    }
    kinds
}

/// Whether the series has ended, or been silent for longer than the five minutes that a sample counts for.
fn is_stale(input: &Input, millis: i64) -> bool {
    let beat = usize::try_from(millis / 1000 / EVERY_SECONDS).unwrap();
    let last = input.steps[..=beat.min(BEATS - 1)].iter().rposition(|step| !matches!(step, Step::Gap));
    last.is_some_and(|last| matches!(input.steps[last], Step::End) || beat - last > 30)
}

/// Labels as promtool prints them.
fn as_printed(labels: &Labels) -> String {
    let pairs: Vec<String> = labels.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// What gonogo gives: the value of each series, or nothing where it refuses.
fn ours(query: &Query, store: &Store, at: i64) -> Option<BTreeMap<String, f64>> {
    query.eval(store, Timestamp::from_millis(at)).ok().map(|value| match value {
        Value::Scalar(value) => BTreeMap::from([("{}".to_owned(), value)]),
        Value::Vector(series) => {
            series.into_iter().map(|(labels, value)| (as_printed(&labels), value)).collect()
        }
    })
}

fn same(ours: Option<&BTreeMap<String, f64>>, theirs: Option<&BTreeMap<String, f64>>) -> bool {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(labels, value)| theirs.get(labels).is_some_and(|t| agree(*value, *t)))
        }
        (None, None) => true,
        _ => false,
    }
}

#[test]
fn the_subset_agrees_with_promtool() {
    if !promtool::available("the_subset_agrees_with_promtool") {
        return;
    }
    let mut dice = Dice::new(20_260_101);
    let (mut compared, mut with_values, mut refused, mut told_apart) = (0, 0, 0, 0);
    let mut covered: BTreeMap<&str, u32> = BTreeMap::new();
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
            let store = store(&inputs, &query);
            let got = ours(&query, &store, *millis);
            let agreed = same(got.as_ref(), theirs.as_ref());
            assert!(agreed, "{expression} at {millis} ms:\n  ours   {got:?}\n  theirs {theirs:?}");
            compared += 1;
            refused += usize::from(theirs.is_none());
            if theirs.as_ref().is_some_and(|series| !series.is_empty()) {
                with_values += 1;
                // One beat later it is another question, and must be seen to have another answer where it has one.
                let later = ours(&query, &store, *millis + EVERY_SECONDS * 1000);
                told_apart += usize::from(!same(later.as_ref(), theirs.as_ref()));
                for kind in kinds(expression, &inputs, *millis) {
                    *covered.entry(kind).or_default() += 1;
                }
            }
        }
    }
    eprintln!(
        "{compared} queries agree with promtool, {with_values} with values, {refused} refused by both; {covered:?}; \
         {told_apart} differ one beat later"
    );
    assert!(compared >= 1_000 && with_values >= 1_000, "{compared} compared, {with_values} with values");
    assert!(covered.len() == 8 && covered.values().all(|count| *count >= 40), "{covered:?}");
    assert!(told_apart > with_values / 2, "{told_apart} of {with_values} differ one beat later");
}
