//! What comes due by itself, and what stands against deploying: by the binary and its conductors.

use gonogo::model::Ask;
use gonogo::model::ids::StepId;
use gonogo::model::live::Seat;
use gonogo::model::state::Limit;
use rustix::process::Signal;

use super::client::Client;
use super::home::{Home, is_alive, signal, wait_for};

const INCIDENTS: &str = r#"
format = 1
id = "in-time"
title = "In time"
[[phase]]
id = "go"
title = "Go"
[[phase.step]]
id = "by-hand"
title = "By hand"
[[severity]]
id = "p0"
title = "P0"
rto = "15m"
respond = "1200ms"
escalate = [
  { to = "L1", after = "0m" },
  { to = "L2", after = "900ms" },
  { to = "L3", after = "30m" },
]
[[severity.step]]
id = "page"
title = "Page somebody"
run = "echo paged >>marks"
[[clock]]
id = "mended"
title = "Mended"
starts = "incident"
stops = "incident-resolved"
within = "1s"
"#;

fn declare() -> Ask {
    Ask::Declare { severity: "p0".into(), reason: "everything is down".to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn levels_are_told_in_time_each_once_whatever_becomes_of_the_conductor() {
    let home = Home::with(INCIDENTS);
    let run = home.headless([]).run().parked("it is done by hand");
    let mut driver = Client::driver(&home, &run).await;
    driver.ask(declare()).await.unwrap();
    assert_eq!(driver.state.incident(1).unwrap().escalated.len(), 1, "the first at once");
    let declared = driver.state.incident(1).unwrap().declared;
    let pid = home.conductor(&run).unwrap();
    signal(pid, Signal::KILL);
    wait_for("the conductor's end", || (!is_alive(pid)).then_some(()));
    drop(driver);
    // All of it comes due while there is no conductor.
    wait_for("the time", || {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
        (i64::try_from(now).unwrap() > declared.as_millis() + 1_500).then_some(())
    });
    let mut driver = Client::driver(&home, &run).await;
    driver.until(|state| state.incident(1).is_some_and(|it| it.missed(Limit::Respond))).await;
    driver.until(|state| state.clocks.iter().any(|run| run.missed.is_some())).await;
    let mut pair = Client::attach(&home, &run, "ops2", Seat::Pair).await;
    pair.ask(Ask::AcknowledgeIncident { incident: 1 }).await.unwrap();
    driver.until(|state| state.incident(1).is_some_and(|it| it.unacknowledged().next().is_none())).await;
    driver.run("page").await;
    driver.until_status("page", gonogo::model::state::Status::Passed).await;
    driver.ask(Ask::Resolve { incident: 1, note: "back again".to_owned() }).await.unwrap();
    assert_eq!(home.text("marks"), "paged\n");
    let shown = home.show(&run);
    let incident = &shown["incidents"][0];
    let told: Vec<&str> =
        incident["escalations"].as_array().unwrap().iter().map(|it| it["to"].as_str().unwrap()).collect();
    assert_eq!(told, ["L1", "L2"], "{incident}");
    assert_eq!(incident["escalations"][1]["acknowledged_by"], "ops2");
    assert_eq!((&incident["respond"], &incident["rto"]), (&"missed".into(), &"met".into()), "{incident}");
    assert_eq!(incident["note"], "back again");
    assert_eq!(shown["clocks"][0]["status"], "missed", "{shown}");
    let text = home.print_copy(&run);
    for line in ["due to be told: L2", "response MISSED", "RTO 15m met: back again", "Mended - MISSED: "] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
}

/// A deployment of one step, against these windows.
fn against(windows: &str) -> String {
    format!(
        r#"
format = 1
id = "windows"
title = "Windows"
{windows}
[[phase]]
id = "before"
title = "Before"
due = "-1h"
[[phase.step]]
id = "look"
title = "Look"
run = "echo looked >>marks"
[[phase]]
id = "deploy"
title = "Deploy"
[[phase.step]]
id = "ship"
title = "Ship"
run = "echo shipped >>marks"
[[phase]]
id = "after"
title = "After"
due = "+1h"
[[phase.step]]
id = "rest"
title = "Rest"
[rehearsal]
"#
    )
}

const FREEZE: &str = r#"
[[maintenance]]
id = "freeze"
title = "Freeze of the millennium"
kind = "freeze"
from = "2000-01-01T00:00Z"
to = "2999-01-01T00:00Z"
"#;

#[test]
fn a_freeze_parks_a_real_run_before_its_first_deploy_step() {
    let home = Home::with(&against(FREEZE));
    let run = home.headless([]).run().parked("inside “Freeze of the millennium”");
    assert_eq!(home.text("marks"), "looked\n");
    assert_eq!(home.show(&run)["overrides"].as_array().unwrap().len(), 0);
}

#[test]
fn yes_overrides_it_and_says_so() {
    let home = Home::with(&against(FREEZE));
    let run = home.headless(["--yes"]).run().parked("it is done by hand");
    assert_eq!(home.text("marks"), "looked\nshipped\n");
    let shown = home.show(&run);
    assert_eq!(shown["overrides"][0]["windows"][0], "freeze");
    assert_eq!(shown["overrides"][0]["reason"], "--yes was given");
    let text = home.print_copy(&run);
    assert!(text.contains("overridden, inside “Freeze of the millennium”"), "{text}");
}

#[test]
fn what_is_strict_nobody_overrides() {
    let home = Home::with(&against(&format!("{FREEZE}strict = true")));
    home.headless(["--yes"]).run().parked("the runbook lets nobody override it");
    assert_eq!(home.text("marks"), "looked\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gives_a_reason() {
    let home = Home::with(&against(FREEZE));
    let run = home.headless([]).run().parked("inside");
    let mut driver = Client::driver(&home, &run).await;
    let ship = || Ask::Run { step: StepId::new("ship"), confirm: None };
    let refusal = driver.ask(ship()).await.unwrap_err().to_string();
    assert!(refusal.contains("give a reason"), "{refusal}");
    driver.ask(Ask::Override { reason: "the hole must be closed today".to_owned() }).await.unwrap();
    driver.ask(ship()).await.unwrap();
    driver.until_status("ship", gonogo::model::state::Status::Passed).await;
    assert_eq!(driver.state.overrides[0].by, "tester");
}

#[test]
fn a_rehearsal_waits_for_no_window() {
    let home = Home::with(&against(FREEZE));
    let run = home
        .gonogo(["rehearse", "book.toml", "--headless", "--json", "--signer", "tester"])
        .run()
        .ended("go", 0);
    let shown = home.show(&run);
    assert!(shown["overrides"][0]["reason"].as_str().unwrap().starts_with("simulated: "), "{shown}");
}

#[test]
fn a_parked_run_tells_the_phase_that_is_due_next() {
    let home = Home::with(&against(""));
    let run = home.headless(["--at", "+30m"]).run().parked("it is done by hand");
    let runs = home.gonogo(["runs", "--json"]).run().exits(0).json();
    assert_eq!((&runs[0]["due"]["phase"], &runs[0]["due"]["overdue"]), (&"after".into(), &false.into()));
    home.gonogo(["runs"]).run().exits(0).prints("after due ");
    let shown = home.show(&run);
    assert!(shown["planned"].is_string() && shown["phases"][0]["due"].is_string(), "{shown}");
    let home = Home::with(&against(""));
    home.headless(["--at", "2026-01-01T02:00Z"]).run().parked("it is done by hand");
    home.gonogo(["runs"]).run().exits(0).prints("after OVERDUE since 2026-01-01 03:00:00");
}

#[test]
fn a_planned_time_without_a_zone_is_refused() {
    let home = Home::with(&against(""));
    home.headless(["--at", "2026-01-01 02:00"]).run().exits(2).says("2026-12-13T02:00Z");
}
