//! Before, keys, after: everything of a free phase at once.

use crate::model::event::Event;
use crate::model::ids::{PhaseId, StepId};
use crate::model::live::Seat;
use crate::model::{Ask, Refusal};
use crate::session::message::FromConductor;
use crate::tui::fixture::Hand;

fn all() -> Ask {
    Ask::RunAll { phase: PhaseId::new("preflight") }
}

#[test]
fn one_key_runs_a_free_phase_from_any_of_its_rows() {
    for keys in ["A", "<Down><Down>A", "<Home>A"] {
        let mut hand = Hand::eyes(120, 40);
        hand.keys(keys);
        assert_eq!(hand.asked(), [all()], "{keys}");
        hand.granted();
        assert!(hand.screen().contains("4 steps by themselves; 1 step wait"), "{}", hand.screen());
    }
}

#[test]
fn an_ordered_phase_is_not_run_at_once() {
    let mut hand = Hand::eyes(120, 40);
    hand.at("deploy").keys("A");
    assert_eq!(hand.asked(), []);
    assert!(hand.screen().contains("one after the other") && !hand.screen().contains("run all"));
}

#[test]
fn only_the_driver_runs_it() {
    let mut hand = Hand::eyes(120, 40);
    hand.conductor(FromConductor::Seat { seat: Seat::Pair }).keys("A");
    assert_eq!(hand.asked(), []);
}

#[test]
fn a_refusal_is_told() {
    let mut hand = Hand::eyes(80, 24);
    hand.keys("A");
    hand.answer(Some(&Refusal::NotTogether {
        phase: "preflight".to_owned(),
        why: "nothing is left".to_owned(),
    }));
    assert!(hand.screen().contains("can't be run at once"), "{}", hand.screen());
}

#[test]
fn what_waits_for_its_turn_says_so() {
    let mut hand = Hand::eyes(120, 40);
    hand.event(Event::StepsQueued { steps: vec![StepId::new("readable"), StepId::new("images")] });
    hand.event(Event::ChecksStarted { step: StepId::new("health"), round: 1 });
    hand.start("backup").at("images");
    let screen = hand.screen();
    assert!(screen.matches("queued").count() >= 3 && screen.contains("after backup"), "{screen}");
}
