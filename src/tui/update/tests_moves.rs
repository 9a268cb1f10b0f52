//! Before, keys, after: searching, pasting, the terminal, the mouse, what is lost on the way.

use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Size;

use crate::model::Ask;
use crate::model::event::Event;
use crate::model::ids::StepId;
use crate::model::verdict::{Outcome, Verdict};
use crate::session::message::{FromClient, FromConductor};
use crate::tui::Left;
use crate::tui::app::{Modal, Msg, Outgoing};
use crate::tui::fixture::Hand;
use crate::tui::keys::Layer;

fn step(id: &str) -> StepId {
    StepId::new(id)
}

#[test]
fn keys_on_a_screen_too_small_only_leave() {
    let mut hand = Hand::new(59, 15);
    hand.keys("<Enter>xyz");
    assert_eq!(hand.asked(), []);
    hand.keys("d");
    assert!(hand.sent.iter().any(|out| matches!(out, Outgoing::Leave(Left::Detached))));
}

#[test]
fn a_paste_is_no_row_of_commands() {
    let mut hand = Hand::new(80, 24);
    hand.msg(Msg::Paste("xr\n\n".to_owned()));
    assert_eq!((hand.asked(), hand.model.ui.layer()), (vec![], Layer::Main));
}

#[test]
fn searching_moves_and_escape_comes_back() {
    let mut hand = Hand::new(120, 40);
    hand.keys("/health");
    assert_eq!(hand.selected(), "health");
    hand.keys("<Esc>");
    assert_eq!(hand.selected(), "database-backup");
    hand.keys("/deploy<Down><Enter>");
    assert_ne!(hand.selected(), "database-backup");
    assert_eq!(hand.model.ui.layer(), Layer::Main);
}

#[test]
fn the_terminal_takes_every_key_but_one() {
    let mut hand = Hand::new(120, 40);
    hand.done_before("psql").start("psql").asked();
    hand.keys("xR<C-c>");
    let keys = hand.sent.iter().filter(|out| matches!(out, Outgoing::Send(FromClient::Keys { .. }))).count();
    assert_eq!((keys, hand.model.ui.layer()), (3, Layer::Terminal));
    // As the terminal sends Ctrl-].
    hand.keys("<C-5>");
    assert_eq!(hand.model.ui.layer(), Layer::Main);
    hand.keys("<Enter>");
    assert_eq!(hand.model.ui.layer(), Layer::Terminal);
    hand.event(Event::StepFailed { step: step("psql"), reason: "x".to_owned() });
    hand.end("psql", Verdict::Passed, 0);
    assert_eq!(hand.model.ui.layer(), Layer::Main);
}

#[test]
fn a_command_on_a_terminal_is_told_its_size_before_it_starts() {
    for (width, height) in [(120, 40), (80, 24)] {
        let mut hand = Hand::new(width, height);
        hand.done_before("psql").sent.clear();
        hand.keys("<Enter>");
        let [
            Outgoing::Send(FromClient::Resize { step: told, cols, rows }),
            Outgoing::Send(FromClient::Ask { .. }),
        ] = hand.sent.as_slice()
        else {
            panic!("{:?}", hand.sent)
        };
        let (told, size) = (told.clone(), (*cols, *rows));
        assert_eq!(told, step("psql"));
        hand.start("psql");
        assert_eq!(hand.model.pty.as_ref().unwrap().size, size, "{width}x{height}: as it is shown then");
    }
}

#[test]
fn a_full_channel_is_told_and_nothing_hangs() {
    let mut hand = Hand::new(80, 24);
    hand.keys("<Enter>");
    let message = hand.sent.pop().unwrap();
    let Outgoing::Send(message) = message else { panic!("{message:?}") };
    hand.msg(Msg::Unsent(Box::new(message)));
    assert!(hand.model.wishes.is_empty());
    assert!(hand.screen().contains("was not sent"));
}

#[test]
fn an_event_that_the_snapshot_had_is_not_folded_twice() {
    let mut hand = Hand::new(80, 24);
    hand.start("database-backup");
    let events = hand.model.state.events;
    hand.conductor(FromConductor::Event(Box::new(crate::model::Recorded {
        seq: events - 1,
        at: hand.model.now,
        by: crate::model::Actor::Conductor,
        event: Event::AttemptStarted {
            step: step("database-backup"),
            attempt: 1,
            variant: None,
            command_sha256: String::new(),
            confirmed: None,
        },
    })));
    assert_eq!(hand.model.state.step(&step("database-backup")).unwrap().attempts.len(), 1);
}

#[test]
fn questions_follow_one_another() {
    let mut hand = Hand::new(80, 24);
    hand.done_before("health").start("health").end("health", Verdict::Passed, 0);
    hand.event(Event::ChecksStarted { step: step("health"), round: 1 });
    for check in ["/health is healthy", "/health/ready answers"] {
        hand.tried("health", check, Outcome::Passed, "200", "").verdict("health", check, Outcome::Passed);
    }
    hand.asked();
    hand.keys("<Enter>n<Tab>nothing there<Enter>");
    assert_eq!(
        hand.asked(),
        [Ask::Answer {
            step: step("health"),
            check: "The dashboard shows traffic".into(),
            yes: false,
            evidence: "nothing there".to_owned(),
        }]
    );
}

#[test]
fn the_mouse_selects_and_scrolls_and_runs_nothing() {
    let mut hand = Hand::new(120, 40);
    let mut mouse = |kind, column, row| {
        let modifiers = ratatui::crossterm::event::KeyModifiers::NONE;
        hand.msg(Msg::Mouse(MouseEvent { kind, column, row, modifiers }));
        hand.model.ui.selected.clone()
    };
    let selected = mouse(MouseEventKind::Down(MouseButton::Left), 5, 4);
    assert_eq!(selected, crate::tui::app::Row::Step(step("team")));
    mouse(MouseEventKind::ScrollUp, 5, 4);
    assert_eq!(hand.selected(), "database-backup");
    assert_eq!(hand.asked(), []);
}

#[test]
fn menus_and_pages_close_with_escape() {
    for keys in ["?", "c", "t", "m", ":", "t<Enter>", "R", "d", "n"] {
        let mut hand = Hand::new(80, 24);
        hand.done_before("health").keys(keys);
        assert!(!hand.model.ui.modals.is_empty(), "{keys}");
        hand.keys("<Esc><Esc>");
        assert!(hand.model.ui.modals.is_empty(), "{keys}");
    }
}

#[test]
fn a_trouble_step_is_run_as_any_other() {
    let mut hand = Hand::new(120, 40);
    hand.done_before("health").keys("t<Enter><Enter>");
    assert_eq!(hand.selected(), "td-logs");
    assert!(hand.screen().contains("Trouble: API"));
    hand.asked();
    hand.keys("<Enter>");
    assert_eq!(hand.asked(), [Ask::Run { step: step("td-logs"), confirm: None }]);
}

#[test]
fn a_resize_keeps_everything() {
    let mut hand = Hand::new(120, 40);
    hand.at("health").keys("nabc");
    hand.msg(Msg::Resize(Size::new(80, 24)));
    assert!(hand.screen().contains("abc"));
    assert!(matches!(hand.model.ui.modals.as_slice(), [Modal::Dialog(_)]));
}
