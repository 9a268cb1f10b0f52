use super::walk::{Walk, done, run, skip};
use crate::model::command::Against;
use crate::model::verdict::Verdict;
use crate::model::{Ask, Command, Refusal};

const BOOK: &str = r#"
[[phase]]
id = "before"
title = "Before"
due = "-1h"
step = [{ id = "look", title = "Look" }]
[[phase]]
id = "deploy"
title = "Deploy"
step = [{ id = "ship", title = "Ship", run = "true" }, { id = "tell", title = "Tell" }]
[[phase]]
id = "after"
title = "After"
due = "+1h"
step = [{ id = "rest", title = "Rest" }]
"#;

fn against(window: &str, strict: bool) -> Against {
    Against { window: window.into(), strict, why: format!("outside “{window}”") }
}

fn at(ask: Ask, against: &[Against]) -> Command {
    Command::AskAgainst(ask, against.to_vec())
}

#[test]
fn only_the_first_deploy_step_asks_for_a_reason() {
    let mut walk = Walk::of(BOOK);
    let closed = [against("sunday", false)];
    walk.take(&at(done("look"), &closed)).unwrap();
    let refusal = walk.take(&at(run("ship"), &closed)).unwrap_err();
    assert_eq!(refusal, Refusal::Outside { step: "ship".to_owned(), why: "outside “sunday”".to_owned() });
    let over = |reason: &str| at(Ask::Override { reason: reason.to_owned() }, &closed);
    assert!(matches!(walk.take(&over(" ")), Err(Refusal::Reason { .. })));
    walk.take(&over("the fix can't wait")).unwrap();
    assert_eq!(walk.state.overrides[0].reason, "the fix can't wait");
    // What was accepted is the one window, not another that came meanwhile.
    let both = [against("sunday", false), against("freeze", false)];
    assert!(
        matches!(walk.take(&at(run("ship"), &both)), Err(Refusal::Outside { why, .. }) if why == "outside “freeze”")
    );
    walk.take(&at(run("ship"), &closed)).unwrap();
    walk.ends("ship", Verdict::Passed);
    assert!(walk.state.deploy_began.is_some());
    walk.take(&at(done("tell"), &both)).unwrap();
    walk.take(&at(done("rest"), &both)).unwrap();
}

#[test]
fn strict_is_strict() {
    let mut walk = Walk::of(BOOK);
    walk.ask(done("look"));
    let closed = [against("freeze", true)];
    assert!(matches!(walk.take(&at(run("ship"), &closed)), Err(Refusal::Closed { .. })));
    let over = Ask::Override { reason: "please".to_owned() };
    assert!(matches!(walk.take(&at(over, &closed)), Err(Refusal::Closed { .. })));
    assert!(walk.state.overrides.is_empty());
}

#[test]
fn a_step_left_out_begins_nothing() {
    let mut walk = Walk::of(BOOK);
    let closed = [against("sunday", false)];
    walk.ask(done("look"));
    walk.take(&at(skip("ship", "not needed"), &closed)).unwrap();
    assert!(walk.state.deploy_began.is_none());
    assert!(
        matches!(walk.take(&at(done("tell"), &closed)), Err(Refusal::Outside { .. })),
        "a step by hand deploys, too"
    );
    assert!(walk.take(&at(Ask::Override { reason: "x".to_owned() }, &[])).unwrap().is_empty());
}

#[test]
fn phases_are_due_from_the_plan_or_the_first_deploy_step() {
    let mut walk = Walk::of(BOOK);
    let due = |walk: &Walk, id: &str| {
        let phase = walk.state.book.phase(&id.into()).unwrap();
        walk.state.phase_due(phase, walk.now()).unwrap().at.since(walk.now())
    };
    assert_eq!(due(&walk, "before"), -3_600_000, "as if it were now");
    walk.ask(done("look"));
    walk.ask(run("ship"));
    walk.wait(24 * 60 * 60);
    // A day later the next phase is overdue by 23 hours, and a second.
    assert_eq!(due(&walk, "after"), -23 * 3_600_000 - 1_000);
    assert_eq!(walk.state.next_due(walk.now()).unwrap().0.id.as_str(), "after");
    let planned = walk.now().plus_millis(2 * 3_600_000);
    walk.state.start.as_mut().unwrap().planned = Some(planned);
    assert_eq!(due(&walk, "after"), 3 * 3_600_000, "what was planned counts first");
    assert_eq!(due(&walk, "before"), 3_600_000);
}

#[test]
fn what_is_due_with_the_deployment_is_not_late_once_it_has_begun() {
    let mut walk = Walk::of(&BOOK.replace("title = \"Deploy\"", "title = \"Deploy\"\ndue = \"+0s\""));
    let phase = |walk: &Walk| walk.state.book.phase(&"deploy".into()).unwrap().clone();
    walk.ask(done("look"));
    walk.state.start.as_mut().unwrap().planned = Some(walk.now());
    walk.wait(600);
    let due = walk.state.phase_due(&phase(&walk), walk.now()).unwrap();
    assert!(due.at.since(walk.now()) < 0, "planned, and nobody has begun");
    walk.ask(run("ship"));
    assert_eq!(walk.state.phase_due(&phase(&walk), walk.now()), None);
    assert_eq!(walk.state.next_due(walk.now()).unwrap().0.id.as_str(), "after");
}
