//! Baselines of a real run, and checks that hold against them.

use gonogo::model::Ask;
use gonogo::model::ids::MetricId;
use gonogo::model::live::Live;
use gonogo::model::state::Status;
use gonogo::model::verdict::Outcome;

use super::client::Client;
use super::home::Home;
use super::recovery::kill_conductor;
use super::service::Service;

/// Three times in a row, and until it is so.
const LASTING: &str = "deadline = \"60s\", every = \"100ms\", consecutive = 3";

fn parked(url: &str) -> (Home, String) {
    let check = |id: &str, tries: &str, is: &str| {
        format!(
            "{{ id = \"{id}\", title = \"{id}\", check = [{{ name = \"c\", {tries}, probe.compare = {{ metric = \"errors\", is = \"{is}\" }} }}] }}"
        )
    };
    let home = Home::with(&format!(
        r#"
format = 1
id = "compared"
title = "Compared"
[source.api]
scrape = {{ url = "{url}", every = "50ms" }}
[[metric]]
id = "errors"
title = "Errors"
query = "errors"
baseline = true
baseline_window = "400ms"
[[phase]]
id = "before"
title = "Before"
due = "-1h"
order = "free"
step = [{{ id = "prepare", title = "Prepare" }}, {}]
[[phase]]
id = "deploy"
title = "Deploy"
order = "free"
step = [{{ id = "one", title = "One" }}, {}, {}, {}]
"#,
        check("early", "attempts = 2, every = \"10ms\"", "< 1.2x"),
        check("same", LASTING, "< 1.2x"),
        check("twice", LASTING, "> +80%"),
        check("worse", "attempts = 2, every = \"10ms\"", "< 1.2x"),
    ));
    let run = home.headless([]).run().parked("it is done by hand");
    (home, run)
}

async fn samples(client: &mut Client, count: usize) {
    for _ in 0..count {
        client.until_live(|live| matches!(live, Live::Sampled { .. }).then_some(())).await;
    }
}

fn verdict(client: &Client, step: &str) -> Outcome {
    client.state.step(&step.into()).unwrap().checks["c"].verdict.unwrap().1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_baseline_is_taken_when_the_deployment_begins_and_outlives_the_conductor() {
    let service = Service::of("10").await;
    let (home, run) = parked(&service.url);
    let errors = MetricId::new("errors");
    let mut driver = Client::driver(&home, &run).await;
    samples(&mut driver, 12).await;
    let done = |step: &str| Ask::Done { step: step.into(), note: String::new() };
    driver.ask(done("prepare")).await.unwrap();
    // Before the deployment there is nothing to compare with.
    driver.run("early").await;
    driver.until_status("early", Status::Failed).await;
    assert_eq!(verdict(&driver, "early"), Outcome::Inconclusive);
    let waive = Ask::Waive { step: "early".into(), reason: "too early".to_owned() };
    driver.ask(waive).await.unwrap();
    assert!(driver.state.baselines.is_empty(), "the deployment has not begun");
    driver.ask(done("one")).await.unwrap();
    driver.until(|state| state.baselines.contains_key(&errors)).await;
    let taken = driver.state.baselines[&errors].clone();
    assert_eq!(taken.value.map(|it| it.value().to_string()).as_deref(), Some("10"));
    assert!(taken.samples.len() >= 3 && taken.note.is_empty(), "{taken:?}");

    // The same after as before: the check passes, and says what it saw.
    driver.ask(Ask::Run { step: "same".into(), confirm: None }).await.unwrap();
    driver.until_status("same", Status::Passed).await;
    let tries = &driver.state.step(&"same".into()).unwrap().checks["c"].tries;
    let last = &tries.last().unwrap().observation;
    assert!(
        last.observed.starts_with("1x: 10 before, 10 after") || last.observed.starts_with("1.00x"),
        "{last:?}"
    );

    drop(driver);
    kill_conductor(&home, &run);
    service.is("20");
    let mut driver = Client::driver(&home, &run).await;
    assert_eq!(driver.state.baselines[&errors], taken);
    driver.ask(Ask::Run { step: "twice".into(), confirm: None }).await.unwrap();
    driver.until_status("twice", Status::Passed).await;
    driver.run("worse").await;
    driver.until_status("worse", Status::Failed).await;
    assert_eq!(verdict(&driver, "worse"), Outcome::Failed);
    assert_eq!(home.events(&run, "baseline-taken").await, 1);
}
