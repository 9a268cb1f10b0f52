use super::walk::{Walk, cancel, rerun, run};
use crate::model::event::CriterionEnd;
use crate::model::state::{Next, Status};
use crate::model::verdict::{Outcome, Verdict};
use crate::model::{Refusal, Report};

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
check = [{ name = "one", probe.tcp = { port = 1 } }]
watch = { for = "5m", criteria = [{ name = "errors stay low", metric = "errors", is = "< 1" }] }
[[phase.step]]
id = "see"
title = "See"
watch = { for = "5m", criteria = [{ name = "errors stay low", metric = "errors", is = "< 1" }] }
"#;

fn watching() -> Walk {
    let mut walk = Walk::of(BOOK);
    walk.pass("go");
    walk.checked("go", "one", Outcome::Passed);
    walk
}

fn round(walk: &Walk) -> u32 {
    walk.state.step(&"go".into()).unwrap().watch.as_ref().unwrap().round
}

#[test]
fn the_watch_begins_after_the_checks_and_passes_the_step() {
    let mut walk = Walk::of(BOOK);
    walk.pass("go");
    assert_eq!(walk.checked("go", "one", Outcome::Passed), ["check-ended", "watch-started"]);
    assert_eq!((walk.next("go"), walk.status("go")), (Next::Watching, Status::Running));
    assert!(matches!(walk.refuses(run("go")), Refusal::NotNow { .. }));
    assert!(matches!(walk.refuses(rerun("go")), Refusal::NotNow { .. }));
    assert_eq!(walk.watched("go", Outcome::Passed), ["watch-ended"]);
    assert_eq!(walk.status("go"), Status::Passed);
}

#[test]
fn a_failed_watch_is_taken_up_alone() {
    let mut walk = watching();
    let criteria = vec![CriterionEnd {
        name: "errors stay low".to_owned(),
        verdict: Outcome::Failed,
        observed: "worst 4".to_owned(),
    }];
    walk.hear(Report::WatchEnded { step: "go".into(), verdict: Outcome::Failed, criteria });
    let why = "the observation window failed: errors stay low: worst 4";
    assert_eq!(walk.next("go"), Next::Failed(why.to_owned()));
    assert_eq!(walk.run("go"), ["watch-started"]);
    let of = walk.state.step(&"go".into()).unwrap();
    assert_eq!((of.attempts.len(), of.round, round(&walk)), (1, 1, 2));
    walk.watched("go", Outcome::Passed);
    assert_eq!(walk.status("go"), Status::Passed);
}

#[test]
fn a_watch_that_was_cut_begins_anew() {
    let mut walk = watching();
    assert_eq!(walk.hear(Report::WatchRestarted { step: "go".into() }), ["watch-started"]);
    assert_eq!(round(&walk), 2);
    walk.watched("go", Outcome::Passed);
    assert!(walk.hear(Report::WatchRestarted { step: "go".into() }).is_empty(), "it has ended");
}

#[test]
fn a_watch_can_be_stopped_and_taken_up() {
    let mut walk = watching();
    assert_eq!(walk.ask(cancel("go")), ["watch-ended"]);
    assert_eq!(walk.status("go"), Status::Failed);
    assert!(walk.watched("go", Outcome::Passed).is_empty(), "too late");
    assert_eq!(walk.run("go"), ["watch-started"]);
}

#[test]
fn a_step_of_a_watch_alone_is_started_by_the_driver() {
    let mut walk = watching();
    assert!(walk.watched("see", Outcome::Passed).is_empty(), "not begun");
    assert!(walk.hear(Report::WatchRestarted { step: "see".into() }).is_empty());
    walk.watched("go", Outcome::Passed);
    assert_eq!(walk.next("see"), Next::Watch);
    assert_eq!(walk.run("see"), ["watch-started"]);
    walk.watched("see", Outcome::Failed);
    assert_eq!(walk.ask(rerun("see")), ["step-reopened"]);
    assert_eq!(walk.next("see"), Next::Watch);
}

#[test]
fn a_new_attempt_forgets_checks_and_watch() {
    let mut walk = watching();
    walk.watched("go", Outcome::Failed);
    walk.ask(rerun("go"));
    walk.ends("go", Verdict::Passed);
    assert_eq!(walk.next("go"), Next::Checking);
    assert_eq!(walk.checked("go", "one", Outcome::Passed), ["check-ended", "watch-started"]);
}
