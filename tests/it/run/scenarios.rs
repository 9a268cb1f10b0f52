//! Each fault of the Holi Labs rehearsal ends rolled back, with the rollback lines marked.

use std::time::Duration;

use gonogo::model::stamp::Stamp;
use serde_json::Value;

use super::home::Home;

const ROLLBACK: [&str; 4] = ["Rollback executed", "Service restored", "Issue documented", "Hotfix planned"];

/// Rehearses the scenario and gives the print copy.
fn rolled_back(scenario: &str) -> String {
    rehearsed(scenario, 240).2
}

/// Rehearses the scenario at this speed; its home, its run and the print copy.
fn rehearsed(scenario: &str, speed: u32) -> (Home, String, String) {
    let home = Home::new();
    let run = home
        .gonogo(["rehearse", "holi-labs", "--scenario", scenario, "--headless", "--signer", "Test Driver"])
        .args(["--json", "--speed", &speed.to_string()])
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
    (home, run, text)
}

/// How fast a rehearsal is in which guards are looked at closely: a sample comes every 15 s of its time.
const CLOSELY: u32 = 30;

/// The fault makes `guard` pending, then firing after no less than `hold`, and that offers the plan, which is taken.
async fn fires(scenario: &str, guard: &str, hold: Duration, because: &str) {
    let (home, run, _) = rehearsed(scenario, CLOSELY);
    let events = home.journal(&run).await;
    let data = |at: usize| &events[at]["body"]["data"];
    let moved = |to: &str| {
        let is = |at: &usize| data(*at)["guard"] == guard && data(*at)["to"] == to;
        (0..events.len()).filter(is).collect::<Vec<_>>()
    };
    let time = |at: usize| serde_json::from_value::<Stamp>(events[at]["body"]["at"].clone()).unwrap();
    let told =
        || events.iter().map(Value::to_string).filter(|line| line.contains("guard")).collect::<Vec<_>>();
    let fault = (0..events.len()).find(|at| data(*at)["step"] == "deploy").unwrap();
    let fired = *moved("firing").first().unwrap_or_else(|| panic!("{guard} does not fire: {:?}", told()));
    let pending = moved("pending").into_iter().rfind(|at| *at < fired).unwrap();
    assert!(fault < pending, "{:?}", told());
    // Real times, of when it was written down: under load the first may be late, so half of it must be left.
    let held = Duration::from_millis(u64::try_from(time(fired).since(time(pending))).unwrap()) * CLOSELY;
    assert!(held >= hold / 2, "fired after {held:?} of {hold:?}: {:?}", told());
    assert!(moved("quiet").into_iter().all(|at| at < pending || at > fired), "{:?}", told());
    let offered = (fired..events.len()).find(|at| events[*at]["type"] == "plan-offered").unwrap();
    assert_eq!(data(offered)["plan"], "manual-compose");
    let why = data(offered)["because"].as_str().unwrap();
    assert!(why.starts_with(because), "{why}");
    let started = (offered..events.len()).find(|at| events[*at]["type"] == "plan-started").unwrap();
    assert_eq!(data(started)["because"], why);
    assert!((0..fired).all(|at| events[at]["type"] != "plan-offered"), "something else offered it first");
}

#[test]
fn health_down() {
    let text = rolled_back("health-down");
    assert!(text.contains("[!] Health checks passed (5 min)"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn error_spike() {
    let because = "Error rate above 5% for 2 minutes: ";
    fires("error-spike", "error-rate-2m", Duration::from_mins(2), because).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow() {
    fires("slow", "p95-latency", Duration::from_secs(30), "P95 latency above 1s: ").await;
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
