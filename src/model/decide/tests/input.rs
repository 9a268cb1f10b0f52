use super::walk::{Walk, end, run};
use crate::model::verdict::Verdict;
use crate::model::{Ask, Command, Event, Refusal, Report};

const BOOK: &str = r#"
[input.version]
ask = "Version"
pattern = '[0-9a-f]{7}'
later = true
[input.token]
ask = "Token"
secret = true
later = true
[input.mode]
ask = "Mode"
choices = ["rolling", "recreate"]
later = true
[input.ticket]
ask = "Ticket"
optional = true
later = true
[[phase]]
id = "a"
title = "A"
order = "free"
[[phase.step]]
id = "go"
title = "Go"
run = "deploy $version $ticket \\$mode $HOME"
check = [{ name = "one", probe.http = { url = "http://x/${token}" } }]
[[phase.step]]
id = "look"
title = "Look"
check = [{ name = "one", probe.http = { url = "http://x/${token}" } }]
"#;

fn give(name: &str, value: &str) -> Ask {
    Ask::GiveInput { name: name.into(), value: value.to_owned() }
}

#[test]
fn a_value_fits_its_input() {
    let walk = Walk::of(BOOK);
    for (name, value) in [
        ("version", ""),
        ("version", "4f2c1ab-"),
        ("version", "x4f2c1ab"),
        ("mode", "blue"),
        ("token", "a\0b"),
    ] {
        match walk.refuses(give(name, value)) {
            Refusal::BadInput { name: of, .. } => assert_eq!(of, name),
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(walk.refuses(give("other", "x")), Refusal::Unknown { .. }));
}

#[test]
fn a_value_is_recorded_and_a_secret_only_as_given() {
    let mut walk = Walk::of(BOOK);
    let given = |name: &str, value: Option<&str>| {
        vec![Event::InputGiven { name: name.into(), value: value.map(str::to_owned) }]
    };
    let mut take = |ask| walk.take(&Command::Ask(ask)).unwrap();
    assert_eq!(take(give("version", "4f2c1ab")), given("version", Some("4f2c1ab")));
    assert_eq!(take(give("token", "hunter2")), given("token", None));
    assert_eq!(take(give("ticket", "")), given("ticket", Some("")));
    assert!(walk.state.inputs.contains_key("token"));
    assert!(!format!("{:?}{:?}", walk.state, walk.journal).contains("hunter2"));
}

#[test]
fn what_the_command_and_the_checks_use_must_be_known_first() {
    let mut walk = Walk::of(BOOK);
    let missing = |names: &str| Refusal::MissingInput { step: "go".to_owned(), names: names.to_owned() };
    assert_eq!(walk.refuses(run("go")), missing("token, version"));
    walk.ask(give("version", "4f2c1ab"));
    assert_eq!(walk.refuses(run("go")), missing("token"));
    walk.ask(give("token", "hunter2"));
    walk.run("go");
}

#[test]
fn checks_alone_need_their_inputs_too() {
    let mut walk = Walk::of(BOOK);
    assert!(matches!(walk.refuses(run("look")), Refusal::MissingInput { .. }));
    walk.ask(give("token", "hunter2"));
    assert_eq!(walk.run("look"), ["checks-started"]);
}

#[test]
fn what_an_earlier_command_has_set_is_known() {
    let mut walk = Walk::of(BOOK);
    walk.ask(give("version", "4f2c1ab"));
    walk.ask(give("token", "hunter2"));
    walk.run("go");
    let mut set = end(Verdict::Passed, 0);
    set.names = vec!["token".to_owned()];
    walk.hear(Report::AttemptEnded { step: "go".into(), attempt: 1, end: set });
    assert_eq!(walk.state.set_by_steps["token"], "go".into());
}

#[test]
fn a_value_of_the_simulated_world_moves() {
    let mut walk = Walk::of(BOOK);
    walk.hear(Report::InputMoved { name: "version".into(), value: Some("0000000".to_owned()) });
    assert_eq!(walk.state.inputs["version"].as_deref(), Some("0000000"));
}
