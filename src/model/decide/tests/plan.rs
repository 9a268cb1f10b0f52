use super::walk::{Walk, cancel, done, finish, skip, start_plan};
use crate::model::state::{Mode, Next, Status};
use crate::model::verdict::{Outcome, RunOutcome, Verdict};
use crate::model::{Ask, Refusal};

const BOOK: &str = r#"
rollback = "back"
[[phase]]
id = "before"
title = "Before"
due = "-1d"
step = [{ id = "early", title = "Early", run = "true" }]
[[phase]]
id = "deploy"
title = "Deploy"
order = "free"
[[phase.step]]
id = "go"
title = "Go"
run = "true"
on_failure = "loss"
check = [{ name = "c", probe.tcp = { port = 1 } }, { name = "q", probe.person = { ask = "?" } }]
[[phase.step]]
id = "more"
title = "More"
run = "true"
[[plan]]
id = "back"
title = "Back"
[[plan.step]]
id = "p1"
title = "P1"
run = "true"
check = [{ name = "c", probe.tcp = { port = 1 }, advisory = true }]
[[plan]]
id = "loss"
title = "Loss"
warning = "An hour of orders is lost."
step = [{ id = "l1", title = "L1" }]
"#;

fn deploying() -> Walk {
    let mut walk = Walk::of(BOOK);
    walk.pass("early");
    walk
}

fn typed(plan: &str, text: &str) -> Ask {
    Ask::StartPlan { plan: plan.into(), because: "errors".to_owned(), confirm: Some(text.to_owned()) }
}

#[test]
fn a_failure_offers_the_step_s_plan() {
    let mut walk = deploying();
    walk.run("go");
    assert_eq!(walk.ends("go", Verdict::Failed), ["attempt-ended", "plan-offered"]);
    let offer = walk.state.offer.clone().unwrap();
    assert_eq!(offer.plan, "loss".into());
    assert_eq!(offer.because, "Go: the command ended with exit code 1");
}

#[test]
fn or_the_runbook_s_once_there_is_something_to_take_back() {
    let mut walk = Walk::of(BOOK);
    walk.run("early");
    assert_eq!(walk.ends("early", Verdict::Failed), ["attempt-ended"], "nothing is deployed yet");
    walk.ask(skip("early", "x"));
    walk.run("more");
    assert_eq!(walk.ends("more", Verdict::Failed), ["attempt-ended", "plan-offered"]);
    assert_eq!(walk.state.offer.as_ref().unwrap().plan, "back".into());
}

#[test]
fn one_plan_is_offered_at_a_time_and_again_once_it_was_declined() {
    let mut walk = deploying();
    walk.run("more");
    walk.ends("more", Verdict::Failed);
    walk.run("go");
    assert_eq!(walk.ends("go", Verdict::Failed), ["attempt-ended"]);
    let decline =
        |plan: &str, reason: &str| Ask::DeclinePlan { plan: plan.into(), reason: reason.to_owned() };
    assert!(matches!(walk.refuses(decline("back", " ")), Refusal::Reason { .. }));
    assert!(matches!(walk.refuses(decline("no", "x")), Refusal::Unknown { .. }));
    assert!(walk.ask(decline("loss", "x")).is_empty(), "it is not the one that is offered");
    assert_eq!(walk.ask(decline("back", "known")), ["plan-declined"]);
    assert_eq!(walk.state.offer, None);
    assert_eq!(walk.ask(super::walk::fail("go", "still down")), ["step-failed", "plan-offered"]);
}

#[test]
fn what_the_driver_stops_offers_nothing() {
    let mut walk = deploying();
    walk.pass("go");
    assert_eq!(walk.ask(cancel("go")), ["check-ended"]);
    assert_eq!(walk.status("go"), Status::Failed);
}

#[test]
fn a_plan_wants_a_reason_and_one_with_a_warning_its_id_typed() {
    let mut walk = deploying();
    let silent = Ask::StartPlan { plan: "back".into(), because: " ".to_owned(), confirm: None };
    assert!(matches!(walk.refuses(silent), Refusal::Reason { .. }));
    assert!(matches!(walk.refuses(start_plan("no")), Refusal::Unknown { .. }));
    let wanted = Refusal::Confirm { expected: "loss".to_owned() };
    assert_eq!(walk.refuses(start_plan("loss")), wanted);
    assert_eq!(walk.refuses(typed("loss", "yes")), wanted);
    assert_eq!(walk.ask(typed("loss", "loss")), ["plan-started"]);
    assert_eq!(walk.state.mode, Mode::RollingBack("loss".into()));
    assert!(walk.ask(typed("loss", "loss")).is_empty(), "it is under way");
}

#[test]
fn a_plan_stops_the_deployment_s_checks_and_takes_up_its_own() {
    let mut walk = deploying();
    walk.pass("go");
    assert_eq!(walk.ask(start_plan("back")), ["check-ended", "plan-started"]);
    assert!(walk.checked("go", "c", Outcome::Passed).is_empty());
    assert_eq!(walk.pass("p1"), ["attempt-ended", "checks-started"]);
    assert_eq!(walk.checked("p1", "c", Outcome::Failed), ["check-ended", "plan-ended"]);
    assert_eq!(walk.state.mode, Mode::Returned("back".into()));
}

#[test]
fn a_plan_is_left_for_another_and_taken_up_where_it_was_left() {
    let mut walk = deploying();
    walk.ask(start_plan("back"));
    walk.pass("p1");
    let events = walk.ask(typed("loss", "loss"));
    assert_eq!(events, ["check-ended", "plan-ended", "plan-started"], "its checks do not go on");
    assert!(!walk.state.plans[0].ended.unwrap().1, "it was not through");
    walk.ask(done("l1"));
    assert_eq!(walk.ask(start_plan("back"))[0], "plan-started");
    assert_eq!(walk.state.mode, Mode::RollingBack("back".into()));
}

#[test]
fn a_plan_that_was_through_is_taken_from_its_beginning() {
    let mut walk = deploying();
    walk.ask(typed("loss", "loss"));
    walk.ask(done("l1"));
    assert_eq!(walk.ask(typed("loss", "loss")), ["plan-started", "step-reopened"]);
    assert_eq!(walk.next("l1"), Next::Do);
    assert_eq!(walk.ask(done("l1")), ["step-done", "plan-ended"]);
    walk.ask(finish(RunOutcome::RolledBack));
}

#[test]
fn its_commands_are_run_again_too() {
    let mut walk = deploying();
    walk.ask(start_plan("back"));
    walk.pass("p1");
    walk.checked("p1", "c", Outcome::Passed);
    assert_eq!(walk.ask(start_plan("back")), ["plan-started", "step-reopened"]);
    assert_eq!((walk.next("p1"), walk.status("p1")), (Next::Run, Status::Pending));
    walk.pass("p1");
    assert_eq!(walk.checked("p1", "c", Outcome::Passed), ["check-ended", "plan-ended"]);
    assert_eq!(walk.state.step(&"p1".into()).unwrap().attempts.len(), 2);
}

#[test]
fn stopping_a_last_advisory_check_ends_the_plan() {
    let mut walk = deploying();
    walk.ask(start_plan("back"));
    walk.pass("p1");
    assert_eq!(walk.ask(cancel("p1")), ["check-ended", "plan-ended"]);
}

#[test]
fn a_failed_plan_step_offers_nothing_more() {
    let mut walk = deploying();
    walk.ask(start_plan("back"));
    walk.run("p1");
    assert_eq!(walk.ends("p1", Verdict::Failed), ["attempt-ended"]);
    assert_eq!(walk.ask(skip("p1", "by hand")), ["step-skipped", "plan-ended"]);
}
