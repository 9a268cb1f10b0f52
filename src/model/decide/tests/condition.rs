use super::walk::{Walk, choose, done, rerun, run, skip, start_plan};
use crate::model::state::Status;
use crate::model::{Ask, Refusal};

const BOOK: &str = r#"
[input.queue]
ask = "Queue"
later = true
[[phase]]
id = "a"
title = "A"
order = "free"
[[phase.step]]
id = "staging"
title = "Staging"
run = "true"
when.environment = ["staging"]
[[phase.step]]
id = "drain"
title = "Drain"
when.input = { name = "queue", is = "busy" }
[[phase.step]]
id = "wait"
title = "Wait"
when.done = "drain"
[[phase.step]]
id = "deploy"
title = "Deploy"
variant = [{ id = "x", title = "X", run = "true" }, { id = "y", title = "Y", run = "true" }]
[[phase.step]]
id = "after-x"
title = "After X"
when.chosen = { step = "deploy", variant = "x" }
"#;

#[test]
fn what_does_not_apply_is_not_worked_on() {
    let mut walk = Walk::of(BOOK);
    assert_eq!(walk.status("staging"), Status::NotApplicable);
    for ask in [run("staging"), rerun("staging"), skip("staging", "x"), super::walk::fail("staging", "x")] {
        match walk.refuses(ask) {
            Refusal::NotNow { status, hint, .. } => {
                assert_eq!(status, "not-applicable");
                assert!(hint.starts_with("not in production"), "{hint}");
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(walk.ask(super::walk::note(Some("staging"), "seen")), ["note-added"]);
}

#[test]
fn conditions_follow_inputs_steps_and_variants() {
    let mut walk = Walk::of(BOOK);
    assert_eq!((walk.status("drain"), walk.status("wait")), (Status::NotApplicable, Status::NotApplicable));
    walk.ask(Ask::GiveInput { name: "queue".into(), value: "busy".to_owned() });
    assert_eq!((walk.status("drain"), walk.status("wait")), (Status::Pending, Status::Pending));
    walk.ask(skip("drain", "empty by now"));
    assert_eq!(walk.status("wait"), Status::NotApplicable);
    walk.ask(rerun("drain"));
    walk.ask(done("drain"));
    assert_eq!(walk.status("wait"), Status::Pending);
    assert_eq!(walk.status("after-x"), Status::Pending, "nothing is chosen yet");
    walk.ask(choose("deploy", "y"));
    assert_eq!(walk.status("after-x"), Status::NotApplicable);
    walk.ask(choose("deploy", "x"));
    assert_eq!(walk.status("after-x"), Status::Pending);
}

#[test]
fn what_has_begun_goes_on_whatever_the_condition_says_by_then() {
    let mut walk = Walk::of(BOOK);
    walk.ask(Ask::GiveInput { name: "queue".into(), value: "busy".to_owned() });
    walk.ask(done("drain"));
    walk.ask(Ask::GiveInput { name: "queue".into(), value: "idle".to_owned() });
    assert_eq!(walk.status("drain"), Status::Passed);
}

#[test]
fn a_chain_without_end_exhausts_nothing() {
    let steps: Vec<String> = (0..5_000)
        .map(|at| {
            let next = (at + 1) % 5_000;
            format!(
                "[[phase.step]]
id = \"s{at}\"
title = \"S\"
when.done = \"s{next}\"
"
            )
        })
        .collect();
    let phase = "[[phase]]
id = \"a\"
title = \"A\"
order = \"free\"
";
    let walk = Walk::of(&format!("{phase}{}", steps.concat()));
    assert_eq!(walk.status("s0"), Status::Pending);
}

#[test]
fn a_plan_of_which_nothing_applies_is_through_at_once() {
    let mut walk = Walk::of(
        r#"
        [[plan]]
        id = "back"
        title = "Back"
        then = "rest"
        step = [{ id = "p1", title = "P1", when.environment = ["staging"] }]
        [[plan]]
        id = "rest"
        title = "Rest"
        step = [{ id = "p2", title = "P2" }]
        "#,
    );
    assert_eq!(walk.ask(start_plan("back")), ["plan-started", "plan-ended", "plan-started"]);
    assert_eq!(walk.ask(done("p2")), ["step-done", "plan-ended"]);
}

#[test]
fn a_plan_whose_last_step_stops_to_apply_is_ended_by_asking_for_it_again() {
    let mut walk = Walk::of(
        r#"
        [input.queue]
        ask = "Queue"
        [[plan]]
        id = "back"
        title = "Back"
        step = [{ id = "p1", title = "P1", when.input = { name = "queue", is = "" } }]
        "#,
    );
    assert_eq!(walk.ask(start_plan("back")), ["plan-started"]);
    assert!(walk.ask(start_plan("back")).is_empty());
    walk.ask(Ask::GiveInput { name: "queue".into(), value: "busy".to_owned() });
    assert_eq!(walk.ask(start_plan("back")), ["plan-ended"]);
}
