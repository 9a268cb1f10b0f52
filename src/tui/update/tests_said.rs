//! What the screen says is so, now, and said once.

use crate::model::event::Event;
use crate::model::ids::{Person, PlanId, Role, StepId};
use crate::model::live::Seat;
use crate::model::verdict::{Assurance, Meaning};
use crate::model::{Actor, Ask, Recorded, Refusal};
use crate::session::message::FromConductor;
use crate::tui::fixture::Hand;
use crate::tui::keys::Layer;

fn polled(hand: &mut Hand, role: &str) {
    hand.event(Event::SignedOff {
        step: StepId::new("gate"),
        person: Person::new("ops1"),
        role: Some(Role::new(role)),
        meaning: Meaning::Approved,
        assurance: Assurance::Unsigned,
        note: String::new(),
        evidence_sha256: String::new(),
    });
}

#[test]
fn a_gate_asks_for_the_roles_that_are_open() {
    let mut hand = Hand::new(120, 40);
    hand.done_before("gate");
    assert!(hand.screen().contains("polls: deployer, platform-lead open"), "{}", hand.screen());
    polled(&mut hand, "deployer");
    let screen = hand.screen();
    assert!(screen.contains("polls: platform-lead open") && screen.contains("poll  "), "{screen}");
    assert_eq!(screen.matches("UNSIGNED").count(), 1, "a poll stands there once: {screen}");
    hand.asked();
    hand.keys("<Enter>");
    assert!(hand.screen().contains("deployer  (GO by ops1)"), "{}", hand.screen());
    hand.keys("<Enter>");
    assert!(
        matches!(hand.asked().as_slice(), [Ask::SignOff { role: Some(role), .. }] if role.as_str() == "platform-lead")
    );
}

#[test]
fn whoever_loses_the_seat_is_told_who_took_it() {
    let took = |hand: &mut Hand| {
        let person = Person::new("ops2");
        let recorded = Recorded {
            seq: hand.model.state.events,
            at: hand.model.now,
            by: Actor::Person(person.clone()),
            event: Event::DriverTook { person, epoch: 2 },
        };
        hand.conductor(FromConductor::Event(Box::new(recorded)));
    };
    for seat_first in [true, false] {
        let mut hand = Hand::new(80, 24);
        if seat_first {
            hand.conductor(FromConductor::Seat { seat: Seat::Pair });
            took(&mut hand);
        } else {
            took(&mut hand);
            hand.conductor(FromConductor::Seat { seat: Seat::Pair });
        }
        assert!(hand.screen().contains("ops2 took the driver's seat"), "{}", hand.screen());
    }
}

#[test]
fn a_rollback_under_way_can_only_end_no_go() {
    let mut hand = Hand::new(80, 24);
    hand.done_before("health").event(Event::PlanStarted {
        plan: PlanId::new("manual-compose"),
        because: "errors".to_owned(),
        confirmed: None,
    });
    hand.keys("e");
    let screen = hand.screen();
    assert!(screen.contains("is not through") && screen.contains("NO-GO"), "{screen}");
    assert!(!screen.contains("ROLLED BACK"), "{screen}");
}

#[test]
fn a_settled_step_is_neither_left_out_nor_accepted() {
    let mut hand = Hand::new(80, 24);
    hand.done_before("health").at("database-backup");
    for key in ["x", "w"] {
        hand.keys(key);
        assert_eq!(hand.model.ui.layer(), Layer::Main);
        assert!(hand.screen().contains("the step is settled"), "{}", hand.screen());
    }
}

#[test]
fn what_a_dialog_says_is_not_said_twice() {
    let mut hand = Hand::new(120, 40);
    hand.done_before("migrations").keys("<Enter>");
    let why = "outside “Sunday”: it opens 2026-01-11";
    hand.answer(Some(&Refusal::Outside { step: "migrations".to_owned(), why: why.to_owned() }));
    let screen = hand.screen();
    assert_eq!(screen.matches("it opens 2026-01-11").count(), 1, "{screen}");
}

#[test]
fn a_word_on_what_runs_goes_when_it_has_ended() {
    let mut hand = Hand::new(80, 24);
    hand.done_before("health").start("health");
    hand.model.ui.say(crate::tui::theme::Role::Active, "under way: K stops it");
    hand.end("health", crate::model::verdict::Verdict::Interrupted, 0).keys("<Esc>");
    assert!(!hand.screen().contains("under way"), "{}", hand.screen());
}
