use super::walk::{Walk, done, finish, rerun, run, sign};
use crate::model::state::{Next, Status};
use crate::model::verdict::{Assurance, Meaning, Outcome, RunOutcome, Verdict};
use crate::model::{Ask, Refusal};

const BOOK: &str = r#"
rollback = "back"
[[phase]]
id = "a"
title = "A"
order = "free"
[[phase.step]]
id = "one"
title = "One"
run = "true"
check = [{ name = "c", probe.tcp = { port = 1 } }]
signoff = { roles = ["deployer"] }
[[phase.step]]
id = "pair"
title = "Pair"
signoff = { four_eyes = true }
[[phase.step]]
id = "poll"
title = "Poll"
gate = { roles = ["deployer", "lead"] }
[[phase.step]]
id = "both"
title = "Both"
gate = { roles = ["lead"] }
signoff = { roles = ["deployer"] }
[[phase.step]]
id = "some"
title = "Some"
gate = { roles = ["a", "b", "c"], quorum = 2 }
[[plan]]
id = "back"
title = "Back"
step = [{ id = "p1", title = "P1" }]
"#;

fn why(refusal: Refusal) -> String {
    match refusal {
        Refusal::Signature { why } => why,
        other => panic!("{other:?}"),
    }
}

fn no(step: &str, person: &str, role: &str, note: &str) -> Ask {
    Ask::SignOff {
        step: step.into(),
        person: person.into(),
        role: Some(role.into()),
        meaning: Meaning::Rejected,
        assurance: Assurance::Key,
        note: note.to_owned(),
    }
}

#[test]
fn a_step_is_signed_once_its_work_is_through() {
    let mut walk = Walk::of(BOOK);
    let it = sign("one", "ops1", Some("deployer"), Meaning::Performed);
    assert!(matches!(walk.refuses(it.clone()), Refusal::NotNow { .. }));
    walk.run("one");
    assert!(matches!(walk.refuses(it.clone()), Refusal::NotNow { .. }));
    walk.ends("one", Verdict::Passed);
    assert!(matches!(walk.refuses(it.clone()), Refusal::NotNow { .. }));
    walk.checked("one", "c", Outcome::Passed);
    assert_eq!((walk.next("one"), walk.status("one")), (Next::Sign(1), Status::Running));
    assert!(matches!(walk.refuses(run("one")), Refusal::NotNow { .. }));
    assert!(matches!(walk.refuses(done("one")), Refusal::NotNow { .. }));
    assert_eq!(walk.ask(it.clone()), ["signed-off"]);
    assert_eq!(walk.status("one"), Status::Passed);
    assert!(matches!(walk.refuses(it), Refusal::NotNow { .. }), "nothing is left");
}

#[test]
fn a_name_and_one_of_the_roles_are_wanted() {
    let mut walk = Walk::of(BOOK);
    walk.pass("one");
    walk.checked("one", "c", Outcome::Passed);
    let by = |person, role| sign("one", person, role, Meaning::Performed);
    assert!(why(walk.refuses(by(" ", Some("deployer")))).contains("a name"));
    assert!(why(walk.refuses(by("ops1", None))).contains("deployer"));
    assert!(why(walk.refuses(by("ops1", Some("lead")))).contains("not as lead"));
}

#[test]
fn four_eyes_are_two_distinct_persons() {
    let mut walk = Walk::of(BOOK);
    walk.ask(sign("pair", "ops1", None, Meaning::Performed));
    assert_eq!(walk.next("pair"), Next::Sign(1));
    assert!(
        why(walk.refuses(sign("pair", "ops1", None, Meaning::Verified))).contains("two distinct persons")
    );
    walk.ask(sign("pair", "ops2", None, Meaning::Verified));
    assert_eq!(walk.status("pair"), Status::Passed);
}

#[test]
fn every_role_polls_once_at_a_gate() {
    let mut walk = Walk::of(BOOK);
    walk.ask(sign("poll", "ops1", Some("deployer"), Meaning::Approved));
    assert_eq!(walk.next("poll"), Next::Sign(1));
    assert!(why(walk.refuses(sign("poll", "ops2", Some("deployer"), Meaning::Approved))).contains("already"));
    walk.ask(sign("poll", "ops1", Some("lead"), Meaning::Approved));
    assert_eq!(walk.status("poll"), Status::Passed);
}

#[test]
fn a_no_go_wants_a_reason_and_fails_the_step_and_offers_the_plan() {
    let mut walk = Walk::of(BOOK);
    walk.ask(sign("poll", "ops1", Some("deployer"), Meaning::Approved));
    assert!(matches!(walk.refuses(no("poll", "ops2", "lead", "")), Refusal::Reason { .. }));
    assert_eq!(walk.ask(no("poll", "ops2", "lead", "errors")), ["signed-off", "plan-offered"]);
    assert_eq!(walk.next("poll"), Next::Failed("ops2 (lead) said NO-GO".to_owned()));
    assert_eq!(walk.ask(rerun("poll")), ["step-reopened"]);
    assert_eq!(walk.next("poll"), Next::Sign(2));
}

#[test]
fn a_no_go_blocks_until_who_said_it_takes_it_back() {
    let mut walk = Walk::of(BOOK);
    walk.ask(no("poll", "ops2", "lead", "errors"));
    let go = |person| sign("poll", person, Some("lead"), Meaning::Approved);
    assert!(why(walk.refuses(go("ops3"))).contains("only they take it back"));
    // The others are heard all the same.
    walk.ask(sign("poll", "ops1", Some("deployer"), Meaning::Approved));
    assert_eq!(walk.status("poll"), Status::Failed);
    assert!(matches!(walk.refuses(finish(RunOutcome::Go)), Refusal::CannotEnd { .. }));
    assert_eq!(walk.ask(go("ops2")), ["signed-off"]);
    assert_eq!(walk.status("poll"), Status::Passed);
    assert_eq!(walk.state.step(&"poll".into()).unwrap().signoffs.len(), 3, "what was said stays");
}

#[test]
fn a_go_may_become_a_no_go_while_the_gate_is_open() {
    let mut walk = Walk::of(BOOK);
    walk.ask(sign("poll", "ops1", Some("deployer"), Meaning::Approved));
    walk.ask(no("poll", "ops1", "deployer", "errors"));
    walk.ask(sign("poll", "ops2", Some("lead"), Meaning::Approved));
    assert_eq!(walk.next("poll"), Next::Failed("ops1 (deployer) said NO-GO".to_owned()));
    assert!(why(walk.refuses(no("poll", "ops1", "deployer", "again"))).contains("already"));
}

#[test]
fn a_quorum_is_enough_but_not_against_a_no_go() {
    let mut walk = Walk::of(BOOK);
    walk.ask(sign("some", "ops1", Some("a"), Meaning::Approved));
    assert_eq!(walk.next("some"), Next::Sign(1));
    walk.ask(no("some", "ops2", "b", "errors"));
    walk.ask(sign("some", "ops3", Some("c"), Meaning::Approved));
    assert_eq!(walk.status("some"), Status::Failed, "two of three say GO, and one NO-GO");
    walk.ask(sign("some", "ops2", Some("b"), Meaning::Approved));
    assert_eq!(walk.status("some"), Status::Passed);
    let mut walk = Walk::of(BOOK);
    walk.ask(sign("some", "ops1", Some("a"), Meaning::Approved));
    walk.ask(sign("some", "ops3", Some("c"), Meaning::Approved));
    assert_eq!(walk.status("some"), Status::Passed);
}

#[test]
fn a_poll_of_one_role_is_not_the_sign_off_of_another() {
    let mut walk = Walk::of(BOOK);
    walk.ask(sign("both", "ops2", Some("lead"), Meaning::Approved));
    assert_eq!(walk.next("both"), Next::Sign(1));
    walk.ask(sign("both", "ops1", Some("deployer"), Meaning::Performed));
    assert_eq!(walk.status("both"), Status::Passed);
}

#[test]
fn new_evidence_is_signed_anew() {
    let mut walk = Walk::of(BOOK);
    walk.pass("one");
    walk.checked("one", "c", Outcome::Passed);
    walk.ask(sign("one", "ops1", Some("deployer"), Meaning::Performed));
    walk.ask(super::walk::fail("one", "the page is blank"));
    assert_eq!(walk.run("one"), ["checks-started"]);
    walk.checked("one", "c", Outcome::Passed);
    assert_eq!(walk.next("one"), Next::Sign(1), "it was signed on other evidence");
}
