use super::walk::{Walk, sign, tried};
use crate::model::Event;
use crate::model::decide::evidence;
use crate::model::verdict::{Meaning, Outcome};

const BOOK: &str = r#"
[[phase]]
id = "a"
title = "A"
[[phase.step]]
id = "go"
title = "Go"
run = "true"
check = [{ name = "c", probe.tcp = { port = 1 } }]
signoff = {}
"#;

fn checked() -> Walk {
    let mut walk = Walk::of(BOOK);
    walk.pass("go");
    walk.hear(tried("go", "c", 1, Outcome::Passed));
    walk.checked("go", "c", Outcome::Passed);
    walk
}

#[test]
fn a_signature_is_bound_to_what_was_shown() {
    let mut walk = checked();
    let shown = evidence(walk.state.step(&"go".into()).unwrap());
    walk.ask(sign("go", "ops1", None, Meaning::Performed));
    let Some(Event::SignedOff { evidence_sha256, .. }) = walk.journal.last().map(|it| &it.event) else {
        panic!()
    };
    assert_eq!(*evidence_sha256, shown);
}

#[test]
fn whatever_was_seen_changes_it() {
    let seen = checked().state.step(&"go".into()).unwrap().clone();
    let mut other = seen.clone();
    other.checks[0].tries[0].observation.observed = "200".to_owned();
    assert_ne!(evidence(&other), evidence(&seen));
    let mut other = seen.clone();
    other.attempts[0].end.as_mut().unwrap().1.sha256 = "cd".repeat(32);
    assert_ne!(evidence(&other), evidence(&seen));
    let mut other = seen.clone();
    other.checks[0].verdict.as_mut().unwrap().1 = Outcome::Failed;
    assert_ne!(evidence(&other), evidence(&seen));
    let mut other = seen.clone();
    other.notes.push((other.touched.unwrap(), "ops1".to_owned(), "x".to_owned()));
    assert_eq!(evidence(&other), evidence(&seen), "a note is no evidence");
}
