use super::walk::{Walk, cancel, rerun};
use crate::model::event::GuardPhase;
use crate::model::state::Status;
use crate::model::verdict::Verdict;

const BOOK: &str = r#"
[[phase]]
id = "a"
title = "A"
[[phase.step]]
id = "go"
title = "Go"
run = "true"
retry = { attempts = 3 }
on_failure = "back"
[[plan]]
id = "back"
title = "Back"
step = [{ id = "p1", title = "P1" }]
[[metric]]
id = "errors"
title = "Errors"
query = "x"
[[guard]]
id = "red"
title = "Red"
when = { metric = "errors", is = "> 5" }
then = { offer = "back" }
"#;

#[test]
fn a_failure_is_tried_again_until_all_attempts_are_used_up_and_then_offers_the_plan() {
    let mut walk = Walk::of(BOOK);
    walk.run("go");
    assert_eq!(walk.ends("go", Verdict::Failed), ["attempt-ended", "attempt-started"]);
    assert_eq!(walk.ends("go", Verdict::Failed), ["attempt-ended", "attempt-started"]);
    assert_eq!(walk.ends("go", Verdict::Failed), ["attempt-ended", "plan-offered"]);
    let by: Vec<String> =
        walk.state.step(&"go".into()).unwrap().attempts.iter().map(|it| it.by.clone()).collect();
    assert_eq!(by, ["ops1", "gonogo", "gonogo"]);
}

#[test]
fn a_person_s_rerun_has_all_attempts_again() {
    let mut walk = Walk::of(BOOK);
    walk.run("go");
    walk.ends("go", Verdict::Failed);
    walk.ends("go", Verdict::Cancelled);
    walk.ask(crate::model::Ask::DeclinePlan { plan: "back".into(), reason: "once more".to_owned() });
    walk.ask(rerun("go"));
    assert_eq!(walk.ends("go", Verdict::Failed), ["attempt-ended", "attempt-started"]);
    assert_eq!(walk.ends("go", Verdict::Failed), ["attempt-ended", "attempt-started"]);
    assert_eq!(walk.ends("go", Verdict::Failed), ["attempt-ended", "plan-offered"]);
}

#[test]
fn only_a_failure_by_itself_is_tried_again() {
    for verdict in [Verdict::Cancelled, Verdict::Interrupted, Verdict::Look, Verdict::Passed] {
        let mut walk = Walk::of(BOOK);
        walk.run("go");
        assert!(!walk.ends("go", verdict).contains(&"attempt-started".to_owned()), "{verdict:?}");
    }
}

#[test]
fn a_command_that_fails_because_it_was_stopped_is_not_tried_again() {
    let mut walk = Walk::of(BOOK);
    walk.run("go");
    walk.ask(cancel("go"));
    assert_eq!(walk.ends("go", Verdict::Failed), ["attempt-ended", "plan-offered"]);
}

#[test]
fn nothing_is_tried_again_while_a_plan_is_offered() {
    let mut walk = Walk::of(BOOK);
    walk.run("go");
    walk.guard("red", GuardPhase::Firing);
    assert_eq!(walk.ends("go", Verdict::Failed), ["attempt-ended"]);
    assert_eq!(walk.status("go"), Status::Failed);
}
