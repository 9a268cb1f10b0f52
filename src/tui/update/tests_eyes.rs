//! Before, keys, after: the metrics' cursor, the logs' lines.

use crate::model::ids::{LogId, MetricId};
use crate::model::live::{Live, LogLine};
use crate::tui::app::{LogView, MetricView, Modal};
use crate::tui::fixture::Hand;
use crate::tui::keys::Layer;

const EVERY: i64 = 5_000;

/// A sample every five seconds for ten minutes.
fn sampled() -> Hand {
    let mut hand = Hand::eyes(80, 24);
    let now = hand.model.now;
    for id in ["error-rate", "p95"] {
        let points = (0..120).rev().map(|back| (now.plus_millis(-back * EVERY), Some(0.1))).collect();
        hand.live(Live::History { metric: MetricId::new(id), points });
    }
    hand
}

fn view(hand: &Hand) -> MetricView {
    let Some(Modal::Metrics(view)) = hand.model.ui.modals.last() else { panic!("no metrics in front") };
    view.clone()
}

/// How many samples before now the cursor stands, and the right edge.
fn back(hand: &Hand) -> (Option<i64>, Option<i64>) {
    let view = view(hand);
    let samples = |at: crate::model::stamp::Stamp| hand.model.now.since(at) / EVERY;
    (view.cursor.map(samples), view.end.map(samples))
}

#[test]
fn the_cursor_goes_through_time_and_the_chart_stands_under_it() {
    for (keys, after) in [
        ("m", (None, None)),
        ("m<Left>", (Some(1), Some(0))),
        ("m<Left><Left><Left>", (Some(3), Some(0))),
        ("m<PgUp><Right>", (Some(9), Some(0))),
        ("m<PgUp><End>", (None, None)),
        ("m<Left><Right>", (None, None)),
        ("m<Right>", (None, None)),
        ("m<Home>", (Some(119), Some(119 - 62))),
        ("m<Home><Left><Left>", (Some(119), Some(119 - 62))),
    ] {
        let mut hand = sampled();
        hand.keys(keys);
        assert_eq!(back(&hand), after, "{keys}");
    }
}

#[test]
fn the_chart_stands_still_while_time_goes_on() {
    let mut hand = sampled();
    hand.keys("m<Left><Left>");
    let before = view(&hand);
    hand.wait(60);
    assert_eq!(view(&hand), before);
    hand.keys("<End>");
    assert_eq!(back(&hand), (None, None));
}

#[test]
fn arrows_choose_the_metric_and_the_cursor_stays() {
    let mut hand = sampled();
    hand.keys("m<PgUp><Down><Down>");
    assert_eq!((view(&hand).metric, back(&hand).0), (2, Some(10)));
    hand.keys("<Down><Down><Down><Up>");
    assert_eq!(view(&hand).metric, 2);
    hand.keys("m");
    assert_eq!(hand.model.ui.layer(), Layer::Main);
}

fn lines(hand: &mut Hand, numbers: std::ops::RangeInclusive<u64>) {
    let at = hand.model.now;
    let lines = numbers.map(|number| LogLine { number, at, text: format!("line {number}"), marks: vec![] });
    let lines = lines.collect();
    hand.live(Live::LogLines { log: LogId::new("api"), lines });
}

#[test]
fn a_log_is_followed_until_it_is_scrolled() {
    let mut hand = Hand::eyes(80, 24);
    lines(&mut hand, 1..=100);
    hand.keys("L");
    assert!(hand.screen().contains("line 100"));
    hand.keys("<Up><Up><Up>");
    lines(&mut hand, 101..=200);
    let screen = hand.screen();
    assert!(screen.contains("line 97 ") && !screen.contains("line 98 "), "{screen}");
    hand.keys("<End>");
    assert!(hand.screen().contains("line 200"));
    hand.keys("<Home><Right>");
    let screen = hand.screen();
    assert!(screen.contains("from column 21") && !screen.contains("line 1 "), "{screen}");
    hand.keys("<PgUp><Tab>");
    let Some(Modal::Logs(view)) = hand.model.ui.modals.last() else { panic!() };
    assert_eq!(*view, LogView { log: 1, ..LogView::default() });
}

#[test]
fn without_logs_and_metrics_the_keys_say_so() {
    let mut hand = Hand::new(80, 24);
    hand.keys("L");
    assert_eq!(hand.model.ui.layer(), Layer::Main);
    assert!(hand.screen().contains("follows no logs"));
    hand.model.state.book = {
        let text = "format = 1\nid = \"a\"\ntitle = \"A\"\n[[phase]]\nid = \"p\"\ntitle = \"P\"";
        let book: crate::model::runbook::Runbook = toml::from_str(text).unwrap();
        std::sync::Arc::new(book.into())
    };
    hand.keys("m<Up><Down><Left><Right><Home><End>");
    assert!(hand.screen().contains("has no metrics"));
}
