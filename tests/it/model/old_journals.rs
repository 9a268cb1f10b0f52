//! Journals that were written once must always fold.

use std::collections::BTreeSet;

use gonogo::model::event::Recorded;
use gonogo::model::fold::fold;
use gonogo::model::runbook::Runbook;
use gonogo::model::state::{Mode, Status};
use gonogo::model::verdict::RunOutcome;
use gonogo::model::{Actor, State};

const V1: &str = include_str!("../../fixtures/journals/v1.jsonl");
const BOOK: &str = include_str!("../../fixtures/journals/v1-book.toml");

/// Every kind of event that version 1 began with. None may ever be taken out.
const KINDS: [&str; 31] = [
    "run-started",
    "conductor-started",
    "conductor-stopping",
    "driver-took",
    "input-given",
    "variant-chosen",
    "attempt-started",
    "attempt-cancel-asked",
    "attempt-ended",
    "look-confirmed",
    "checks-started",
    "check-tried",
    "check-ended",
    "check-answered",
    "watch-started",
    "watch-ended",
    "step-done",
    "step-failed",
    "step-skipped",
    "step-waived",
    "step-reopened",
    "signed-off",
    "note-added",
    "guard-moved",
    "guard-acknowledged",
    "plan-offered",
    "plan-declined",
    "plan-started",
    "plan-ended",
    "parked",
    "run-ended",
];

fn book() -> Runbook {
    toml::from_str(BOOK).unwrap()
}

fn journal() -> Vec<Recorded> {
    V1.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

#[test]
fn version_1_is_read_and_written_as_it_was() {
    let mut kinds = BTreeSet::new();
    for (line, recorded) in V1.lines().zip(journal()) {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_value(&recorded).unwrap(), value);
        kinds.insert(value["event"]["type"].as_str().unwrap().to_owned());
    }
    assert_eq!(kinds, KINDS.map(str::to_owned).into());
}

#[test]
fn version_1_folds_to_what_it_was() {
    let state = journal().iter().fold(State::of(book()), fold);
    let status = |id: &str| state.status(state.book.find(&id.into()).unwrap());
    assert_eq!(state.events, u64::try_from(V1.lines().count()).unwrap());
    assert!(matches!(&state.mode, Mode::Ended(ended) if ended.outcome == RunOutcome::RolledBack));
    assert_eq!(
        (status("hand"), status("ticket"), status("flaky")),
        (Status::Passed, Status::Skipped, Status::Waived)
    );
    assert_eq!(
        (status("deploy"), status("watch"), status("undo")),
        (Status::Passed, Status::Failed, Status::Passed)
    );
    assert_eq!((status("signed"), state.driver.unwrap().to_string()), (Status::Passed, "ops2".to_owned()));
    assert_eq!((state.plans.len(), state.notes.len(), state.inputs.len()), (1, 1, 3));
    let signed = &state.steps["signed"].signoffs;
    assert_eq!((signed.len(), signed[0].simulated), (2, false));
}

#[test]
fn version_1_folds_on_any_book_and_in_any_order() {
    let mut journal = journal();
    let mut other = State::of(Runbook::empty());
    journal.reverse();
    for recorded in &journal {
        other = fold(other, recorded);
        assert!(other.book.steps().next().is_none());
    }
    assert!(journal.iter().any(|it| matches!(it.by, Actor::Autopilot(_))));
}
