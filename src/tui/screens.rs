//! The screens, as an engineer at 02:00 sees them.

use base64::Engine as _;
use ratatui::style::Modifier;

use super::fixture::Hand;
use super::theme::{Depth, Symbols};
use crate::model::event::{Event, GuardPhase, RehearsalOf};
use crate::model::ids::{PlanId, StepId};
use crate::model::live::{Live, Seat};
use crate::model::verdict::{Outcome, Verdict};
use crate::session::message::FromConductor;

/// Health checks run, metrics come in.
fn running(width: u16, height: u16) -> Hand {
    let mut hand = Hand::new(width, height);
    hand.done_before("health").metrics();
    hand.start("health").wait(31).printed("health", 30);
    hand
}

/// The command has failed.
fn failed(width: u16, height: u16) -> Hand {
    let mut hand = running(width, height);
    hand.end("health", Verdict::Failed, 22).fetched();
    hand
}

/// The checks have failed; a rollback is offered by a firing guard.
fn offered(width: u16, height: u16) -> Hand {
    let mut hand = running(width, height);
    hand.end("health", Verdict::Passed, 0)
        .event(Event::ChecksStarted { step: StepId::new("health"), round: 1 });
    hand.tried(
        "health",
        "/health is healthy",
        Outcome::Failed,
        "503 Service Unavailable",
        "status is 503, not 200",
    );
    hand.verdict("health", "/health is healthy", Outcome::Failed);
    hand.tried("health", "/health/ready answers", Outcome::Passed, "200 OK", "");
    hand.verdict("health", "/health/ready answers", Outcome::Passed);
    hand.guard(GuardPhase::Firing, "7.4 %").event(Event::PlanOffered {
        plan: PlanId::new("manual-compose"),
        because: "guard “Error rate above 5% for 2 minutes” fired: 7.4 %".to_owned(),
    });
    hand.fetched();
    hand
}

fn rolling(width: u16, height: u16) -> Hand {
    let mut hand = offered(width, height);
    hand.event(Event::PlanStarted {
        plan: PlanId::new("manual-compose"),
        because: "error rate".to_owned(),
        confirmed: Some("manual-compose".to_owned()),
    });
    hand.start("rb-stop").wait(12);
    hand
}

macro_rules! screens {
    ($($name:ident: $hand:expr;)*) => {$(
        #[test]
        fn $name() {
            let mut hand: Hand = $hand;
            hand.fetched();
            insta::assert_snapshot!(stringify!($name), hand.screen());
        }
    )*};
}

fn keyed(mut hand: Hand, keys: &str) -> Hand {
    hand.keys(keys);
    hand
}

screens! {
    start_120x40: Hand::new(120, 40);
    start_80x24: Hand::new(80, 24);
    running_120x40: running(120, 40);
    running_100x30: running(100, 30);
    running_80x24_steps: running(80, 24);
    running_80x24_step: keyed(running(80, 24), "<Tab>");
    running_80x24_output: keyed(running(80, 24), "<Tab><Tab>");
    running_80x24_metrics: keyed(running(80, 24), "<Tab><Tab><Tab>");
    too_small_59x15: running(59, 15);
    smallest_60x16: running(60, 16);
    failure_menu_120x40: failed(120, 40);
    failure_menu_80x24: failed(80, 24);
    offered_120x40: keyed(offered(120, 40), "<Esc>");
    offered_80x24: keyed(offered(80, 24), "<Esc>");
    rolling_120x40: rolling(120, 40);
    rolling_80x24: rolling(80, 24);
    rolling_ascii_80x24: rolling(80, 24).theme("dark", Depth::None, Symbols::ASCII);
    help_80x24: keyed(running(80, 24), "?");
    contacts_80x24: keyed(running(80, 24), "c");
    palette_80x24: keyed(running(80, 24), ":note");
    troubles_80x24: keyed(running(80, 24), "t");
    trouble_page_120x40: keyed(running(120, 40), "t<Enter>");
    metrics_page_120x40: keyed(running(120, 40), "m");
    search_120x40: keyed(running(120, 40), "/prod");
    plans_80x24: keyed(running(80, 24), "R");
    confirm_plan_80x24: keyed(running(80, 24), "R<Enter>");
    detach_80x24: keyed(running(80, 24), "d");
    cancel_80x24: keyed(running(80, 24), "K");
    note_80x24: keyed(running(80, 24), "nlooks slow");
    group_80x24: keyed(running(80, 24), "<Home><Tab>");
}

#[test]
fn dialogs_of_a_step() {
    let mut hand = Hand::new(80, 24);
    hand.done_before("deploy").keys("<Enter>");
    insta::assert_snapshot!("variants_80x24", hand.screen());
    hand.keys("2").granted();
    hand.event(Event::VariantChosen { step: StepId::new("deploy"), variant: "kubernetes".into() });
    hand.keys("<Enter>");
    insta::assert_snapshot!("confirm_80x24", hand.screen());
    hand.keys("deplox<Enter>");
    insta::assert_snapshot!("confirm_wrong_80x24", hand.screen());
}

#[test]
fn dialogs_of_an_outcome() {
    let mut hand = running(80, 24);
    hand.end("health", Verdict::Look, 0).keys("<Enter>");
    insta::assert_snapshot!("look_80x24", hand.screen());
    let mut hand = running(80, 24);
    hand.end("health", Verdict::Passed, 0)
        .event(Event::ChecksStarted { step: StepId::new("health"), round: 1 });
    for check in ["/health is healthy", "/health/ready answers"] {
        hand.tried("health", check, Outcome::Passed, "200 OK", "").verdict("health", check, Outcome::Passed);
    }
    hand.keys("<Enter>");
    insta::assert_snapshot!("answer_80x24", hand.screen());
    let mut hand = failed(80, 24);
    hand.keys("w");
    insta::assert_snapshot!("waive_80x24", hand.screen());
    let mut hand = running(80, 24);
    hand.end("health", Verdict::Interrupted, 0);
    insta::assert_snapshot!("interrupted_80x24", hand.screen());
}

#[test]
fn signing() {
    let mut hand = Hand::new(80, 24);
    hand.done_before("approve").keys("<Enter>");
    insta::assert_snapshot!("sign_80x24", hand.screen());
    let mut hand = Hand::new(120, 40);
    hand.done_before("gate").keys("s");
    insta::assert_snapshot!("gate_120x40", hand.screen());
}

#[test]
fn ending() {
    let mut hand = Hand::new(80, 24);
    hand.done_before("nothing").keys("e");
    insta::assert_snapshot!("end_80x24", hand.screen());
    hand.event(Event::RunEnded { outcome: crate::model::verdict::RunOutcome::Go, note: String::new() });
    insta::assert_snapshot!("ended_80x24", hand.screen());
}

#[test]
fn watching() {
    let mut hand = Hand::new(120, 40);
    hand.done_before("watch").metrics();
    hand.event(Event::WatchStarted { step: StepId::new("watch"), round: 1 });
    let until = hand.model.now.plus_millis(300_000);
    hand.live(Live::Watch {
        step: StepId::new("watch"),
        criteria: vec![
            ("Error rate below 1%".to_owned(), true, "0.4 % over 12 samples".to_owned()),
            ("P95 latency below 300 ms".to_owned(), false, "412 ms".to_owned()),
        ],
        until,
    });
    hand.wait(62).guard(GuardPhase::Pending, "6.1 %").wait(30);
    insta::assert_snapshot!("watch_120x40", hand.screen());
}

#[test]
fn everything_grave_at_once() {
    let mut hand = offered(80, 24);
    hand.keys("<Esc>");
    hand.model.welcome.seat = Seat::Observer;
    hand.model.state.parked = Some("step health asks a question".to_owned());
    hand.live(Live::Stuck { reason: Some("No space left on device".to_owned()) });
    let mut start = hand.model.state.start.clone().unwrap();
    start.rehearsal = Some(RehearsalOf { scenario: Some("error-spike".to_owned()), speed: 10 });
    hand.model.state.start = Some(start);
    hand.keys("r");
    insta::assert_snapshot!("grave_80x24", hand.screen());
}

#[test]
fn a_terminal_step() {
    let mut hand = Hand::new(120, 40);
    hand.done_before("psql").start("psql");
    assert!(hand.model.ui.captured);
    let text = "psql (15.5)\r\n\u{1b}[1mholi=>\u{1b}[0m ";
    hand.live(Live::Output { step: StepId::new("psql"), attempt: 1, bytes: text.len() as u64, lines: 2 });
    super::update::fetch(&mut hand.model);
    let id = hand.model.pty.as_ref().unwrap().asked.unwrap();
    hand.conductor(FromConductor::Bytes {
        id,
        step: StepId::new("psql"),
        attempt: 1,
        offset: 0,
        bytes: base64::engine::general_purpose::STANDARD.encode(text),
    });
    insta::assert_snapshot!("terminal_120x40", hand.screen());
}

#[test]
fn rollback_is_told_without_colour() {
    let hand = rolling(120, 40).theme("dark", Depth::None, Symbols::UNICODE);
    let (screen, buffer) = (hand.screen(), hand.buffer());
    assert!(screen.contains("ROLLING BACK: Manual rollback with Docker Compose"), "{screen}");
    assert!(screen.contains('┏') && screen.contains('┃'), "{screen}");
    assert!(buffer.content().iter().all(|cell| cell.fg == ratatui::style::Color::Reset));
    assert!(buffer.content()[0].modifier.contains(Modifier::REVERSED));
}

#[test]
fn a_late_rollback_says_so() {
    let mut hand = rolling(80, 24);
    hand.keys("<Esc>").wait(15 * 60);
    let screen = hand.screen();
    assert!(screen.contains("OVERDUE 0/2") && screen.contains("OVER its 15m"), "{screen}");
}

#[test]
fn ascii_is_ascii() {
    for keys in ["", "<Esc><Tab>", "<Esc>?", "<Esc>R", "<Esc>m"] {
        let hand = keyed(rolling(120, 40).theme("dark", Depth::None, Symbols::ASCII), keys);
        let odd: String = hand.screen().chars().filter(|c| !c.is_ascii()).collect();
        assert_eq!(odd, "", "after {keys}");
    }
}

#[test]
fn nothing_evil_reaches_the_screen() {
    let evil = "x\u{1b}]52;c;aGk=\u{7}y\u{1b}[2J\u{202e}z\u{9b}31m\u{0}";
    let mut hand = running(120, 40);
    let mut book = crate::model::runbook::Runbook::from((*hand.model.state.book).clone());
    book.title = evil.to_owned();
    for step in &mut book.phase[1].step {
        step.title = evil.to_owned();
        step.text = Some(evil.to_owned());
        step.run = Some(evil.to_owned());
    }
    book.guard[0].title = evil.to_owned();
    book.metric[0].title = evil.to_owned();
    book.plan[0].title = evil.to_owned();
    book.contact[0].role = evil.to_owned();
    hand.model.state.book = std::sync::Arc::new(book.into());
    hand.model.state.driver = Some(evil.into());
    hand.live(Live::Stuck { reason: Some(evil.to_owned()) });
    hand.event(Event::NoteAdded { step: Some(StepId::new("health")), text: evil.to_owned() });
    for keys in ["", "<Tab>", "c", "<Esc>R", "<Enter>", "<Esc>?", "<Esc>m", "<Esc>d", "<Esc>:", "<Esc>K"] {
        hand.keys(keys);
        let buffer = hand.buffer();
        for cell in buffer.content() {
            assert!(cell.symbol().chars().all(super::safe::is_plain), "{:?} after {keys}", cell.symbol());
        }
        assert!(!hand.screen().contains("]52"), "{}", hand.screen());
    }
}

#[test]
fn any_size_is_drawn_without_a_panic() {
    for keys in ["", "<Esc><Tab>", "<Esc>?", "<Esc>R<Enter>", "<Esc>nabc", "<Esc>m", "<Esc>t<Enter>"] {
        for (width, height) in [(1, 1), (2, 30), (59, 15), (60, 16), (61, 17), (99, 20), (100, 16), (250, 90)]
        {
            let mut hand = offered(120, 40);
            hand.keys(keys);
            hand.msg(super::app::Msg::Resize(ratatui::layout::Size::new(width, height)));
            hand.screen();
        }
    }
}
