use super::walk::{Walk, answer, cancel, end, rerun, run, tried};
use crate::model::state::{Next, Status};
use crate::model::verdict::{Outcome, Verdict};
use crate::model::{Refusal, Report};

const BOOK: &str = r#"
[[phase]]
id = "a"
title = "A"
[[phase.step]]
id = "go"
title = "Go"
run = "true"
check = [
  { name = "one", probe.tcp = { port = 1 } },
  { name = "two", probe.tcp = { port = 2 } },
  { name = "hint", probe.tcp = { port = 3 }, advisory = true },
]
[[phase.step]]
id = "ask"
title = "Ask"
check = [
  { name = "auto", probe.tcp = { port = 1 } },
  { name = "q1", probe.person = { ask = "All right?" } },
  { name = "q2", probe.person = { ask = "A picture?", evidence = true } },
]
"#;

fn walk() -> Walk {
    let mut walk = Walk::of(BOOK);
    walk.run("go");
    walk
}

fn through_go() -> Walk {
    let mut walk = walk();
    walk.ends("go", Verdict::Passed);
    for check in ["one", "two", "hint"] {
        walk.checked("go", check, Outcome::Passed);
    }
    walk
}

#[test]
fn checks_begin_once_the_command_has_passed_and_pass_the_step() {
    let mut walk = walk();
    assert_eq!(walk.ends("go", Verdict::Passed), ["attempt-ended", "checks-started"]);
    assert_eq!(walk.next("go"), Next::Checking);
    assert_eq!(walk.hear(tried("go", "one", 1, Outcome::Failed)), ["check-tried"]);
    assert_eq!(walk.hear(tried("go", "one", 2, Outcome::Passed)), ["check-tried"]);
    walk.checked("go", "one", Outcome::Passed);
    walk.checked("go", "two", Outcome::Passed);
    assert_eq!(walk.status("go"), Status::Running);
    walk.checked("go", "hint", Outcome::Failed);
    assert_eq!(walk.status("go"), Status::Passed, "an advisory check fails nothing");
    assert_eq!(walk.state.step(&"go".into()).unwrap().checks["one"].tries.len(), 2);
}

#[test]
fn no_checks_begin_after_a_failure() {
    for verdict in [Verdict::Failed, Verdict::Look, Verdict::Interrupted, Verdict::Cancelled] {
        assert_eq!(walk().ends("go", verdict), ["attempt-ended"], "{verdict:?}");
    }
}

#[test]
fn every_verdict_but_passed_fails_the_step() {
    for verdict in [Outcome::Failed, Outcome::Errored, Outcome::Inconclusive, Outcome::Cancelled] {
        let mut walk = walk();
        walk.ends("go", Verdict::Passed);
        walk.hear(tried("go", "one", 1, verdict));
        walk.checked("go", "one", verdict);
        assert_eq!(walk.status("go"), Status::Running, "others are under way");
        walk.checked("go", "two", Outcome::Passed);
        walk.checked("go", "hint", Outcome::Passed);
        let why = format!("check “one” {}: the status is 503", verdict.word());
        assert_eq!(walk.next("go"), Next::Failed(why));
    }
}

#[test]
fn run_takes_up_the_checks_alone_and_rerun_the_command() {
    let mut walk = walk();
    walk.ends("go", Verdict::Passed);
    walk.checked("go", "one", Outcome::Failed);
    walk.checked("go", "two", Outcome::Passed);
    walk.checked("go", "hint", Outcome::Passed);
    assert_eq!(walk.run("go"), ["checks-started"]);
    let of = walk.state.step(&"go".into()).unwrap();
    assert_eq!((of.attempts.len(), of.round, of.checks.len()), (1, 2, 0));
    for check in ["one", "two", "hint"] {
        walk.checked("go", check, Outcome::Passed);
    }
    assert_eq!(walk.status("go"), Status::Passed);
    assert_eq!(walk.ask(rerun("go")), ["attempt-started"]);
    assert_eq!(walk.ends("go", Verdict::Passed), ["attempt-ended", "checks-started"]);
}

#[test]
fn a_person_s_failure_of_a_checked_step_takes_up_the_checks() {
    let mut walk = through_go();
    walk.ask(super::walk::fail("go", "the page is blank"));
    assert_eq!(walk.next("go"), Next::Failed("the page is blank".to_owned()));
    assert_eq!(walk.run("go"), ["checks-started"]);
    assert_eq!(walk.next("go"), Next::Checking);
}

#[test]
fn checks_under_way_can_be_stopped() {
    let mut walk = walk();
    walk.ends("go", Verdict::Passed);
    walk.checked("go", "two", Outcome::Passed);
    assert!(matches!(walk.refuses(run("go")), Refusal::NotNow { .. }));
    assert!(matches!(walk.refuses(rerun("go")), Refusal::NotNow { .. }));
    assert_eq!(walk.ask(cancel("go")), ["check-ended", "check-ended"]);
    assert_eq!(walk.next("go"), Next::Failed("check “one” cancelled".to_owned()));
    assert_eq!(walk.run("go"), ["checks-started"]);
}

#[test]
fn late_and_strange_reports_change_nothing() {
    let mut walk = walk();
    assert!(walk.checked("go", "one", Outcome::Passed).is_empty(), "not begun");
    assert!(walk.hear(tried("go", "one", 1, Outcome::Passed)).is_empty(), "not begun");
    walk.ends("go", Verdict::Passed);
    assert!(walk.checked("go", "other", Outcome::Passed).is_empty(), "unknown");
    assert!(walk.hear(tried("go", "other", 1, Outcome::Passed)).is_empty(), "unknown");
    walk.checked("go", "one", Outcome::Failed);
    assert!(walk.checked("go", "one", Outcome::Passed).is_empty(), "twice");
    assert!(walk.hear(tried("go", "one", 2, Outcome::Passed)).is_empty(), "after its verdict");
    let twice = Report::AttemptEnded { step: "go".into(), attempt: 1, end: end(Verdict::Failed, 1) };
    assert!(walk.hear(twice).is_empty(), "ended already");
}

#[test]
fn questions_wait_for_the_checks_and_their_answers_pass_the_step() {
    let mut walk = through_go();
    assert_eq!(walk.run("ask"), ["checks-started"]);
    assert_eq!(walk.next("ask"), Next::Checking);
    walk.checked("ask", "auto", Outcome::Passed);
    assert_eq!(walk.next("ask"), Next::Answer(vec!["q1".into(), "q2".into()]));
    assert!(matches!(walk.refuses(run("ask")), Refusal::NotNow { .. }));
    assert_eq!(walk.ask(answer("ask", "q1", true, "read")), ["check-answered", "check-ended"]);
    assert!(matches!(walk.refuses(answer("ask", "q2", true, "  ")), Refusal::Reason { .. }));
    walk.ask(answer("ask", "q2", true, " seen "));
    assert_eq!(walk.status("ask"), Status::Passed);
    let given = walk.state.step(&"ask".into()).unwrap().checks["q2"].answer.clone().unwrap();
    assert_eq!((given.by.as_str(), given.evidence.as_str()), ("ops1", "seen"));
}

#[test]
fn a_no_needs_its_evidence_and_fails_the_step() {
    let mut walk = through_go();
    walk.run("ask");
    walk.checked("ask", "auto", Outcome::Passed);
    assert!(matches!(walk.refuses(answer("ask", "q1", false, "")), Refusal::Reason { .. }));
    walk.ask(answer("ask", "q1", false, "the logo is gone"));
    assert_eq!(walk.next("ask"), Next::Failed("check “q1” failed".to_owned()));
    assert_eq!(walk.run("ask"), ["checks-started"]);
}

#[test]
fn only_open_questions_are_answered() {
    let mut walk = through_go();
    assert!(matches!(walk.refuses(answer("ask", "q1", true, "")), Refusal::NotNow { .. }), "not begun");
    walk.run("ask");
    assert!(matches!(walk.refuses(answer("ask", "auto", true, "")), Refusal::Unknown { .. }), "no question");
    assert!(matches!(walk.refuses(answer("ask", "q9", true, "")), Refusal::Unknown { .. }), "unknown");
    assert!(walk.checked("ask", "q1", Outcome::Passed).is_empty(), "a person answers, no machine");
    walk.ask(answer("ask", "q1", true, "read"));
    assert!(matches!(walk.refuses(answer("ask", "q1", true, "")), Refusal::NotNow { .. }), "twice");
    walk.checked("ask", "auto", Outcome::Passed);
    walk.ask(super::walk::skip("ask", "no time"));
    assert!(matches!(walk.refuses(answer("ask", "q2", true, "x")), Refusal::NotNow { .. }), "left out");
}
