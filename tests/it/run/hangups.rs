//! Signals to a detached conductor, and a second one for the same run.

use gonogo::model::Ask;
use gonogo::model::ids::StepId;
use gonogo::model::state::Status;
use rustix::process::Signal;

use super::client::Client;
use super::home::{is_alive, signal, wait_for};
use super::recovery::{GATE, begun, parked};

fn note(text: &str) -> Ask {
    Ask::Note { step: None, text: text.to_owned() }
}

#[tokio::test]
async fn a_hang_up_changes_nothing() {
    let (home, run) = parked(GATE);
    let mut driver = begun(&home, &run).await;
    let pid = home.conductor(&run).unwrap();
    signal(pid, Signal::HUP);
    driver.ask(note("still here")).await.unwrap();
    signal(pid, Signal::HUP);
    driver.ask(note("and again")).await.unwrap();
    assert!(is_alive(pid));
    std::fs::write(home.work().join("go"), "").unwrap();
    driver.until_status("long", Status::Failed).await;
    assert_eq!((driver.exit("long"), home.conductor(&run)), (Some(7), Some(pid)));
}

#[tokio::test]
async fn a_conductor_leads_a_session_of_its_own_without_a_terminal() {
    let (home, run) = parked(GATE);
    let _driver = begun(&home, &run).await;
    let pid = home.conductor(&run).unwrap();
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    assert_eq!((fields[3], fields[4]), (pid.to_string().as_str(), "0"), "session and terminal in {stat}");
}

#[tokio::test]
async fn told_to_stop_it_says_so_in_the_journal_and_leaves_the_command_running() {
    let (home, run) = parked(GATE);
    let driver = begun(&home, &run).await;
    let stopped = home.events(&run, "conductor-stopping").await;
    let pid = home.conductor(&run).unwrap();
    signal(pid, Signal::TERM);
    wait_for("the conductor's end", || (!is_alive(pid)).then_some(()));
    drop(driver);
    assert_eq!(home.events(&run, "conductor-stopping").await, stopped + 1);
    assert_eq!(home.events(&run, "attempt-ended").await, 0);
    let mut driver = Client::driver(&home, &run).await;
    assert_eq!(driver.status("long"), Status::Running, "it is taken up again");
    std::fs::write(home.work().join("go"), "").unwrap();
    driver.until_status("long", Status::Failed).await;
    assert_eq!((driver.exit("long"), driver.attempts("long")), (Some(7), 1));
    assert_eq!(home.text("marks"), "attempt\n");
}

#[tokio::test]
async fn a_second_conductor_is_refused() {
    let (home, run) = parked(GATE);
    let mut driver = begun(&home, &run).await;
    let pid = home.conductor(&run).unwrap();
    home.gonogo(["__conductor", &run])
        .run()
        .exits(1)
        .prints(&format!("already has a conductor (process {pid})"));
    driver.ask(note("the first one goes on")).await.unwrap();
    assert_eq!(home.conductor(&run), Some(pid));
}

#[tokio::test]
async fn a_headless_run_told_to_stop_parks_and_leaves_the_command_running() {
    let (home, _) = parked(GATE);
    let book = home.text("book.toml").replace("[[phase.step]]\nid = \"start\"\ntitle = \"Start\"\n", "");
    home.book("book.toml", &book);
    let headless = home.headless([]).start();
    wait_for("the command's mark", || home.text("marks").starts_with("attempt").then_some(()));
    signal(headless.pid(), Signal::TERM);
    let run = headless.ended().parked("told to stop; commands go on");
    std::fs::write(home.work().join("go"), "").unwrap();
    let mut driver = Client::driver(&home, &run).await;
    driver.until_status("long", Status::Failed).await;
    assert_eq!(driver.exit("long"), Some(7));
    assert_eq!(home.text("marks"), "attempt\n");
    assert!(driver.ask(Ask::Waive { step: StepId::new("long"), reason: "seen".to_owned() }).await.is_ok());
}
