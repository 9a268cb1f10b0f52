use super::walk::{Walk, look, rerun, run, start_plan};
use crate::model::Refusal;
use crate::model::state::{Next, Status};
use crate::model::verdict::Verdict;

const BOOK: &str = r#"
[[phase]]
id = "a"
title = "A"
[[phase.step]]
id = "go"
title = "Go"
run = "false | true"
check = [{ name = "one", probe.tcp = { port = 1 } }]
[[plan]]
id = "back"
title = "Back"
step = [{ id = "p1", title = "P1" }]
"#;

#[test]
fn a_look_is_accepted_with_a_reason_and_the_checks_begin() {
    let mut walk = Walk::of(BOOK);
    walk.run("go");
    assert_eq!(walk.ends("go", Verdict::Look), ["attempt-ended"]);
    assert_eq!((walk.next("go"), walk.status("go")), (Next::Look, Status::Look));
    assert!(matches!(walk.refuses(run("go")), Refusal::NotNow { .. }));
    assert!(matches!(walk.refuses(look("go", " ")), Refusal::Reason { .. }));
    assert_eq!(
        walk.ask(look("go", "grep found nothing, as it should")),
        ["look-confirmed", "checks-started"]
    );
}

#[test]
fn there_must_be_something_to_look_at() {
    let mut walk = Walk::of(BOOK);
    assert!(matches!(walk.refuses(look("go", "x")), Refusal::NotNow { .. }));
    walk.run("go");
    assert!(matches!(walk.refuses(look("go", "x")), Refusal::NotNow { .. }));
    walk.ends("go", Verdict::Failed);
    assert!(matches!(walk.refuses(look("go", "x")), Refusal::NotNow { .. }));
}

#[test]
fn an_accepted_look_is_of_its_attempt_alone() {
    let mut walk = Walk::of(BOOK);
    walk.run("go");
    walk.ends("go", Verdict::Look);
    walk.ask(look("go", "fine"));
    walk.checked("go", "one", crate::model::verdict::Outcome::Passed);
    walk.ask(rerun("go"));
    walk.ends("go", Verdict::Look);
    assert_eq!(walk.status("go"), Status::Look);
}

#[test]
fn nothing_is_looked_at_while_the_deployment_stands_still() {
    let mut walk = Walk::of(BOOK);
    walk.run("go");
    walk.ends("go", Verdict::Look);
    walk.ask(start_plan("back"));
    assert_eq!(walk.refuses(look("go", "fine")), Refusal::Frozen { plan: "back".to_owned() });
}
