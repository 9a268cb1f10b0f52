use super::walk::{Walk, cancel, rerun, run};
use crate::model::state::{Next, Status};
use crate::model::verdict::Verdict;
use crate::model::{Ask, Command, Event, Refusal, decide};

fn book(step: &str) -> Walk {
    Walk::of(&format!(
        "[[phase]]\nid = \"a\"\ntitle = \"A\"\n[[phase.step]]\nid = \"go\"\ntitle = \"Go\"\n{step}"
    ))
}

fn typed(text: &str) -> Ask {
    Ask::Run { step: "go".into(), confirm: Some(text.to_owned()) }
}

#[test]
fn a_command_is_recorded_before_it_starts() {
    let mut walk = book("run = \"true\"");
    let events = walk.take(&Command::Ask(run("go"))).unwrap();
    let Event::AttemptStarted { attempt, variant, command_sha256, confirmed, .. } = &events[0] else {
        panic!("{events:?}")
    };
    assert_eq!((*attempt, variant, confirmed, events.len()), (1, &None, &None, 1));
    // printf true | sha256sum
    assert_eq!(command_sha256, "b5bea41b6c623f7c09f1bf24dcae58ebab3c0cdd90ad966bc43a45b44867e12b");
    assert_eq!(walk.status("go"), Status::Running);
    assert_eq!(walk.ends("go", Verdict::Passed), ["attempt-ended"]);
    assert_eq!(walk.status("go"), Status::Passed);
}

#[test]
fn what_runs_or_is_through_is_not_run_again_by_run() {
    let mut walk = book("run = \"true\"");
    walk.run("go");
    assert!(matches!(walk.refuses(run("go")), Refusal::NotNow { .. }));
    assert!(matches!(walk.refuses(rerun("go")), Refusal::NotNow { .. }));
    walk.ends("go", Verdict::Passed);
    assert!(matches!(walk.refuses(run("go")), Refusal::NotNow { .. }));
}

#[test]
fn a_rerun_is_a_new_attempt() {
    let mut walk = book("run = \"true\"");
    walk.pass("go");
    assert_eq!(walk.ask(rerun("go")), ["attempt-started"]);
    walk.ends("go", Verdict::Failed);
    let numbers: Vec<u32> =
        walk.state.step(&"go".into()).unwrap().attempts.iter().map(|it| it.number).collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(walk.status("go"), Status::Failed);
}

#[test]
fn a_failed_command_is_run_again_only_by_rerun() {
    let mut walk = book("run = \"true\"");
    walk.run("go");
    walk.ends("go", Verdict::Failed);
    assert_eq!(walk.next("go"), Next::Failed("the command ended with exit code 1".to_owned()));
    assert!(matches!(walk.refuses(run("go")), Refusal::NotNow { .. }));
    walk.ask(rerun("go"));
}

#[test]
fn an_interrupted_command_is_never_run_by_itself() {
    let mut walk = book("run = \"true\"\nretry = { attempts = 5 }");
    walk.run("go");
    assert_eq!(walk.ends("go", Verdict::Interrupted), ["attempt-ended"]);
    assert_eq!(walk.status("go"), Status::Interrupted);
    assert!(matches!(walk.refuses(run("go")), Refusal::NotNow { .. }));
    assert_eq!(walk.ask(rerun("go")), ["attempt-started"]);
}

#[test]
fn a_high_risk_is_confirmed_by_typing_the_step_s_id() {
    for risk in ["high", "critical"] {
        let mut walk = book(&format!("run = \"true\"\nrisk = \"{risk}\""));
        let wanted = Refusal::Confirm { expected: "go".to_owned() };
        assert_eq!(walk.refuses(run("go")), wanted);
        assert_eq!(walk.refuses(typed("Go")), wanted);
        walk.ask(typed(" go "));
        walk.ends("go", Verdict::Failed);
        assert_eq!(walk.refuses(rerun("go")), wanted, "every attempt is confirmed");
    }
    for risk in ["none", "low", "medium"] {
        let mut walk = book(&format!("run = \"true\"\nrisk = \"{risk}\""));
        walk.run("go");
    }
}

#[test]
fn a_placeholder_blocks_its_command() {
    let walk = book("run = '''\necho\npsql -p \"<password>\"\n'''");
    assert_eq!(
        walk.refuses(run("go")),
        Refusal::Placeholder { step: "go".to_owned(), placeholder: "<password>".to_owned(), line: 2 }
    );
}

#[test]
fn a_command_is_stopped_once() {
    let mut walk = book("run = \"true\"");
    assert!(matches!(walk.refuses(cancel("go")), Refusal::NotNow { .. }));
    walk.run("go");
    assert_eq!(walk.ask(cancel("go")), ["attempt-cancel-asked"]);
    assert!(walk.ask(cancel("go")).is_empty());
    assert_eq!(walk.status("go"), Status::Running, "until its shim says that it ended");
    walk.ends("go", Verdict::Cancelled);
    assert_eq!(walk.status("go"), Status::Failed);
    assert!(matches!(walk.refuses(cancel("go")), Refusal::NotNow { .. }));
}

#[test]
fn the_same_wish_on_the_same_state_gives_the_same() {
    let walk = book("run = \"true\"");
    let command = Command::Ask(run("go"));
    assert_eq!(decide(&walk.state, &command), decide(&walk.state, &command));
}
