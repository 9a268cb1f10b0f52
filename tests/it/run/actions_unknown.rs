//! Actions whose outcome nobody knows: interrupted, and never made again by themselves.

use gonogo::model::Ask;
use gonogo::model::ids::StepId;
use gonogo::model::state::Status;
use rustix::process::Signal;
use serde_json::json;

use super::actions::{action, book, home, shop};
use super::client::Client;
use super::home::{Home, is_alive, signal, wait_for};
use crate::servers::kubernetes::{Api, Manner};

fn restart() -> String {
    action("restart = 'deployment/api'")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_leaves_it_interrupted_in_spite_of_a_retry() {
    let api = shop().await;
    api.behaves(Manner::Torn);
    let fields = format!("retry = {{ attempts = 3 }}\n{}", restart());
    let home = home(&api, &[("it", &fields)]);
    let run = home.headless([]).run().parked("interrupted");
    let step = &home.show(&run)["phases"][0]["steps"][0];
    assert_eq!(step["status"], "interrupted", "{step}");
    assert_eq!(step["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(api.changes(), 1, "it is asked once");
    let said = home.transcript(&run, "it.1");
    assert!(said.contains("outcome unknown"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_time_out_in_the_middle_leaves_it_interrupted() {
    let api = shop().await;
    api.behaves(Manner::Silent);
    let fields = format!("timeout = \"2s\"\nretry = {{ attempts = 3 }}\n{}", restart());
    let home = home(&api, &[("it", &fields)]);
    let run = home.headless([]).run().parked("interrupted");
    assert_eq!(home.show(&run)["phases"][0]["steps"][0]["status"], "interrupted");
    assert_eq!(api.changes(), 1);
    assert!(home.transcript(&run, "it.1").contains("stopped while the cluster was being asked"));
}

/// A run that waits before its action, which a client starts.
async fn asked(api: &Api) -> (Home, String, Client) {
    api.behaves(Manner::Silent);
    let home = Home::with(&book(&[("start", ""), ("it", &restart())]));
    api.kubeconfig(&home.work());
    let run = home.headless([]).run().parked("it is done by hand");
    let mut driver = Client::driver(&home, &run).await;
    driver.ask(Ask::Done { step: StepId::new("start"), note: String::new() }).await.unwrap();
    driver.run("it").await;
    wait_for("the request", || (api.changes() == 1).then_some(()));
    (home, run, driver)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancel_in_the_middle_leaves_it_interrupted() {
    let api = shop().await;
    let (home, run, mut driver) = asked(&api).await;
    driver.ask(Ask::Cancel { step: StepId::new("it") }).await.unwrap();
    driver.until_status("it", Status::Interrupted).await;
    assert!(home.transcript(&run, "it.1").contains("outcome unknown"));
    assert_eq!((api.changes(), driver.attempts("it")), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conductor_killed_between_request_and_answer_does_not_ask_again() {
    let api = shop().await;
    let (home, run, driver) = asked(&api).await;
    let path = home.run_dir(&run).join("attempts/it.1/pid");
    let witness: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let pid = |who: &str| i32::try_from(witness[who]["pid"].as_i64().unwrap()).unwrap();
    for pid in [home.conductor(&run).unwrap(), pid("shim"), pid("command")] {
        signal(pid, Signal::KILL);
        wait_for("the end of a killed process", || (!is_alive(pid)).then_some(()));
    }
    drop(driver);
    api.behaves(Manner::Good);
    let mut driver = Client::driver(&home, &run).await;
    assert_eq!(driver.status("it"), Status::Interrupted);
    assert_eq!(api.changes(), 1, "it is not asked again by itself");
    driver.ask(Ask::Rerun { step: StepId::new("it"), confirm: None }).await.unwrap();
    driver.until_status("it", Status::Passed).await;
    assert_eq!((api.changes(), driver.attempts("it")), (2, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shim_killed_between_request_and_answer_leaves_it_interrupted() {
    let api = shop().await;
    let (home, run, mut driver) = asked(&api).await;
    let path = home.run_dir(&run).join("attempts/it.1/pid");
    let witness: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let shim = i32::try_from(witness["shim"]["pid"].as_i64().unwrap()).unwrap();
    signal(shim, Signal::KILL);
    driver.until_status("it", Status::Interrupted).await;
    let refusal = driver.ask(Ask::Run { step: StepId::new("it"), confirm: None }).await.unwrap_err();
    assert!(refusal.to_string().contains("find out what"), "{refusal}");
    assert_eq!((api.changes(), driver.attempts("it")), (1, 1), "it is not asked again by itself");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_action_outlives_its_conductor() {
    let api = shop().await;
    let (home, run, driver) = asked(&api).await;
    let before = home.conductor(&run).unwrap();
    signal(before, Signal::KILL);
    wait_for("the conductor's end", || (!is_alive(before)).then_some(()));
    drop(driver);
    let mut driver = Client::driver(&home, &run).await;
    assert_eq!(driver.status("it"), Status::Running, "the shim goes on, and is found again");
    driver.ask(Ask::Cancel { step: StepId::new("it") }).await.unwrap();
    driver.until_status("it", Status::Interrupted).await;
    assert_eq!(home.show(&run)["phases"][0]["steps"][1]["attempts"][0]["verdict"], json!("interrupted"));
}
