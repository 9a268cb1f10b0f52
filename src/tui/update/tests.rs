//! Before, keys, after.

use crate::model::event::{Event, GuardPhase};
use crate::model::ids::{Person, PlanId, StepId};
use crate::model::live::Seat;
use crate::model::verdict::{Assurance, Meaning, RunOutcome, Verdict};
use crate::model::{Ask, Refusal};
use crate::session::message::{FromClient, FromConductor};
use crate::tui::Left;
use crate::tui::Memory;
use crate::tui::app::{Model, Outgoing, Pane};
use crate::tui::fixture::Hand;
use crate::tui::keys::Layer;

type Before = fn(&mut Hand);

fn step(id: &str) -> StepId {
    StepId::new(id)
}

#[test]
fn enter_asks_for_what_the_step_needs() {
    let run =
        |id: &str, confirm: Option<&str>| Ask::Run { step: step(id), confirm: confirm.map(str::to_owned) };
    let cases: [(Before, &str, Option<Ask>); 9] = [
        (|_| {}, "<Enter>", Some(run("database-backup", None))),
        (
            |hand| {
                hand.at("team");
            },
            "<Enter>",
            Some(Ask::Done { step: step("team"), note: String::new() }),
        ),
        (
            |hand| {
                hand.done_before("deploy");
            },
            "<Enter>2",
            Some(Ask::ChooseVariant { step: step("deploy"), variant: "kubernetes".into() }),
        ),
        (
            |hand| {
                hand.done_before("health");
            },
            "<Enter>",
            None,
        ),
        (
            |hand| {
                hand.done_before("health");
            },
            "<Enter>helth<Enter>",
            None,
        ),
        (
            |hand| {
                hand.done_before("health");
            },
            "<Enter>health<Enter>",
            Some(run("health", Some("health"))),
        ),
        (
            |hand| {
                hand.done_before("watch");
            },
            "<Enter>",
            Some(run("watch", None)),
        ),
        (
            |hand| {
                hand.done_before("health").start("health");
            },
            "<Enter>",
            None,
        ),
        (
            |hand| {
                hand.done_before("gate");
            },
            "<Enter><Down><Tab><Down><Enter>",
            Some(Ask::SignOff {
                step: step("gate"),
                person: Person::new("ops1"),
                role: Some("platform-lead".into()),
                meaning: Meaning::Rejected,
                assurance: Assurance::Unsigned,
                note: String::new(),
            }),
        ),
    ];
    for (at, (before, keys, after)) in cases.into_iter().enumerate() {
        let mut hand = Hand::new(120, 40);
        before(&mut hand);
        hand.asked();
        hand.keys(keys);
        assert_eq!(hand.asked(), after.into_iter().collect::<Vec<_>>(), "case {at}: {keys}");
    }
}

#[test]
fn letters_ask_what_they_say() {
    let reason = || "too slow".to_owned();
    let cases: [(&str, &str, Ask); 8] = [
        ("psql", "xtoo slow<Enter>", Ask::Skip { step: step("psql"), reason: reason() }),
        ("health", "wtoo slow<Enter>", Ask::Waive { step: step("health"), reason: reason() }),
        ("health", "ftoo slow<Enter>", Ask::Fail { step: step("health"), reason: reason() }),
        ("health", "ntoo slow<Enter>", Ask::Note { step: Some(step("health")), text: reason() }),
        ("health", "Ntoo slow<Enter>", Ask::Note { step: None, text: reason() }),
        ("migrations", "r", Ask::Rerun { step: step("migrations"), confirm: None }),
        ("health", "rhealth<Enter>", Ask::Rerun { step: step("health"), confirm: Some("health".to_owned()) }),
        (
            "health",
            "R<Enter>too slow<Tab>manual-compose<Enter>",
            Ask::StartPlan {
                plan: PlanId::new("manual-compose"),
                because: reason(),
                confirm: Some("manual-compose".to_owned()),
            },
        ),
    ];
    for (at, keys, ask) in cases {
        let mut hand = Hand::new(80, 24);
        hand.done_before("health").start("health").end("health", Verdict::Failed, 1).keys("<Esc>").at(at);
        hand.asked();
        hand.keys(keys);
        assert_eq!(hand.asked(), [ask], "{keys} at {at}");
    }
}

#[test]
fn an_empty_reason_is_not_sent() {
    let mut hand = Hand::new(80, 24);
    hand.keys("x<Enter>");
    assert_eq!(hand.asked(), []);
    hand.keys("<Esc>").done_before("psql").asked();
    hand.keys("x<Enter>");
    assert_eq!(hand.asked(), [Ask::Skip { step: step("psql"), reason: String::new() }], "it is optional");
}

#[test]
fn enter_on_a_settled_step_only_moves() {
    let mut hand = Hand::new(120, 40);
    hand.done_before("health").at("migrations").asked();
    hand.keys("<Enter>");
    assert_eq!(hand.selected(), "health");
    assert_eq!(hand.asked(), []);
}

#[test]
fn a_dialog_stays_until_it_is_granted() {
    let mut hand = Hand::new(120, 40);
    hand.keys("nslow<Enter>");
    assert_eq!(hand.model.ui.layer(), Layer::Dialog);
    hand.keys("<Enter>");
    assert_eq!(hand.asked().len(), 1, "sent once");
    hand.answer(Some(&Refusal::Reason { what: "a note".to_owned() }));
    assert!(hand.screen().contains("a note needs a reason") && hand.screen().contains("slow"));
    hand.keys("<Enter>").granted();
    assert_eq!(hand.model.ui.layer(), Layer::Main);
}

#[test]
fn a_refusal_is_shown_until_the_next_key() {
    let mut hand = Hand::new(80, 24);
    hand.at("health");
    hand.keys("r<Esc>").at("migrations").keys("<Enter>");
    let refusal = Refusal::TooEarly {
        step: "migrations".to_owned(),
        first: "database-backup".to_owned(),
        status: "pending".to_owned(),
    };
    hand.answer(Some(&refusal));
    let whole: String = hand.screen().replace(['"', '\n'], " ");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&whole).contains(&words(&refusal.to_string())), "{}", hand.screen());
    hand.keys("<Down>");
    assert!(!hand.screen().contains("comes after"));
}

#[test]
fn missing_inputs_are_asked_for_and_the_wish_is_repeated() {
    let mut hand = Hand::new(80, 24);
    hand.keys("<Enter>");
    let first = hand.asked();
    hand.answer(Some(&Refusal::MissingInput {
        step: "database-backup".to_owned(),
        names: "token, queue".to_owned(),
    }));
    hand.keys("s3cret");
    assert!(!hand.screen().contains("s3cret"), "a secret is hidden");
    hand.keys("<Tab><Down><Enter>");
    let given = |name: &str, value: &str| Ask::GiveInput { name: name.into(), value: value.to_owned() };
    assert_eq!(hand.asked(), [given("token", "s3cret"), given("queue", "running")]);
    hand.granted();
    assert_eq!(hand.asked(), first);
}

#[test]
fn a_failure_opens_the_menu_where_it_can_be_seen() {
    let mut hand = Hand::new(120, 40);
    hand.done_before("health").start("health").end("health", Verdict::Failed, 1);
    assert_eq!(hand.model.ui.layer(), Layer::Menu);
    hand.asked();
    hand.keys("<Enter>");
    assert_eq!((hand.model.ui.layer(), hand.asked()), (Layer::Main, vec![]), "⏎ starts nothing");
    let mut typing = Hand::new(120, 40);
    typing.done_before("health").start("health").keys("nabc").end("health", Verdict::Failed, 1);
    assert_eq!(typing.model.ui.layer(), Layer::Dialog, "what is typed is not disturbed");
    let mut elsewhere = Hand::new(120, 40);
    elsewhere.done_before("health").start("health").at("team").end("health", Verdict::Failed, 1);
    assert_eq!(elsewhere.model.ui.layer(), Layer::Main);
}

#[test]
fn rollback_goes_to_the_plans_first_step() {
    let mut hand = Hand::new(80, 24);
    hand.done_before("health").event(Event::PlanStarted {
        plan: PlanId::new("manual-compose"),
        because: "it burns".to_owned(),
        confirmed: None,
    });
    assert_eq!(hand.selected(), "rb-stop");
    hand.asked();
    hand.keys("<Enter>");
    assert_eq!(hand.asked(), [Ask::Run { step: step("rb-stop"), confirm: None }]);
}

#[test]
fn guards_are_acknowledged() {
    let mut hand = Hand::new(80, 24);
    hand.done_before("health").guard(GuardPhase::Firing, "7 %").asked();
    hand.keys("g");
    assert!(matches!(hand.asked().as_slice(), [Ask::Acknowledge { .. }]));
}

#[test]
fn whoever_does_not_drive_changes_nothing() {
    let mut hand = Hand::new(80, 24);
    hand.conductor(FromConductor::Seat { seat: Seat::Observer });
    for keys in ["<Enter>", "x", "r", "R", "e", "n", "s"] {
        hand.keys(keys);
        assert_eq!((hand.asked(), hand.model.ui.layer()), (vec![], Layer::Main), "{keys}");
    }
    assert!(hand.screen().contains("attach without --observe"));
    assert!(!hand.screen().contains("T take over") && !hand.screen().contains("n note"), "{}", hand.screen());
    hand.keys("T");
    assert_eq!((hand.asked(), hand.model.ui.layer()), (vec![], Layer::Main));
    hand.conductor(FromConductor::Seat { seat: Seat::Pair }).keys("x");
    assert!(hand.screen().contains("T takes the driver's seat"));
    hand.keys("T<Enter>");
    assert_eq!(hand.asked(), [Ask::Drive { person: Person::new("ops1") }]);
    hand.conductor(FromConductor::Seat { seat: Seat::Driver }).granted().keys("<Enter>");
    assert_eq!(hand.asked().len(), 1);
}

#[test]
fn the_run_is_ended_and_left() {
    let mut hand = Hand::new(80, 24);
    hand.done_before("nothing").asked();
    hand.keys("e<Enter>");
    assert_eq!(hand.asked(), [Ask::End { outcome: RunOutcome::Go, note: String::new() }]);
    hand.event(Event::RunEnded { outcome: RunOutcome::Go, note: String::new() });
    hand.keys("d");
    let left = hand.sent.iter().any(|out| matches!(out, Outgoing::Leave(Left::Ended(RunOutcome::Go))));
    assert!(left, "{:?}", hand.sent);
}

#[test]
fn detaching_leaves_and_says_so() {
    let mut hand = Hand::new(80, 24);
    hand.keys("d<Esc>");
    assert!(!hand.sent.iter().any(|out| matches!(out, Outgoing::Leave(_))));
    hand.keys("d<Enter>");
    assert!(hand.sent.iter().any(|out| matches!(out, Outgoing::Send(FromClient::Detach))));
    assert!(hand.sent.iter().any(|out| matches!(out, Outgoing::Leave(Left::Detached))));
}

#[test]
fn a_lost_connection_keeps_the_place() {
    let mut hand = Hand::new(80, 24);
    hand.at("health").keys("<Tab>");
    hand.conductor(FromConductor::Bye { reason: "stopping".to_owned() });
    assert!(hand.sent.iter().any(|out| matches!(out, Outgoing::Leave(Left::Lost(why)) if why == "stopping")));
    let memory = hand.model.memory();
    assert_eq!((memory.selected, memory.pane), (Some(step("health")), Pane::Detail));
}

#[test]
fn what_is_typed_is_not_lost_with_the_connection() {
    let mut hand = Hand::new(80, 24);
    hand.keys("nslow<Enter>");
    let memory = Memory { lost: Some("it stopped".to_owned()), ..hand.model.memory() };
    let model = &hand.model;
    let again = Model::new(
        model.welcome.clone(),
        model.state.clone(),
        model.me.clone(),
        model.size,
        model.now,
        &memory,
    );
    hand.model = again;
    let screen = hand.screen();
    assert!(screen.contains("> slow") && screen.contains("before an answer came"), "{screen}");
    assert!(screen.contains("attached again"), "{screen}");
    hand.asked();
    hand.keys("<Enter>");
    assert_eq!(hand.asked().len(), 1);
}
