//! Running `promtool test rules`.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::process::Command;

/// Whether promtool is there; says so when it is not.
pub fn available(test: &str) -> bool {
    let found =
        Command::new("promtool").arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("not run: {test} needs prometheus (for promtool)");
    }
    found
}

/// Writes a rule test and any rules beside it, runs it, and returns what promtool said.
pub fn test_rules(rules: Option<&str>, test: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    if let Some(rules) = rules {
        std::fs::write(folder.path().join("rules.yml"), rules).unwrap();
    }
    let file = folder.path().join("test.yml");
    std::fs::write(&file, test).unwrap();
    let output = Command::new("promtool").args(["test", "rules"]).arg(&file).output().unwrap();
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    write!(said, "{}", String::from_utf8_lossy(&output.stderr)).unwrap();
    assert!(
        !said.contains("parse error") && !said.contains("unmarshal"),
        "promtool refused the test: {said}"
    );
    said
}

/// What promtool printed: for each expression and time, the series it got, or that it failed.
pub fn answers(said: &str) -> HashMap<(String, String), Option<BTreeMap<String, f64>>> {
    let mut answers = HashMap::new();
    let mut asked = None;
    for line in said.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("expr: ") {
            let (expression, rest) = rest.rsplit_once(", time: ").unwrap();
            let expression: String = serde_json::from_str(expression).unwrap();
            let (time, failed) = match rest.split_once(", err: ") {
                Some((time, _)) => (time, true),
                None => (rest.trim_end_matches(','), false),
            };
            asked = Some((expression, time.to_owned()));
            if failed {
                answers.insert(asked.take().unwrap(), None);
            }
        } else if let Some(got) = line.strip_prefix("got: ") {
            let series = got.split_inclusive('}').collect::<Vec<_>>();
            // "{a="b"} 1, name{c="d"} 2": each piece but the first begins with the value before it.
            let mut values = BTreeMap::new();
            let mut labels = (*series.first().unwrap()).to_owned();
            for piece in series.iter().skip(1).chain([&""]) {
                let (value, next) = piece.split_once(", ").unwrap_or((piece, ""));
                if !value.is_empty() || !next.is_empty() {
                    values.insert(std::mem::take(&mut labels), value.trim().parse().unwrap());
                    next.clone_into(&mut labels);
                }
            }
            answers.insert(asked.take().unwrap(), Some(values));
        }
    }
    answers
}

/// Milliseconds as promtool prints them.
pub fn printed(millis: i64) -> String {
    let (minutes, seconds, millis) = (millis / 60_000, millis / 1000 % 60, millis % 1000);
    let mut text = String::new();
    for (count, unit) in [(minutes, "m"), (seconds, "s"), (millis, "ms")] {
        if count > 0 {
            write!(text, "{count}{unit}").unwrap();
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}
