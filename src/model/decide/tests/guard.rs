use super::walk::{Walk, done, finish, start_plan};
use crate::model::event::GuardPhase::{Blind, Firing, Pending, Quiet};
use crate::model::state::{GuardState, Mode};
use crate::model::verdict::{Outcome, RunOutcome, Verdict};
use crate::model::{Ask, Refusal};

const BOOK: &str = r#"
[[metric]]
id = "errors"
title = "Errors"
query = "x"
[[phase]]
id = "a"
title = "A"
[[phase.step]]
id = "go"
title = "Go"
run = "true"
check = [{ name = "c", probe.tcp = { port = 1 } }]
[[plan]]
id = "back"
title = "Back"
step = [{ id = "p1", title = "P1" }]
[[plan]]
id = "loss"
title = "Loss"
warning = "Orders are lost."
step = [{ id = "l1", title = "L1" }]
[[plan]]
id = "chain"
title = "Chain"
then = "loss"
step = [{ id = "c1", title = "C1" }]
[[guard]]
id = "offers"
title = "Offers"
when = { metric = "errors", is = "> 5" }
then = { offer = "back" }
[[guard]]
id = "starts"
title = "Starts"
when = { metric = "errors", is = "> 5" }
then = { start = "back" }
[[guard]]
id = "warns"
title = "Warns"
when = { metric = "errors", is = "> 5" }
then = { start = "loss" }
[[guard]]
id = "chains"
title = "Chains"
when = { metric = "errors", is = "> 5" }
then = { start = "chain" }
"#;

fn guard(walk: &Walk, id: &str) -> GuardState {
    walk.state.guards[id].clone()
}

#[test]
fn a_guard_moves_and_is_recorded_when_it_does() {
    let mut walk = Walk::of(BOOK);
    assert_eq!(walk.guard("offers", Pending), ["guard-moved"]);
    assert!(walk.guard("offers", Pending).is_empty());
    assert_eq!(walk.guard("offers", Blind), ["guard-moved"]);
    assert_eq!(walk.guard("offers", Quiet), ["guard-moved"]);
    assert!(walk.guard("no", Firing).is_empty());
    assert_eq!(guard(&walk, "offers").fired, 0);
}

#[test]
fn firing_offers_the_plan_once_while_it_stands() {
    let mut walk = Walk::of(BOOK);
    assert_eq!(walk.guard("offers", Firing), ["guard-moved", "plan-offered"]);
    assert_eq!(walk.state.offer.as_ref().unwrap().because, "Offers: 7 %");
    walk.guard("offers", Quiet);
    assert_eq!(walk.guard("offers", Firing), ["guard-moved"]);
    walk.ask(Ask::DeclinePlan { plan: "back".into(), reason: "a spike".to_owned() });
    walk.guard("offers", Quiet);
    assert_eq!(walk.guard("offers", Firing), ["guard-moved", "plan-offered"]);
    assert_eq!(guard(&walk, "offers").fired, 3);
}

#[test]
fn firing_starts_the_plan_where_it_says_so() {
    let mut walk = Walk::of(BOOK);
    walk.pass("go");
    assert_eq!(walk.guard("starts", Firing), ["guard-moved", "check-ended", "plan-started"]);
    assert_eq!(walk.state.mode, Mode::RollingBack("back".into()));
    assert_eq!(walk.state.plans[0].by, "gonogo");
    assert!(walk.checked("go", "c", Outcome::Passed).is_empty());
}

#[test]
fn a_plan_with_a_warning_is_only_offered_its_chain_included() {
    for (id, plan) in [("warns", "loss"), ("chains", "chain")] {
        let mut walk = Walk::of(BOOK);
        assert_eq!(walk.guard(id, Firing), ["guard-moved", "plan-offered"]);
        assert_eq!(walk.state.offer.as_ref().unwrap().plan, plan.into());
    }
}

#[test]
fn a_plan_is_only_offered_beside_a_running_command() {
    let mut walk = Walk::of(BOOK);
    walk.run("go");
    assert_eq!(walk.guard("starts", Firing), ["guard-moved", "plan-offered"]);
    assert!(matches!(walk.refuses(start_plan("back")), Refusal::Busy { .. }));
    walk.ends("go", Verdict::Passed);
    assert_eq!(walk.ask(start_plan("back")), ["check-ended", "plan-started"]);
}

#[test]
fn a_guard_calls_for_nothing_once_the_run_goes_back() {
    let mut walk = Walk::of(BOOK);
    walk.ask(start_plan("back"));
    assert_eq!(walk.guard("starts", Firing), ["guard-moved"]);
    assert_eq!(walk.guard("offers", Firing), ["guard-moved"]);
    walk.ask(done("p1"));
    assert_eq!(walk.guard("warns", Firing), ["guard-moved"]);
    assert_eq!(walk.state.offer, None);
    walk.ask(finish(RunOutcome::RolledBack));
    assert!(walk.guard("warns", Quiet).is_empty());
}

#[test]
fn a_firing_guard_is_acknowledged_once() {
    let mut walk = Walk::of(BOOK);
    let seen = |id: &str| Ask::Acknowledge { guard: id.into() };
    assert!(matches!(walk.refuses(seen("no")), Refusal::Unknown { .. }));
    assert!(walk.ask(seen("offers")).is_empty());
    walk.guard("offers", Firing);
    assert_eq!(walk.ask(seen("offers")), ["guard-acknowledged"]);
    assert!(walk.ask(seen("offers")).is_empty());
    assert!(guard(&walk, "offers").acknowledged);
    walk.guard("offers", Quiet);
    walk.guard("offers", Firing);
    assert!(!guard(&walk, "offers").acknowledged, "it fires anew");
}
