use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::metrics::store::{Limits, Point};
use crate::metrics::{Labels, Reading, Store, Timestamp};

fn refusal(text: &str) -> String {
    Query::parse(text).expect_err(text).to_string()
}

#[test]
fn what_is_outside_the_subset_is_named_with_its_place() {
    for (text, named) in [
        ("topk(3, up)", "the aggregation topk (column 1)"),
        ("1 + quantile(0.5, up)", "the aggregation quantile (column 5)"),
        ("sum(deriv(up[5m]))", "the function deriv() (column 5)"),
        ("label_replace(up, \"a\", \"b\", \"c\", \"d\")", "the function label_replace() (column 1)"),
        ("max_over_time(rate(up[1m])[5m:1m])", "a subquery (column 30)"),
        ("up @ 5", "the @ modifier (column 4)"),
        ("up / on (a) group_left () down", "group_left (column 13)"),
        ("up / on (a) group_right (b) down", "group_right (column 13)"),
        ("up atan2 down", "the operator atan2 (column 4)"),
        ("up[5m]", "a range of samples as the result (column 3)"),
        ("\"text\"", "a text as the result"),
        ("up{a=\"1\" or b=\"2\"}", "\"or\" between matchers (column 10)"),
    ] {
        let told = refusal(text);
        assert!(told.starts_with(named) && told.contains("needs a Prometheus server"), "{text}: {told}");
    }
}

#[test]
fn what_is_not_promql_is_refused() {
    for text in [
        "",
        "sum(",
        "up{",
        "up{a=~\"(\"}",
        "rate(up)",
        "rate(5)",
        "up[",
        "1 > 2",
        "nothing(up)",
        "{}",
        "sum(1)",
    ] {
        assert!(refusal(text).starts_with("not a PromQL query"), "{text}: {}", refusal(text));
    }
    assert!(refusal("1 + nothing(up)").contains("(column 5)"));
    let long = format!("up{}", " ".repeat(MAX_QUERY_BYTES));
    assert!(matches!(Query::parse(&long), Err(QueryError::TooLong { .. })));
    for deep in [
        format!("{}1{}", "(".repeat(4000), ")".repeat(4000)),
        format!("{}up", "-".repeat(8000)),
        vec!["up"; 2000].join("+"),
        format!("{}up{}", "sum(".repeat(500), ")".repeat(500)),
    ] {
        assert!(matches!(Query::parse(&deep), Err(QueryError::TooDeep { .. })), "{}", &deep[..10]);
    }
}

#[test]
fn a_query_says_how_far_it_looks_back() {
    let back = |text| Query::parse(text).unwrap().looks_back();
    assert_eq!(back("1"), Duration::ZERO);
    assert_eq!(back("up"), LOOKBACK);
    assert_eq!(back("rate(a[1m]) + up offset 10m"), Duration::from_mins(15));
    assert_eq!(back("rate(a[2h] offset 1h)"), Duration::from_hours(3));
}

#[test]
fn errors_on_data_are_told() {
    let query = Query::parse("a + on (x) b").unwrap();
    let mut store = Store::new([&query], Limits::default());
    let at = Timestamp::from_millis(1000);
    for (name, y) in [("a", "1"), ("b", "1"), ("b", "2")] {
        store.append(Labels::new([("__name__", name), ("x", "1"), ("y", y)]), Point { at, value: 1.0 });
    }
    let error = query.eval(&store, at).unwrap_err();
    assert!(matches!(error, EvalError::ManyToMany { side: "right", .. }), "{error}");
    let error = Query::parse("b + on (x) a").unwrap().eval(&store, at).unwrap_err();
    assert!(matches!(error, EvalError::ManyToMany { side: "left", .. }), "{error}");
    let error = Query::parse("abs({x=\"1\"})").unwrap().eval(&store, at).unwrap_err();
    assert!(matches!(error, EvalError::SameLabels { .. }), "{error}");
    assert_eq!(Query::parse("sum(b)").unwrap().eval(&store, at).unwrap().single(), Reading::One(2.0));
    assert_eq!(Query::parse("b").unwrap().eval(&store, at).unwrap().single(), Reading::Many(2));
    assert_eq!(Query::parse("0 / 0").unwrap().eval(&store, at).unwrap().single(), Reading::NaN);
}

fn soup() -> impl Strategy<Value = String> {
    let pieces = [
        "sum",
        "rate",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "5m",
        "1",
        "-",
        "+",
        "*",
        "by",
        "on",
        "offset",
        "a",
        "b",
        "=",
        "=~",
        "\"",
        "'",
        "\"x\"",
        ",",
        " ",
        "@",
        "bool",
        ">",
        "==",
        "and",
        "\\",
        "é",
        "0x",
        "1e",
        ":",
        "histogram_quantile",
        "99999999999y",
        "!",
        "`",
        "#",
        "\n",
        "start",
        "fill",
        "group_left",
    ];
    proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..25)
        .prop_map(|pieces| pieces.join(""))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics_the_parser(text in prop_oneof![4 => soup(), 1 => any::<String>()]) {
        if let Ok(query) = Query::parse(&text) {
            let _ = query.eval(&Store::new([&query], Limits::default()), Timestamp::from_millis(0));
        }
    }
}
