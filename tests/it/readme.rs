//! The README says what there is: its commands, its keys, and every key of the runbook file, held against the code.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use gonogo::checks::KINDS;
use gonogo::runbook::{EMBEDDED, load, schema};
use gonogo::tui::keys::Layer;
use serde_json::Value;

const README: &str = include_str!("../../README.md");

/// Where the README describes what of the schema: heading, what stands before its keys there, name in `$defs`.
const REFERENCE: &[(&str, &str, &str)] = &[
    ("### `[input.NAME]`", "", "Input"),
    ("### `[input.NAME]`", "default.", "Default_"),
    ("### `[[phase]]`", "", "Phase"),
    ("### `[[phase.step]]`", "", "Step"),
    ("### `when`", "", "Condition"),
    ("### `[[phase.step.variant]]`", "", "Variant"),
    ("### `retry`, `signoff`, `gate`", "retry.", "Retry"),
    ("### `retry`, `signoff`, `gate`", "signoff.", "SignoffRule"),
    ("### `retry`, `signoff`, `gate`", "gate.", "Gate"),
    ("### `[[phase.step.check]]`", "", "Check"),
    ("### `action`", "", "Action"),
    ("#### `action.kubernetes`", "", "KubernetesAction"),
    ("#### `action.kubernetes`", "set_image.", "SetImage"),
    ("#### `action.kubernetes`", "scale.", "Scale"),
    ("#### `action.kubernetes`", "undo.", "Undo"),
    ("#### `action.kubernetes`", "switch.", "Switch"),
    ("#### `probe.kubernetes`", "image.", "probe-kubernetes-Image"),
    ("#### `probe.kubernetes`", "selector.", "probe-kubernetes-Selector"),
    ("#### `probe.kubernetes`", "secret.", "probe-kubernetes-Keys"),
    ("#### `probe.kubernetes`", "config.", "probe-kubernetes-Keys"),
    ("#### `probe.kubernetes`", "endpoints.", "probe-kubernetes-Endpoints"),
    ("#### `probe.http`", "auth.", "probe-http-Auth"),
    ("#### `probe.http`", "tls.", "probe-http-Tls"),
    ("### `[phase.step.watch]`", "", "Watch"),
    ("### `[phase.step.watch]`", "criteria.", "Criterion"),
    ("### `[source.NAME]`", "", "Source"),
    ("### `[source.NAME]`", "auth.", "SourceAuth"),
    ("### `[[metric]]`", "", "Metric"),
    ("### `[[guard]]`", "", "Guard"),
    ("### `[[guard]]`", "when.", "GuardWhen"),
    ("### `[[guard]]`", "when.check.", "CheckOf"),
    ("### `[[guard]]`", "then.", "Then"),
    ("### `[[log]]`", "", "Log"),
    ("### `[[plan]]`", "", "Plan"),
    ("### `[[trouble]]`", "", "Trouble"),
    ("### `[[trouble]]`", "cause.", "Cause"),
    ("### `[[severity]]`", "", "Severity"),
    ("### `[[severity]]`", "escalate.", "Level"),
    ("### `[[clock]]`", "", "Clock"),
    ("### `[[clock]]`", "starts.", "ClockStart"),
    ("### `[[clock]]`", "stops.", "ClockStop"),
    ("### `[[maintenance]]`", "", "Maintenance"),
    (DIRECTORY, "contact.", "Contact"),
    (DIRECTORY, "escalation.", "Escalation"),
    (DIRECTORY, "channel.", "Channel"),
    (DIRECTORY, "vendor.", "Vendor"),
    (DIRECTORY, "link.", "Link"),
    ("### `[[note]]`", "", "Note"),
    ("### `[print]`", "", "Print"),
    ("### `[print]`", "sections.", "Section"),
    ("### `[print]`", "sections.lines.", "Line"),
    ("### `[rehearsal]`", "", "Rehearsal"),
    ("#### `[[rehearsal.scenario]]`", "", "Scenario"),
    ("#### `when` of answers and series", "", "When"),
    ("#### `[[rehearsal.http]]`", "", "HttpAnswer"),
    ("#### `[[rehearsal.http]]`", "body.", "Body"),
    ("#### `[[rehearsal.series]]`", "", "Series"),
    ("#### `[[rehearsal.series]]`", "during.", "SeriesChange"),
    ("#### `[[rehearsal.tool]]`", "", "Tool"),
    ("#### `[[rehearsal.tool]]`", "answer.", "Answer"),
    ("#### `[[rehearsal.tool]]`", "answer.patches.", "ClusterPatch"),
    ("#### `[[rehearsal.file]]`", "", "WorldFile"),
    (
        "#### `[rehearsal.redis]`, `[rehearsal.postgres]`, `[[rehearsal.dns]]`, `[[rehearsal.tls]]`",
        "redis.",
        "WorldRedis",
    ),
    (
        "#### `[rehearsal.redis]`, `[rehearsal.postgres]`, `[[rehearsal.dns]]`, `[[rehearsal.tls]]`",
        "postgres.",
        "WorldPostgres",
    ),
    (
        "#### `[rehearsal.redis]`, `[rehearsal.postgres]`, `[[rehearsal.dns]]`, `[[rehearsal.tls]]`",
        "postgres.answer.",
        "SqlAnswer",
    ),
    (
        "#### `[rehearsal.redis]`, `[rehearsal.postgres]`, `[[rehearsal.dns]]`, `[[rehearsal.tls]]`",
        "dns.",
        "WorldDns",
    ),
    (
        "#### `[rehearsal.redis]`, `[rehearsal.postgres]`, `[[rehearsal.dns]]`, `[[rehearsal.tls]]`",
        "tls.",
        "WorldTls",
    ),
    ("#### `[rehearsal.kubernetes]`", "", "WorldCluster"),
    ("#### `[[rehearsal.deployment]]`", "", "WorldDeployment"),
    ("#### `[[rehearsal.deployment]]`", "fault.", "PodFault"),
    ("#### `[[rehearsal.deployment]]`", "mark.", "DeploymentMark"),
    ("#### `[[rehearsal.service]]`", "", "WorldService"),
    ("#### `[[rehearsal.service]]`", "mark.", "ServiceMark"),
    ("#### `[[rehearsal.job]]`", "", "WorldJob"),
    ("#### `[[rehearsal.secret]]`, `[[rehearsal.config]]`, `[[rehearsal.object]]`", "", "WorldKeys"),
    ("#### `[[rehearsal.secret]]`, `[[rehearsal.config]]`, `[[rehearsal.object]]`", "", "WorldObject"),
];

const DIRECTORY: &str = "### `[[contact]]`, `[[escalation]]`, `[[channel]]`, `[[vendor]]`, `[[link]]`";

/// What stands under a heading, up to the next one.
fn section(heading: &str) -> &'static str {
    let start =
        README.find(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("the README has no {heading}"));
    let rest = &README[start + heading.len() + 2..];
    let mut fenced = false;
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        fenced ^= line.starts_with("```");
        if !fenced && line.starts_with('#') {
            break;
        }
        end += line.len();
    }
    &rest[..end]
}

/// The texts between backticks of a line, and whether each is bold.
fn ticked(line: &str) -> Vec<(String, bool)> {
    let parts: Vec<&str> = line.split('`').collect();
    (1..parts.len()).step_by(2).map(|at| (parts[at].to_owned(), parts[at - 1].ends_with("**"))).collect()
}

/// The keys that the section's table describes: name, and whether it must be there.
fn described(heading: &str) -> BTreeMap<String, bool> {
    let rows = section(heading).lines().filter(|line| line.starts_with("| "));
    rows.filter_map(|line| line.split(" | ").next()).flat_map(ticked).collect()
}

/// The keys of an object in the schema; of alternatives, each with the keys that it holds itself.
fn keys_of(def: &Value) -> BTreeMap<String, bool> {
    let mut keys = BTreeMap::new();
    let required = |name: &str| {
        def["required"].as_array().is_some_and(|all| all.iter().any(|it| it.as_str() == Some(name)))
    };
    for name in def["properties"].as_object().into_iter().flat_map(serde_json::Map::keys) {
        keys.insert(name.clone(), required(name));
    }
    for alternative in ["oneOf", "anyOf"].iter().filter_map(|key| def[key].as_array()).flatten() {
        for (name, of) in alternative["properties"].as_object().into_iter().flatten() {
            match of["properties"].as_object() {
                Some(inner) => {
                    keys.extend(inner.keys().map(|key| (format!("{name}.{key}"), false)));
                }
                None => {
                    keys.insert(name.clone(), false);
                }
            }
        }
    }
    keys
}

#[test]
fn the_reference_has_every_key_of_the_runbook_file_and_no_other() {
    let schema = schema(KINDS);
    let mut known: BTreeMap<String, BTreeMap<String, bool>> = BTreeMap::new();
    known.insert("### Top level".to_owned(), keys_of(&schema));
    for kind in KINDS.names() {
        let probe = keys_of(&schema["$defs"]["Probe"]["properties"][kind]);
        assert!(!probe.is_empty(), "{kind}");
        known.insert(format!("#### `probe.{kind}`"), probe);
    }
    for (heading, prefix, name) in REFERENCE {
        let keys = keys_of(&schema["$defs"][name]);
        assert!(!keys.is_empty(), "the schema has no keys for {name}");
        let keys = keys.into_iter().map(|(key, must)| (format!("{prefix}{key}"), must));
        known.entry((*heading).to_owned()).or_default().extend(keys);
    }
    let undescribed: Vec<&String> = schema["$defs"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, def)| *name != "Probe" && !keys_of(def).is_empty())
        .map(|(name, _)| name)
        .filter(|name| !REFERENCE.iter().any(|(_, _, known)| known == name))
        .collect();
    assert!(undescribed.is_empty(), "no section of the README is named for {undescribed:?}");
    for (heading, keys) in known {
        assert_eq!(described(&heading), keys, "{heading}: the README on the left, the code on the right");
    }
}

#[test]
fn every_probe_is_in_the_table_of_probes() {
    let rows = described("### Probes");
    let kinds = KINDS.names();
    assert_eq!(
        rows.keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>(),
        kinds.into_iter().collect()
    );
}

#[test]
fn the_small_runbook_is_a_runbook() {
    let reference = section("## Reference: the runbook file");
    let text = reference.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let loaded = load("README.md", text, KINDS).unwrap();
    assert_eq!(loaded.warnings.len(), 0, "{:?}", loaded.warnings);
}

#[test]
fn a_newcomer_needs_two_commands() {
    let start = section("## Start");
    let blocks: Vec<&str> =
        start.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).map(str::trim).collect();
    assert_eq!(blocks, ["cargo run --release -- rehearse holi-labs", "tests/run"]);
    let book =
        load("holi-labs", EMBEDDED.iter().find(|(id, _)| *id == "holi-labs").unwrap().1, KINDS).unwrap();
    let world = book.book.rehearsal.unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run");
    assert_ne!(file.metadata().unwrap().permissions().mode() & 0o111, 0);
    let told = described("## Rehearsal");
    let names: BTreeMap<String, bool> =
        world.scenario.iter().map(|scenario| (scenario.name.to_string(), false)).collect();
    assert_eq!(told, names);
}

#[test]
fn every_command_and_option_is_told_and_no_other() {
    let command = gonogo::cli::command();
    let verbs: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    for verb in command.get_subcommands() {
        let name = verb.get_name();
        assert!(section("## Commands").contains(&format!("`gonogo {name}")), "gonogo {name}");
        for long in verb.get_arguments().filter_map(clap::Arg::get_long).filter(|long| *long != "help") {
            assert!(README.contains(&format!("--{long}")), "gonogo {name} --{long}");
        }
    }
    let shell = README.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines = shell.flat_map(str::lines).filter_map(|line| line.strip_prefix("gonogo "));
    let words = README.split("`gonogo ").skip(1).chain(lines);
    for word in words.filter_map(|rest| rest.split([' ', '`', '\n']).next()) {
        assert!(verbs.contains(&word), "the README calls `gonogo {word}`");
    }
    let longs: Vec<&str> = command
        .get_subcommands()
        .flat_map(clap::Command::get_arguments)
        .filter_map(clap::Arg::get_long)
        .collect();
    for heading in ["## Commands", "## Without a person", "## Rehearsal"] {
        let told = section(heading)
            .split("--")
            .skip(1)
            .map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '-').next().unwrap_or_default());
        for long in told.filter(|long| !long.is_empty() && !long.starts_with('-')) {
            assert!(longs.contains(&long), "{heading}: --{long}");
        }
    }
}

#[test]
fn the_keys_are_those_of_the_tables() {
    let mut expected = String::new();
    for layer in Layer::ALL {
        let _ = write!(expected, "**{}**\n\n| key | does |\n|---|---|\n", layer.title());
        for binding in layer.table() {
            let keys: Vec<String> = binding.keys.iter().map(|key| format!("`{key}`")).collect();
            let _ = writeln!(expected, "| {} | {} |", keys.join(", "), binding.help);
        }
        expected.push('\n');
    }
    let told = section("## Keys");
    assert!(told.contains(&expected), "the README's keys should be:\n\n{expected}");
}
