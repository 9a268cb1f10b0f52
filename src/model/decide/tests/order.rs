use super::walk::{Walk, choose, done, rerun, run, skip, start_plan};
use crate::model::Refusal;
use crate::model::state::Status;

const PHASES: &str = r#"
[[phase]]
id = "before"
title = "Before"
order = "free"
step = [{ id = "b1", title = "B1" }, { id = "b2", title = "B2", run = "true" }]
[[phase]]
id = "deploy"
title = "Deploy"
step = [{ id = "d1", title = "D1", run = "true" }, { id = "d2", title = "D2", run = "true" }]
[[phase]]
id = "after"
title = "After"
order = "free"
step = [{ id = "a1", title = "A1" }, { id = "a2", title = "A2" }]
[[phase]]
id = "later"
title = "Later"
order = "free"
step = [{ id = "l1", title = "L1" }]
[[plan]]
id = "back"
title = "Back"
step = [{ id = "p1", title = "P1", run = "true" }, { id = "p2", title = "P2" }]
[[trouble]]
id = "slow"
title = "Slow"
diagnosis = [{ id = "t1", title = "T1", run = "uptime" }, { id = "t2", title = "T2", run = "free" }]
"#;

fn too_early(refusal: Refusal) -> String {
    match refusal {
        Refusal::TooEarly { first, status, .. } => format!("{first} {status}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_free_phase_is_taken_as_it_comes() {
    let mut walk = Walk::of(PHASES);
    walk.pass("b2");
    walk.ask(done("b1"));
    assert_eq!((walk.status("b1"), walk.status("b2")), (Status::Passed, Status::Passed));
}

#[test]
fn a_strict_phase_waits_for_all_before_it() {
    let mut walk = Walk::of(PHASES);
    walk.pass("b2");
    assert_eq!(too_early(walk.refuses(run("d1"))), "b1 pending");
    walk.ask(done("b1"));
    assert_eq!(too_early(walk.refuses(run("d2"))), "d1 pending");
    walk.run("d1");
    assert_eq!(too_early(walk.refuses(run("d2"))), "d1 running");
}

#[test]
fn a_free_phase_waits_for_earlier_strict_ones_alone() {
    let mut walk = Walk::of(PHASES);
    walk.ask(done("b1"));
    walk.pass("b2");
    assert_eq!(too_early(walk.refuses(done("a2"))), "d1 pending");
    walk.pass("d1");
    walk.ask(skip("d2", "not needed"));
    walk.ask(done("l1"));
    walk.ask(done("a2"));
    assert_eq!(walk.status("a1"), Status::Pending);
}

#[test]
fn an_earlier_step_may_be_taken_again() {
    let mut walk = Walk::of(PHASES);
    walk.ask(done("b1"));
    walk.pass("b2");
    walk.pass("d1");
    walk.ask(rerun("b2"));
    assert_eq!(walk.status("b2"), Status::Running);
}

#[test]
fn the_deployment_stands_still_during_and_after_a_rollback() {
    let mut walk = Walk::of(PHASES);
    walk.ask(start_plan("back"));
    for ask in [run("b2"), rerun("b2"), done("b1"), skip("b1", "x")] {
        assert_eq!(walk.refuses(ask), Refusal::Frozen { plan: "back".to_owned() });
    }
    walk.pass("p1");
    walk.ask(done("p2"));
    assert_eq!(walk.refuses(done("b1")), Refusal::Frozen { plan: "back".to_owned() });
}

#[test]
fn a_plan_s_steps_are_taken_in_their_plan_and_in_order() {
    let mut walk = Walk::of(PHASES);
    let refused = Refusal::PlanNotStarted { step: "p1".to_owned(), plan: "back".to_owned() };
    assert_eq!(walk.refuses(run("p1")), refused);
    walk.ask(start_plan("back"));
    assert_eq!(too_early(walk.refuses(done("p2"))), "p1 pending");
    walk.pass("p1");
    walk.ask(done("p2"));
    assert_eq!(walk.refuses(rerun("p1")), refused);
}

#[test]
fn troubleshooting_is_taken_at_any_time() {
    let mut walk = Walk::of(PHASES);
    walk.pass("t2");
    walk.ask(start_plan("back"));
    walk.pass("t1");
    assert_eq!(walk.status("t1"), Status::Passed);
}

#[test]
fn one_command_runs_at_a_time() {
    let mut walk = Walk::of(PHASES);
    walk.run("b2");
    assert_eq!(walk.refuses(run("t1")), Refusal::Busy { step: "b2".to_owned() });
    assert_eq!(walk.refuses(start_plan("back")), Refusal::Busy { step: "b2".to_owned() });
}

#[test]
fn an_unknown_step_is_unknown() {
    let walk = Walk::of(PHASES);
    for ask in [run("no"), rerun("no"), done("no"), choose("no", "a")] {
        assert_eq!(walk.refuses(ask), Refusal::Unknown { what: "step".to_owned(), name: "no".to_owned() });
    }
}
