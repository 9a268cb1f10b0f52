//! A runbook walked without a person: state from step to step, retries, variants, conditions, checks, sign-offs.

use serde_json::Value;

use super::home::Home;

const FLOW: &str = include_str!("../../fixtures/run/flow.toml");

/// The step as `show --json` has it.
fn step(shown: &Value, id: &str) -> Value {
    let phases = shown["phases"].as_array().unwrap();
    let mut steps = phases.iter().flat_map(|phase| phase["steps"].as_array().unwrap());
    steps.find(|step| step["id"] == id).unwrap_or_else(|| panic!("no {id} in {shown}")).clone()
}

fn statuses(shown: &Value) -> Vec<(String, String)> {
    let phases = shown["phases"].as_array().unwrap();
    let steps = phases.iter().flat_map(|phase| phase["steps"].as_array().unwrap());
    let text = |step: &Value, key: &str| step[key].as_str().unwrap().to_owned();
    steps.map(|step| (text(step, "id"), text(step, "status"))).collect()
}

#[test]
fn everything_carries_over_and_the_second_way_is_taken() {
    let home = Home::with(FLOW);
    let run = home
        .headless(["--env", "staging", "--set", "color=blue", "--choose", "pick=second", "--signer", "Ada"])
        .run()
        .ended("go", 0);
    let found = home.transcript(&run, "find.1");
    for line in [
        "plain: not exported",
        "list: 3 two words",
        "map: value of key",
        "hello world from a function",
        "cwd: sub/deep",
        "child: exported unset",
        "color blue, zone zone-s, ticket []",
        &format!("run {run} step find"),
    ] {
        assert!(found.lines().any(|seen| seen == line), "`{line}` is missing in:\n{found}");
    }
    assert_eq!(home.text("sub/deep/tries"), "try\n".repeat(3));
    assert_eq!(home.text("sub/deep/picked"), "second\nblue\nafter second\n");
    assert_eq!(home.transcript(&run, "sign.1"), "second\nblue\nafter second\n");

    let shown = home.show(&run);
    assert_eq!((&shown["environment"], &shown["inputs"]["color"]), (&"staging".into(), &"blue".into()));
    for (id, status) in statuses(&shown) {
        let left_out = ["only-production", "only-after-production"].contains(&id.as_str());
        assert_eq!(status, if left_out { "not-applicable" } else { "passed" }, "{id}");
    }
    let tries: Vec<_> = step(&shown, "flaky")["attempts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|attempt| (attempt["exit"].as_i64().unwrap(), attempt["verdict"].as_str().unwrap().to_owned()))
        .collect();
    let expected = [(1, "failed"), (1, "failed"), (0, "passed")];
    assert_eq!(tries, expected.map(|(exit, verdict)| (exit, verdict.to_owned())));
    let checks = step(&shown, "find")["checks"].clone();
    assert_eq!((&checks[0]["verdict"], &checks[0]["tries"]), (&"passed".into(), &1.into()));
    let signed = step(&shown, "sign")["signoffs"].clone();
    assert_eq!((&signed[0]["person"], &signed[0]["assurance"]), (&"Ada".into(), &"unsigned".into()));
    let text = home.print_copy(&run);
    assert!(text.contains("Ada  UNSIGNED") && !text.contains("REHEARSAL"), "{text}");
}

#[test]
fn the_other_environment_and_the_first_way() {
    let home = Home::with(FLOW);
    let run = home
        .headless(["--env", "production", "--set", "ticket=T 1", "--choose", "pick=first", "--signer", "Ada"])
        .run()
        .ended("go", 0);
    assert_eq!(home.text("sub/deep/picked"), "first\nproduction\nafter production\n");
    assert!(home.transcript(&run, "find.1").contains("color red, zone zone-p, ticket [T 1]"));
    let shown = home.show(&run);
    for id in ["only-blue", "only-second"] {
        assert_eq!(step(&shown, id)["status"], "not-applicable");
    }
}

#[test]
fn runs_are_listed_newest_first_and_found_by_the_beginning_of_their_id() {
    let home = Home::with(
        "format = 1\nid = \"one\"\ntitle = \"One\"\n[[phase]]\nid = \"p\"\ntitle = \"P\"\n\
                           [[phase.step]]\nid = \"s\"\ntitle = \"S\"\nrun = \"true\"\n",
    );
    let first = home.headless([]).run().ended("go", 0);
    let second = home.headless([]).run().ended("go", 0);
    let list = home.gonogo(["runs", "--json"]).run().exits(0).json();
    let ids: Vec<_> = list.as_array().unwrap().iter().map(|entry| entry["run"].as_str().unwrap()).collect();
    assert_eq!(ids, [&second, &first]);
    assert_eq!((&list[0]["environment"], &list[0]["rehearsal"]), (&Value::Null, &false.into()));
    let short = first.chars().take(5).collect::<String>().to_lowercase();
    home.gonogo(["show", &short]).run().exits(0).prints(&first);
    home.gonogo(["runs"]).run().exits(0).prints(&first).prints(&second);
    home.gonogo(["show", "ZZZZZZ"]).run().exits(1).says("there is no run").says_one_line();
}
