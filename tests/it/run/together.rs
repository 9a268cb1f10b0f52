//! Everything of a free phase at once, and what becomes of its queue when the conductor is killed.

use gonogo::model::Ask;
use gonogo::model::ids::PhaseId;
use gonogo::model::state::Status;
use rustix::process::Signal;

use super::client::Client;
use super::home::{Home, is_alive, signal, wait_for};

/// A run that has parked before its step `hand`. `one` waits for the file `go`; `two` fails.
fn parked() -> (Home, String) {
    let home = Home::with(
        r#"
format = 1
id = "free"
title = "Free"
[[phase]]
id = "free"
title = "Free"
order = "free"
[[phase.step]]
id = "hand"
title = "Hand"
[[phase.step]]
id = "one"
title = "One"
run = '''
echo one >>marks
export NAMED="$PWD/marks"
until [[ -e go ]]; do sleep 0.02; done
'''
[[phase.step]]
id = "named"
title = "Named"
check = [{ name = "set", probe.file = { path = "${NAMED}", exists = true } }]
[[phase.step]]
id = "two"
title = "Two"
run = "echo two >>marks; exit 3"
[[phase.step]]
id = "checks"
title = "Checks"
check = [
  { name = "there", probe.command = { run = "true" } },
  { name = "missing", probe.command = { run = "false" } },
]
[[phase.step]]
id = "three"
title = "Three"
run = "echo three >>marks"
"#,
    );
    let run = home.headless([]).run().parked("it is done by hand");
    (home, run)
}

fn all() -> Ask {
    Ask::RunAll { phase: PhaseId::new("free") }
}

fn go(home: &Home) {
    std::fs::write(home.work().join("go"), "").unwrap();
}

#[tokio::test]
async fn checks_come_in_while_commands_run_one_after_the_other() {
    let (home, run) = parked();
    let mut driver = Client::driver(&home, &run).await;
    driver.ask(all()).await.unwrap();
    driver.until_status("checks", Status::Failed).await;
    assert_eq!((driver.status("one"), driver.status("three")), (Status::Running, Status::Pending));
    go(&home);
    driver.until_status("three", Status::Passed).await;
    driver.until_status("named", Status::Passed).await;
    assert_eq!((driver.status("one"), driver.status("two")), (Status::Passed, Status::Failed));
    assert_eq!(driver.status("hand"), Status::Pending, "people's work stays with people");
    assert_eq!(home.text("marks"), "one\ntwo\nthree\n");
    assert!(driver.state.queue.is_empty());
}

#[tokio::test]
async fn a_killed_conductor_goes_on_with_the_queue() {
    let (home, run) = parked();
    let mut driver = Client::driver(&home, &run).await;
    driver.ask(all()).await.unwrap();
    wait_for("the command's mark", || home.text("marks").starts_with("one").then_some(()));
    let conductor = home.conductor(&run).unwrap();
    signal(conductor, Signal::KILL);
    wait_for("the end of a killed process", || (!is_alive(conductor)).then_some(()));
    drop(driver);
    go(&home);
    let mut driver = Client::driver(&home, &run).await;
    driver.until_status("three", Status::Passed).await;
    driver.until_status("named", Status::Passed).await;
    assert_eq!(home.text("marks"), "one\ntwo\nthree\n", "each once");
}
