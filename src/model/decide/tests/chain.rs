use super::walk::{Walk, done, start_plan};
use crate::model::state::{Mode, Next, Status};
use crate::model::verdict::{Meaning, Outcome, Verdict};

const BOOK: &str = r#"
[[metric]]
id = "errors"
title = "Errors"
query = "x"
[[phase]]
id = "a"
title = "A"
[[phase.step]]
id = "all"
title = "All"
run = "true"
check = [{ name = "c", probe.tcp = { port = 1 } }, { name = "q", probe.person = { ask = "?" } }]
watch = { for = "5m", criteria = [{ name = "low", metric = "errors", is = "< 1" }] }
signoff = {}
[[plan]]
id = "one"
title = "One"
then = "two"
step = [{ id = "p1", title = "P1" }]
[[plan]]
id = "two"
title = "Two"
then = "three"
part = true
[[plan]]
id = "three"
title = "Three"
then = "one"
step = [{ id = "p3", title = "P3" }]
"#;

#[test]
fn a_step_goes_through_command_checks_questions_watch_and_sign_off() {
    let mut walk = Walk::of(BOOK);
    let mut seen = vec![walk.next("all")];
    for part in 0..5 {
        match part {
            0 => drop(walk.run("all")),
            1 => assert_eq!(walk.ends("all", Verdict::Passed), ["attempt-ended", "checks-started"]),
            2 => assert_eq!(walk.checked("all", "c", Outcome::Passed), ["check-ended"]),
            3 => assert_eq!(
                walk.ask(super::walk::answer("all", "q", true, "seen")),
                ["check-answered", "check-ended", "watch-started"]
            ),
            _ => assert_eq!(walk.watched("all", Outcome::Passed), ["watch-ended"]),
        }
        assert_eq!(walk.status("all"), Status::Running);
        seen.push(walk.next("all"));
    }
    let wanted = [
        Next::Run,
        Next::Running,
        Next::Checking,
        Next::Answer(vec!["q".into()]),
        Next::Watching,
        Next::Sign(1),
    ];
    assert_eq!(seen, wanted);
    walk.ask(super::walk::sign("all", "ops1", None, Meaning::Verified));
    assert_eq!((walk.next("all"), walk.status("all")), (Next::Nothing, Status::Passed));
}

#[test]
fn plans_follow_one_another_and_empty_ones_are_passed_over() {
    let mut walk = Walk::of(BOOK);
    walk.ask(start_plan("one"));
    assert_eq!(walk.ask(done("p1")), ["step-done", "plan-ended", "plan-started"]);
    assert_eq!(walk.state.mode, Mode::RollingBack("three".into()));
    assert_eq!(walk.state.plans[1].because, "follows one");
    assert_eq!(walk.ask(done("p3")), ["step-done", "plan-ended"], "the first one was through already");
    assert_eq!(walk.state.mode, Mode::Returned("three".into()));
}

#[test]
fn a_chain_is_taken_again_as_a_whole() {
    let mut walk = Walk::of(BOOK);
    walk.ask(start_plan("one"));
    walk.ask(done("p1"));
    walk.ask(done("p3"));
    assert_eq!(walk.ask(start_plan("one")), ["plan-started", "step-reopened", "step-reopened"]);
    walk.ask(done("p1"));
    assert_eq!(walk.ask(done("p3")), ["step-done", "plan-ended"]);
}
