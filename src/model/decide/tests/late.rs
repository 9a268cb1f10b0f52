//! Reports that come too late, or of what isn't there, change nothing.

use super::walk::{Walk, ended, finish, rerun, tried};
use crate::model::event::GuardPhase;
use crate::model::verdict::{Outcome, RunOutcome, Verdict};
use crate::model::{Command, Report};

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
[[guard]]
id = "red"
title = "Red"
when = { metric = "errors", is = "> 5" }
then = { offer = "back" }
"#;

fn every_report(step: &str) -> Vec<Report> {
    vec![
        ended(step, 1, Verdict::Passed),
        tried(step, "c", 1, Outcome::Passed),
        Report::CheckEnded { step: step.into(), check: "c".into(), verdict: Outcome::Passed },
        Report::WatchRestarted { step: step.into() },
        Report::WatchEnded { step: step.into(), verdict: Outcome::Passed, criteria: Vec::new() },
    ]
}

#[test]
fn of_an_unknown_step() {
    let mut walk = Walk::of(BOOK);
    for report in every_report("no") {
        assert!(walk.hear(report.clone()).is_empty(), "{report:?}");
    }
}

#[test]
fn of_a_step_that_has_not_begun() {
    let mut walk = Walk::of(BOOK);
    for report in every_report("go") {
        assert!(walk.hear(report.clone()).is_empty(), "{report:?}");
    }
}

#[test]
fn of_an_earlier_attempt() {
    let mut walk = Walk::of(BOOK);
    walk.run("go");
    walk.ends("go", Verdict::Failed);
    walk.ask(rerun("go"));
    assert!(walk.hear(ended("go", 1, Verdict::Passed)).is_empty());
    assert!(walk.hear(ended("go", 3, Verdict::Passed)).is_empty());
    assert_eq!(walk.hear(ended("go", 2, Verdict::Passed)), ["attempt-ended", "checks-started"]);
}

#[test]
fn after_the_end() {
    let mut walk = Walk::of(BOOK);
    walk.pass("go");
    walk.ask(finish(RunOutcome::NoGo));
    let others = [
        Report::ConductorStarted { pid: 1, version: "0.1.0".to_owned() },
        Report::ConductorStopping,
        Report::InputMoved { name: "x".into(), value: None },
        Report::GuardMoved { guard: "red".into(), to: GuardPhase::Firing, observed: "7 %".to_owned() },
    ];
    for report in every_report("go").into_iter().chain(others) {
        assert!(walk.hear(report.clone()).is_empty(), "{report:?}");
    }
}

#[test]
fn a_conductor_s_coming_and_going_is_recorded() {
    let mut walk = Walk::of(BOOK);
    let came = Report::ConductorStarted { pid: 1, version: "0.1.0".to_owned() };
    assert_eq!(walk.hear(came), ["conductor-started"]);
    assert_eq!(walk.take(&Command::Report(Report::ConductorStopping)).unwrap().len(), 1);
}
