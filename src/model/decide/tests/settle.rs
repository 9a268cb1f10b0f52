use super::walk::{Walk, done, fail, note, rerun, run, skip, waive};
use crate::model::state::{Next, Status};
use crate::model::verdict::Verdict;
use crate::model::{Ask, Refusal};

const BOOK: &str = r#"
[[phase]]
id = "a"
title = "A"
order = "free"
[[phase.step]]
id = "hand"
title = "Hand"
[[phase.step]]
id = "maybe"
title = "Maybe"
optional = true
run = "true"
[[phase.step]]
id = "go"
title = "Go"
run = "true"
"#;

fn not_now(walk: &Walk, ask: Ask) {
    match walk.refuses(ask) {
        Refusal::NotNow { .. } => {}
        other => panic!("{other:?}"),
    }
}

fn wants_reason(walk: &Walk, ask: Ask) {
    match walk.refuses(ask) {
        Refusal::Reason { .. } => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_done_by_hand_is_marked_done() {
    let mut walk = Walk::of(BOOK);
    assert_eq!(walk.next("hand"), Next::Do);
    not_now(&walk, run("hand"));
    assert_eq!(walk.ask(done("hand")), ["step-done"]);
    assert_eq!(walk.status("hand"), Status::Passed);
    not_now(&walk, done("hand"));
    assert_eq!(walk.ask(rerun("hand")), ["step-reopened"]);
    assert_eq!((walk.status("hand"), walk.next("hand")), (Status::Pending, Next::Do));
}

#[test]
fn what_has_work_of_its_own_is_not_just_marked_done() {
    let mut walk = Walk::of(BOOK);
    not_now(&walk, done("go"));
    walk.run("go");
    not_now(&walk, done("go"));
    walk.ends("go", Verdict::Failed);
    not_now(&walk, done("go"));
}

#[test]
fn skipping_wants_a_reason_unless_the_step_is_optional() {
    let mut walk = Walk::of(BOOK);
    wants_reason(&walk, skip("go", " "));
    walk.ask(skip("go", " done last week "));
    assert_eq!(walk.state.step(&"go".into()).unwrap().settled.as_ref().unwrap().reason, "done last week");
    assert_eq!(walk.status("go"), Status::Skipped);
    not_now(&walk, skip("go", "again"));
    not_now(&walk, run("go"));
    walk.ask(skip("maybe", ""));
    assert_eq!(walk.status("maybe"), Status::Skipped);
    assert_eq!(walk.ask(rerun("maybe")), ["attempt-started"]);
    assert_eq!(walk.status("maybe"), Status::Running);
}

#[test]
fn waiving_wants_a_try_and_a_reason() {
    let mut walk = Walk::of(BOOK);
    not_now(&walk, waive("go", "x"));
    walk.run("go");
    not_now(&walk, waive("go", "x"));
    walk.ends("go", Verdict::Failed);
    wants_reason(&walk, waive("go", ""));
    assert_eq!(walk.ask(waive("go", "known flake")), ["step-waived"]);
    assert_eq!(walk.status("go"), Status::Waived);
    not_now(&walk, waive("go", "again"));
}

#[test]
fn an_interrupted_step_is_for_the_person_to_settle() {
    for ask in [waive("go", "it is through"), skip("go", "not needed"), fail("go", "half done"), rerun("go")]
    {
        let mut walk = Walk::of(BOOK);
        walk.run("go");
        walk.ends("go", Verdict::Interrupted);
        walk.ask(ask);
    }
}

#[test]
fn a_step_can_be_called_failed_at_any_time_but_while_it_is_under_way() {
    let mut walk = Walk::of(BOOK);
    wants_reason(&walk, fail("hand", ""));
    walk.ask(fail("hand", "the console is down"));
    assert_eq!(walk.next("hand"), Next::Failed("the console is down".to_owned()));
    walk.run("go");
    not_now(&walk, fail("go", "x"));
    not_now(&walk, skip("go", "x"));
    walk.ends("go", Verdict::Passed);
    walk.ask(fail("go", "nothing was deployed"));
    assert_eq!(walk.status("go"), Status::Failed);
    not_now(&walk, run("go"));
    walk.ask(rerun("go"));
}

#[test]
fn notes_are_taken_of_steps_and_of_the_run() {
    let mut walk = Walk::of(BOOK);
    wants_reason(&walk, note(None, "\n"));
    assert!(matches!(walk.refuses(note(Some("no"), "x")), Refusal::Unknown { .. }));
    walk.ask(note(None, "the pager is quiet"));
    walk.ask(note(Some("go"), " late "));
    assert_eq!(walk.state.notes[0].text, "the pager is quiet");
    let of = walk.state.step(&"go".into()).unwrap();
    assert_eq!((of.notes[0].2.as_str(), of.started), ("late", None));
    assert_eq!(walk.status("go"), Status::Pending, "a note begins nothing");
}

#[test]
fn the_seat_is_taken_and_the_run_parked() {
    let mut walk = Walk::of(BOOK);
    assert_eq!(walk.ask(Ask::Drive { person: "ops2".into() }), ["driver-took"]);
    assert_eq!((walk.state.driver.clone(), walk.state.epoch), (Some("ops2".into()), 1));
    walk.ask(Ask::Drive { person: "ops2".into() });
    assert_eq!(walk.state.epoch, 2, "another window of the same person is another seat");
    walk.ask(Ask::Park { reason: "a look".to_owned() });
    assert_eq!(walk.state.parked.as_deref(), Some("a look"));
    walk.run("go");
    assert_eq!(walk.state.parked, None);
}
