use super::walk::{Walk, cancel, skip, start_plan};
use crate::model::state::Status;
use crate::model::verdict::{Outcome, Verdict};
use crate::model::{Ask, Refusal, Report};

const BOOK: &str = r#"
[input.token]
ask = "Token"
later = true
[[phase]]
id = "pre"
title = "Pre"
order = "free"
[[phase.step]]
id = "backup"
title = "Backup"
run = "export BACKUP=b.gz"
retry = { attempts = 2 }
[[phase.step]]
id = "readable"
title = "Readable"
check = [{ name = "gzip", probe.file = { path = "${BACKUP}" } }]
[[phase.step]]
id = "health"
title = "Health"
check = [{ name = "up", probe.tcp = { port = 1 } }]
signoff = { roles = ["deployer"] }
[[phase.step]]
id = "dns"
title = "DNS"
check = [{ name = "up", probe.tcp = { port = 2 } }, { name = "q", probe.person = { ask = "?" } }]
[[phase.step]]
id = "build"
title = "Build"
run = "make"
[[phase.step]]
id = "danger"
title = "Danger"
run = "rm -r old"
risk = "high"
[[phase.step]]
id = "token"
title = "Token"
run = "echo $token"
[[phase.step]]
id = "blank"
title = "Blank"
run = "psql <password>"
[[phase.step]]
id = "editor"
title = "Editor"
run = "vim x"
terminal = true
[[phase.step]]
id = "asks"
title = "Asks"
check = [{ name = "q", probe.person = { ask = "?" } }]
[[phase.step]]
id = "hand"
title = "Hand"
[[phase]]
id = "strict"
title = "Strict"
step = [{ id = "s1", title = "S1", run = "true" }]
[[phase]]
id = "late"
title = "Late"
order = "free"
step = [{ id = "l1", title = "L1", run = "true" }]
[[plan]]
id = "back"
title = "Back"
step = [{ id = "p1", title = "P1" }]
"#;

fn all(phase: &str) -> Ask {
    Ask::RunAll { phase: phase.into() }
}

fn queue(walk: &Walk) -> Vec<&str> {
    walk.state.queue.iter().map(crate::model::ids::StepId::as_str).collect()
}

fn started() -> Walk {
    let mut walk = Walk::of(BOOK);
    walk.ask(all("pre"));
    walk
}

#[test]
fn checks_start_side_by_side_and_commands_queue() {
    let mut walk = Walk::of(BOOK);
    assert_eq!(
        walk.ask(all("pre")),
        ["steps-queued", "checks-started", "checks-started", "attempt-started"],
        "health, dns, backup"
    );
    assert_eq!(walk.state.running().unwrap().as_str(), "backup");
    assert_eq!(queue(&walk), ["readable", "build"]);
    for left in ["danger", "token", "blank", "editor", "asks", "hand"] {
        assert_eq!(walk.status(left), Status::Pending, "{left} is for people");
    }
}

#[test]
fn a_check_waits_for_the_command_that_sets_its_name() {
    let mut walk = started();
    assert_eq!(walk.ends("backup", Verdict::Passed), ["attempt-ended", "checks-started", "attempt-started"]);
    assert_eq!((walk.status("readable"), walk.status("build")), (Status::Running, Status::Running));
    assert_eq!(walk.ends("build", Verdict::Passed), ["attempt-ended"]);
    assert_eq!(queue(&walk), [""; 0]);
}

#[test]
fn a_failure_does_not_stop_the_others() {
    let mut walk = started();
    walk.checked("health", "up", Outcome::Failed);
    assert_eq!(walk.ends("backup", Verdict::Failed), ["attempt-ended", "attempt-started"], "its retry");
    assert_eq!(walk.state.running().unwrap().as_str(), "backup");
    let more = walk.ends("backup", Verdict::Failed);
    assert_eq!(more, ["attempt-ended", "checks-started", "attempt-started"]);
    assert_eq!(walk.state.running().unwrap().as_str(), "build");
    assert_eq!((walk.status("backup"), walk.status("health")), (Status::Failed, Status::Failed));
}

#[test]
fn what_came_from_the_queue_has_all_its_retries() {
    let mut walk = Walk::of(&BOOK.replace("run = \"make\"", "run = \"make\"\nretry = { attempts = 3 }"));
    walk.ask(all("pre"));
    walk.ends("backup", Verdict::Passed);
    for _ in 0..2 {
        assert_eq!(walk.ends("build", Verdict::Failed), ["attempt-ended", "attempt-started"]);
    }
    assert_eq!(walk.ends("build", Verdict::Failed), ["attempt-ended"]);
}

#[test]
fn a_second_press_looks_again_at_failed_checks_and_runs_no_command_twice() {
    let mut walk = started();
    walk.checked("health", "up", Outcome::Failed);
    walk.ends("backup", Verdict::Look);
    walk.ends("build", Verdict::Failed);
    assert_eq!(walk.ask(all("pre")), ["checks-started"]);
    walk.checked("health", "up", Outcome::Passed);
    walk.checked("readable", "gzip", Outcome::Passed);
    let Refusal::NotTogether { why, .. } = walk.refuses(all("pre")) else { panic!() };
    assert!(why.contains("for people"), "{why}");
}

#[test]
fn what_was_stopped_or_is_unknown_ends_the_queue() {
    let mut walk = started();
    walk.ask(cancel("backup"));
    assert_eq!(queue(&walk), [""; 0]);
    assert_eq!(walk.ends("backup", Verdict::Cancelled), ["attempt-ended"]);
    for verdict in [Verdict::Interrupted, Verdict::Cancelled] {
        let mut walk = started();
        assert_eq!(walk.ends("backup", verdict), ["attempt-ended"], "{verdict:?}");
        assert_eq!((walk.state.running(), queue(&walk).len()), (None, 0));
    }
    let mut walk = started();
    walk.hear(Report::MemoryLost { inputs: Vec::new(), shell: true });
    assert_eq!(walk.ends("backup", Verdict::Passed), ["attempt-ended"]);
}

#[test]
fn a_rollback_ends_the_queue() {
    let mut walk = Walk::of(BOOK);
    walk.ask(skip("readable", "no"));
    walk.ask(all("pre"));
    walk.ends("backup", Verdict::Passed);
    walk.ends("build", Verdict::Passed);
    walk.ask(start_plan("back"));
    assert!(matches!(walk.refuses(all("pre")), Refusal::Frozen { .. }));
    assert_eq!(walk.status("danger"), Status::Pending);
}

#[test]
fn what_can_not_start_in_the_end_is_left_and_told() {
    let mut walk = started();
    walk.ask(skip("build", "not today"));
    walk.ask(skip("readable", "not today"));
    assert_eq!(walk.ends("backup", Verdict::Passed), ["attempt-ended", "queue-ended"]);
    assert_eq!(queue(&walk), [""; 0]);
}

#[test]
fn it_queues_behind_a_command_that_runs_already() {
    let mut walk = Walk::of(BOOK);
    walk.run("build");
    assert_eq!(walk.ask(all("pre")), ["steps-queued", "checks-started", "checks-started"]);
    assert_eq!(queue(&walk), ["backup", "readable"]);
    assert_eq!(walk.ends("build", Verdict::Failed), ["attempt-ended", "attempt-started"]);
    assert_eq!(walk.state.running().unwrap().as_str(), "backup");
}

#[test]
fn an_ordered_phase_and_one_whose_turn_has_not_come_are_refused() {
    let walk = Walk::of(BOOK);
    let Refusal::NotTogether { why, .. } = walk.refuses(all("strict")) else { panic!() };
    assert!(why.contains("one after the other"), "{why}");
    assert!(matches!(walk.refuses(all("late")), Refusal::TooEarly { .. }));
    assert!(matches!(walk.refuses(all("no")), Refusal::Unknown { .. }));
}
