//! Every `tests/fixtures/fold/*.toml`: events in, a status table out.
//!
//! A fixture has a `book` (the parts of a runbook), its `event`s (`by` is a person's name, `conductor` or
//! `autopilot`), and what is `expected`: the `mode`, and of each step that is named its status and what it needs next.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gonogo::model::event::Recorded;
use gonogo::model::fold::fold;
use gonogo::model::stamp::Stamp;
use gonogo::model::state::Mode;
use gonogo::model::{Actor, State};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    book: toml::Table,
    event: Vec<Happened>,
    expected: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Happened {
    by: String,
    #[serde(rename = "type")]
    kind: String,
    data: Option<serde_json::Value>,
}

#[derive(Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
struct Expected {
    mode: String,
    #[serde(default)]
    offer: Option<String>,
    #[serde(default)]
    driver: Option<String>,
    #[serde(default)]
    parked: Option<String>,
    #[serde(default)]
    guards: BTreeMap<String, String>,
    #[serde(default)]
    inputs: BTreeMap<String, String>,
    steps: BTreeMap<String, [String; 2]>,
}

fn actor(name: &str) -> Actor {
    match name {
        "conductor" => Actor::Conductor,
        "autopilot" => Actor::Autopilot("ops1".into()),
        person => Actor::Person(person.into()),
    }
}

fn walked(fixture: &Fixture) -> State {
    let mut book = fixture.book.clone();
    for (key, value) in [("id", "book"), ("title", "Book")] {
        book.insert(key.to_owned(), value.into());
    }
    book.insert("format".to_owned(), 1.into());
    let mut state = State::of(book.try_into().unwrap());
    for (seq, happened) in (0_u32..).zip(&fixture.event) {
        let mut event = serde_json::json!({ "type": happened.kind });
        if let Some(data) = &happened.data {
            event["data"] = data.clone();
        }
        let event =
            serde_json::from_value(event).unwrap_or_else(|e| panic!("event {seq} ({}): {e}", happened.kind));
        let at = Stamp::from_millis(1_767_323_000_000 + i64::from(seq) * 1_000);
        state = fold(state, &Recorded { seq: u64::from(seq), at, by: actor(&happened.by), event });
    }
    state
}

fn mode(mode: &Mode) -> String {
    match mode {
        Mode::Deploying => "deploying".to_owned(),
        Mode::RollingBack(plan) => format!("rolling back {plan}"),
        Mode::Returned(plan) => format!("returned {plan}"),
        Mode::Ended(ended) => format!("ended {}", ended.outcome.word()),
    }
}

fn seen(state: &State, asked: &Expected) -> Expected {
    let step = |id: &String| {
        let step = state.book.find(&id.as_str().into()).unwrap_or_else(|| panic!("no step {id}"));
        (id.clone(), [state.status(step).word().to_owned(), format!("{:?}", state.next(step))])
    };
    let guards =
        state.guards.iter().map(|(id, it)| (id.to_string(), format!("{} {}", it.phase.word(), it.fired)));
    let inputs = state
        .inputs
        .iter()
        .map(|(name, value)| (name.to_string(), value.clone().unwrap_or_else(|| "(secret)".to_owned())));
    Expected {
        mode: mode(&state.mode),
        offer: state.offer.as_ref().map(|offer| offer.plan.to_string()),
        driver: asked.driver.as_ref().and(state.driver.as_ref()).map(ToString::to_string),
        parked: state.parked.clone(),
        guards: guards.collect(),
        inputs: inputs.collect(),
        steps: asked.steps.keys().map(step).collect(),
    }
}

#[test]
fn events_fold_to_what_is_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fold");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let fixture: Fixture = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(seen(&walked(&fixture), &fixture.expected), fixture.expected, "{}", path.display());
        count += 1;
    }
    assert!(count >= 7, "{count} fixtures");
}
