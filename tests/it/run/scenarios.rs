//! Each fault of the Holi Labs rehearsal ends rolled back, with the rollback lines marked.

use super::home::Home;

const ROLLBACK: [&str; 4] = ["Rollback executed", "Service restored", "Issue documented", "Hotfix planned"];

/// Rehearses the scenario and gives the print copy.
fn rolled_back(scenario: &str) -> String {
    let home = Home::new();
    let run = home
        .gonogo(["rehearse", "holi-labs", "--scenario", scenario, "--headless", "--signer", "Test Driver"])
        .args(["--json", "--speed", "240"])
        .run()
        .says("ROLLING BACK by plan")
        .ended("rolled-back", 3);
    let text = home.print_copy(&run);
    for line in ROLLBACK {
        assert!(text.contains(&format!("[x] {line}")), "`{line}` is not marked:\n{text}");
    }
    assert!(text.contains("[ ] Success notification sent"), "{text}");
    assert!(text.contains("\nOutcome      ROLLED-BACK"), "{text}");
    let shown = home.show(&run);
    assert_eq!(shown["outcome"], "rolled-back");
    let plan = &shown["plans"][0];
    assert!(plan["complete"].as_bool().unwrap() && plan["ended"].is_string(), "{plan}");
    text
}

#[test]
fn health_down() {
    let text = rolled_back("health-down");
    assert!(text.contains("[!] Health checks passed (5 min)"), "{text}");
}

#[test]
fn error_spike() {
    rolled_back("error-spike");
}

#[test]
fn slow() {
    rolled_back("slow");
}

#[test]
fn smoke_fails() {
    let text = rolled_back("smoke-fails");
    assert!(text.contains("[!] Smoke tests passed"), "{text}");
}

#[test]
fn migration_fails() {
    let text = rolled_back("migration-fails");
    assert!(text.contains("[!] Migrations applied"), "{text}");
}

#[test]
fn pods_crash() {
    rolled_back("pods-crash");
}
