use super::walk::{Walk, done, finish, run, start_plan};
use crate::model::state::Mode;
use crate::model::verdict::{Outcome, RunOutcome, Verdict};
use crate::model::{Ask, Refusal};

const BOOK: &str = r#"
[[phase]]
id = "a"
title = "A"
[[phase.step]]
id = "go"
title = "Go"
run = "true"
on_failure = "back"
check = [{ name = "c", probe.tcp = { port = 1 } }]
[[plan]]
id = "back"
title = "Back"
step = [{ id = "p1", title = "P1" }]
"#;

fn cannot(walk: &Walk, outcome: RunOutcome) -> String {
    match walk.refuses(finish(outcome)) {
        Refusal::CannotEnd { outcome: word, why } => {
            assert_eq!(word, outcome.word());
            why
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn go_wants_every_step_settled() {
    let mut walk = Walk::of(BOOK);
    assert_eq!(cannot(&walk, RunOutcome::Go), "1 steps are open, the first is `go`");
    walk.pass("go");
    cannot(&walk, RunOutcome::Go);
    walk.checked("go", "c", Outcome::Passed);
    assert_eq!(walk.ask(finish(RunOutcome::Go)), ["run-ended"]);
    assert_eq!(walk.state.outcome(), Some(RunOutcome::Go));
}

#[test]
fn go_wants_an_offered_plan_answered() {
    let mut walk = Walk::of(BOOK);
    walk.run("go");
    walk.ends("go", Verdict::Failed);
    walk.ask(super::walk::waive("go", "known"));
    assert!(cannot(&walk, RunOutcome::Go).starts_with("rollback plan `back` is offered"));
    walk.ask(Ask::DeclinePlan { plan: "back".into(), reason: "known".to_owned() });
    walk.ask(finish(RunOutcome::Go));
}

#[test]
fn go_is_no_way_out_of_a_rollback() {
    let mut walk = Walk::of(BOOK);
    walk.ask(start_plan("back"));
    cannot(&walk, RunOutcome::Go);
    walk.ask(done("p1"));
    cannot(&walk, RunOutcome::Go);
}

#[test]
fn rolled_back_wants_a_plan_that_is_through() {
    let mut walk = Walk::of(BOOK);
    cannot(&walk, RunOutcome::RolledBack);
    walk.ask(start_plan("back"));
    cannot(&walk, RunOutcome::RolledBack);
    walk.ask(done("p1"));
    assert_eq!(walk.state.mode, Mode::Returned("back".into()));
    assert_eq!(walk.ask(finish(RunOutcome::RolledBack)), ["run-ended"]);
}

#[test]
fn no_go_wants_a_reason_and_ends_what_is_under_way() {
    let mut walk = Walk::of(BOOK);
    let silent = Ask::End { outcome: RunOutcome::NoGo, note: " ".to_owned() };
    assert!(matches!(walk.refuses(silent), Refusal::Reason { .. }));
    walk.pass("go");
    assert_eq!(walk.ask(finish(RunOutcome::NoGo)), ["check-ended", "run-ended"]);

    let mut walk = Walk::of(BOOK);
    walk.ask(start_plan("back"));
    assert_eq!(walk.ask(finish(RunOutcome::NoGo)), ["plan-ended", "run-ended"]);
    assert_eq!(walk.state.plans[0].ended.map(|(_, complete)| complete), Some(false));
}

#[test]
fn a_run_does_not_end_under_a_running_command() {
    let mut walk = Walk::of(BOOK);
    walk.run("go");
    for outcome in [RunOutcome::Go, RunOutcome::NoGo, RunOutcome::RolledBack] {
        assert!(matches!(walk.refuses(finish(outcome)), Refusal::Busy { .. }));
    }
}

#[test]
fn the_end_is_the_end() {
    let mut walk = Walk::of(BOOK);
    walk.ask(finish(RunOutcome::NoGo));
    let ended = Refusal::Ended { outcome: "no-go".to_owned() };
    for ask in [
        run("go"),
        finish(RunOutcome::NoGo),
        start_plan("back"),
        Ask::Drive { person: "ops2".into() },
        super::walk::note(None, "x"),
        Ask::Park { reason: "x".to_owned() },
    ] {
        assert_eq!(walk.refuses(ask), ended);
    }
}
