//! Metrics, guards and logs as an engineer sees them.

use super::fixture::Hand;
use super::theme::{Depth, Symbols};
use crate::model::event::{Baseline, Event, GuardPhase};
use crate::model::figure::Figure;
use crate::model::ids::{GuardId, LogId, MetricId, StepId};
use crate::model::live::{GuardNow, Live, LogCount, LogLine, LogNow, LogStanding, Trend};
use crate::model::span::Span;
use crate::model::stamp::Stamp;

const EVERY: i64 = 5_000;
const GUARDS: [&str; 3] =
    ["error-rate-above-5-for-2-minutes", "p95-latency-above-1-s", "api-health-for-2-minutes"];

/// Six minutes of samples, a silence of a minute and a half in the middle; the error rate rises in the end.
pub(super) fn sampled(width: u16, height: u16) -> Hand {
    let mut hand = Hand::eyes(width, height);
    let now = hand.model.now;
    let at = |back: i64| now.plus_millis(-back * EVERY);
    for (id, value) in [("error-rate", base as fn(i32) -> f64), ("p95", slow), ("queue", jobs)] {
        let points = (0..72).rev().filter(|back| !(30..48).contains(back));
        let points = points.map(|back| (at(back), Some(value(72 - i32::try_from(back).unwrap()))));
        hand.live(Live::History { metric: MetricId::new(id), points: points.collect() });
    }
    for (id, trend) in [("error-rate", Trend::Rising), ("p95", Trend::Steady), ("queue", Trend::Falling)] {
        let last = hand.model.seen.samples[&MetricId::new(id)].back().unwrap().clone();
        let (at, value) = (last.at, last.value);
        let live =
            Live::Sampled { metric: MetricId::new(id), at, value, reason: String::new(), trend: Some(trend) };
        hand.live(live);
    }
    hand.live(Live::Sampled {
        metric: MetricId::new("fhir"),
        at: Stamp::from_millis(0),
        value: None,
        reason: "connection refused: https://prometheus.holilabs.xyz".to_owned(),
        trend: None,
    });
    hand.event(Event::BaselineTaken {
        metric: MetricId::new("error-rate"),
        baseline: Baseline {
            at: now,
            query: "e".to_owned(),
            value: Figure::new(0.0021),
            samples: Vec::new(),
            covers: Span::seconds(300),
            note: String::new(),
        },
    });
    hand
}

fn base(n: i32) -> f64 {
    let late = f64::from((n - 56).max(0));
    0.002 + f64::from(n % 5) / 2_000.0 + late * 0.005
}

fn slow(n: i32) -> f64 {
    0.18 + f64::from(n % 7) / 200.0
}

fn jobs(n: i32) -> f64 {
    f64::from((72 - n) * 3 + n % 3)
}

/// A guard pending, one latched, one blind; the logs come in.
fn guarded(width: u16, height: u16) -> Hand {
    let mut hand = sampled(width, height);
    hand.event(Event::AttemptStarted {
        step: StepId::new("deploy"),
        attempt: 1,
        variant: None,
        command_sha256: String::new(),
        confirmed: None,
    });
    let now = hand.model.now;
    let moves = [(0, GuardPhase::Pending, "8.2 %"), (1, GuardPhase::Firing, "1.4 s")];
    for (guard, to, observed) in moves {
        let guard = GuardId::new(GUARDS[guard]);
        hand.event(Event::GuardMoved { guard, to, observed: observed.to_owned() });
    }
    hand.wait(31);
    let at = Some(hand.model.now);
    let stands = [
        GuardNow {
            at,
            observed: "8.2 %".to_owned(),
            breached: Some(true),
            fires_in: Some(Span::seconds(89)),
            ..GuardNow::default()
        },
        GuardNow {
            at,
            observed: "190 ms".to_owned(),
            breached: Some(false),
            clear: true,
            ..GuardNow::default()
        },
        GuardNow {
            at,
            observed: "connection refused".to_owned(),
            blind: true,
            blind_since: Some(now),
            ..GuardNow::default()
        },
    ];
    for (guard, now) in GUARDS.into_iter().zip(stands) {
        hand.live(Live::Guard { guard: GuardId::new(guard), now });
    }
    logged(&mut hand);
    hand
}

fn logged(hand: &mut Hand) {
    let at = hand.model.now;
    let lines = (1..=80_u64).map(|number| {
        let (text, marks) = if number % 9 == 0 {
            (format!("{number} ERROR sync of patient failed: timeout"), vec![(3, 8), (33, 40)])
        } else {
            (format!("{number} GET /health 200 \u{1b}[31m3ms"), Vec::new())
        };
        LogLine { number, at, text, marks }
    });
    let log = LogId::new("api");
    hand.live(Live::LogLines { log: log.clone(), lines: lines.collect() });
    let counts = [("ERROR|FATAL", 8), ("timeout", 8)];
    let counts = counts.map(|(pattern, lines)| LogCount { pattern: pattern.to_owned(), lines });
    hand.live(Live::Log {
        log,
        now: LogNow { standing: LogStanding::Following, lines: 80, counts: counts.to_vec() },
    });
    hand.live(Live::Log {
        log: LogId::new("proxy"),
        now: LogNow {
            standing: LogStanding::Ended {
                why: "exit 1: no such container".to_owned(),
                again: Some(at.plus_millis(8_000)),
            },
            lines: 0,
            counts: vec![LogCount { pattern: " 50[0-9] ".to_owned(), lines: 0 }],
        },
    });
}

fn keyed(mut hand: Hand, keys: &str) -> Hand {
    hand.keys(keys);
    hand
}

macro_rules! screens {
    ($($name:ident: $hand:expr;)*) => {$(
        #[test]
        fn $name() {
            let hand: Hand = $hand;
            insta::assert_snapshot!(stringify!($name), hand.screen());
        }
    )*};
}

screens! {
    metrics_120x40: keyed(sampled(120, 40), "m");
    metrics_80x24: keyed(sampled(80, 24), "m");
    metrics_60x16: keyed(sampled(60, 16), "m");
    metrics_cursor_120x40: keyed(sampled(120, 40), "m<Down><PgUp><PgUp><PgUp><PgUp><Right>");
    metrics_cursor_80x24: keyed(sampled(80, 24), "m<PgUp><Left><Left>");
    metrics_gap_cursor_80x24: keyed(sampled(80, 24), "m<PgUp><PgUp><PgUp><PgUp>");
    metrics_fault_80x24: keyed(sampled(80, 24), "m<Down><Down><Down>");
    metrics_zoomed_80x24: keyed(sampled(80, 24), "m-");
    metrics_ascii_80x24: keyed(sampled(80, 24).theme("dark", Depth::None, Symbols::ASCII), "m<PgUp>");
    guards_120x40: guarded(120, 40);
    guards_80x24: keyed(guarded(80, 24), "<Tab><Tab><Tab>");
    guards_and_metrics_120x40: keyed(guarded(120, 40), "m");
    logs_120x40: keyed(guarded(120, 40), "L");
    logs_80x24: keyed(guarded(80, 24), "L<PgUp>");
    logs_other_80x24: keyed(guarded(80, 24), "L<Tab>");
    queued_120x40: queued(120, 40);
    queued_80x24: queued(80, 24);
}

fn queued(width: u16, height: u16) -> Hand {
    let mut hand = Hand::eyes(width, height);
    hand.event(Event::StepsQueued { steps: vec![StepId::new("readable"), StepId::new("images")] });
    hand.event(Event::ChecksStarted { step: StepId::new("health"), round: 1 });
    hand.start("backup").wait(12);
    hand
}

#[test]
fn what_is_stale_says_for_how_long() {
    let mut hand = sampled(80, 24);
    let last = hand.model.now;
    hand.live(Live::Stale { metric: MetricId::new("p95"), last: Some(last) });
    hand.wait(42).keys("m<Down>");
    let screen = hand.screen();
    assert!(screen.contains("195 ms stale") || screen.contains("stale"), "{screen}");
    assert!(screen.contains("STALE: nothing since") && screen.contains("0:42 ago"), "{screen}");
    insta::assert_snapshot!("metrics_stale_80x24", screen);
}

#[test]
fn a_chart_is_told_without_colour() {
    let hand = keyed(sampled(120, 40).theme("dark", Depth::None, Symbols::UNICODE), "m<Left>");
    let (screen, buffer) = (hand.screen(), hand.buffer());
    assert!(buffer.content().iter().all(|cell| cell.fg == ratatui::style::Color::Reset));
    for told in ["crit 5 %", "warn 1 %", "CRIT", "×", "▲"] {
        assert!(screen.contains(told), "{told}: {screen}");
    }
}
