//! Running `promtool test rules`.

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
