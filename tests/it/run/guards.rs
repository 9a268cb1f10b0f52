//! Guards of a real run: by the conductor, over a service that changes.

use std::time::Duration;

use gonogo::model::Ask;
use gonogo::model::event::GuardPhase::{Blind, Firing, Pending, Quiet};
use gonogo::model::ids::{GuardId, StepId};
use gonogo::model::live::{Live, Seat};
use gonogo::model::stamp::Stamp;
use gonogo::model::state::Mode;
use rustix::process::Signal;

use super::client::Client;
use super::home::{Home, signal};
use super::recovery::kill_conductor;
use super::service::{Service, Temper};
use crate::servers::alertmanager::Alertmanager;

/// A run that is parked at its first, deploying step, with a metric `errors` of `url` and what else is given.
fn parked(url: &str, more: &str) -> (Home, String) {
    let home = Home::with(&format!(
        r#"
format = 1
id = "guarded"
title = "Guarded"
[source.api]
scrape = {{ url = "{url}/metrics", every = "50ms" }}
[[metric]]
id = "errors"
title = "Errors"
query = "errors"
[[phase]]
id = "deploy"
title = "Deploy"
step = [{{ id = "one", title = "One" }}, {{ id = "two", title = "Two" }}]
[[phase]]
id = "after"
title = "After"
stage = "after"
step = [{{ id = "three", title = "Three" }}]
[[plan]]
id = "back"
title = "Back"
step = [{{ id = "undo", title = "Undo" }}]
{more}
"#
    ));
    let run = home.headless([]).run().parked("it is done by hand");
    (home, run)
}

async fn done(client: &mut Client, step: &str) {
    client.ask(Ask::Done { step: StepId::new(step), note: String::new() }).await.unwrap();
}

async fn acknowledge(client: &mut Client, guard: &str) {
    client.ask(Ask::Acknowledge { guard: GuardId::new(guard) }).await.unwrap();
}

/// Waits until `errors` was sampled `count` times more.
async fn samples(client: &mut Client, count: usize) {
    for _ in 0..count {
        client.until_live(|live| matches!(live, Live::Sampled { .. }).then_some(())).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guard_goes_pending_fires_offers_once_and_clears_below_its_own_threshold() {
    let service = Service::of("1").await;
    let (home, run) = parked(
        &service.url,
        "[[guard]]\nid = \"g\"\ntitle = \"Errors above 5\"\nwhen = { metric = \"errors\", is = \"> 5\" }\n\
         for = \"400ms\"\nclear = \"< 3\"\nthen = { offer = \"back\" }\n",
    );
    let mut driver = Client::driver(&home, &run).await;
    samples(&mut driver, 2).await;
    assert!(driver.state.guards.is_empty(), "it does not watch before the deployment");
    done(&mut driver, "one").await;
    service.is("6");
    driver.until_guard("g", Pending).await;
    let left = driver
        .until_live(|live| match live {
            Live::Guard { now, .. } => now.fires_in,
            _ => None,
        })
        .await;
    assert!(left.as_millis() <= 400, "{left:?}");
    // The step that follows changes nothing about it.
    done(&mut driver, "two").await;
    driver.until_guard("g", Firing).await;
    driver.until(|state| state.offer.is_some()).await;
    assert_eq!(driver.state.offer.as_ref().unwrap().because, "Errors above 5: 6");

    // Between the thresholds it is neither.
    service.is("4");
    acknowledge(&mut driver, "g").await;
    samples(&mut driver, 4).await;
    assert_eq!(driver.state.guards["g"].phase, Firing);
    service.is("2");
    driver.until_guard("g", Quiet).await;
    driver.ask(Ask::DeclinePlan { plan: "back".into(), reason: "it was a spike".to_owned() }).await.unwrap();
    service.is("7");
    driver.until_guard("g", Firing).await;
    driver.until(|state| state.offer.is_some()).await;
    assert_eq!((driver.state.guards["g"].fired, home.events(&run, "plan-offered").await), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fired_goes_on_firing_after_the_conductor_was_killed_and_calls_once() {
    let service = Service::of("9").await;
    let (home, run) = parked(
        &service.url,
        "[[guard]]\nid = \"g\"\ntitle = \"G\"\nwhen = { metric = \"errors\", is = \"> 5\" }\nthen = { offer = \"back\" }\n\
         [[guard]]\nid = \"slow\"\ntitle = \"S\"\nwhen = { metric = \"errors\", is = \"> 5\" }\nfor = \"1h\"\n\
         then = { offer = \"back\" }\n",
    );
    let mut driver = Client::driver(&home, &run).await;
    done(&mut driver, "one").await;
    driver.until_guard("g", Firing).await;
    driver.until_guard("slow", Pending).await;
    drop(driver);
    kill_conductor(&home, &run);
    let mut driver = Client::driver(&home, &run).await;
    samples(&mut driver, 3).await;
    assert_eq!(driver.state.guards["g"].phase, Firing);
    // Pending was taken back, and has begun again.
    driver.until_guard("slow", Pending).await;
    service.is("1");
    driver.until_guard("slow", Quiet).await;
    assert_eq!(driver.state.guards["g"].phase, Firing, "nobody has acknowledged it");
    assert_eq!(home.events(&run, "plan-offered").await, 1);
    acknowledge(&mut driver, "g").await;
    driver.until_guard("g", Quiet).await;
    assert_eq!(driver.state.guards["g"].fired, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conductor_that_stood_still_credits_a_guard_with_nothing() {
    let service = Service::of("9").await;
    let (home, run) = parked(
        &service.url,
        "[[guard]]\nid = \"g\"\ntitle = \"G\"\nwhen = { metric = \"errors\", is = \"> 5\" }\nfor = \"8s\"\n\
         then = { offer = \"back\" }\n",
    );
    let mut driver = Client::driver(&home, &run).await;
    done(&mut driver, "one").await;
    driver.until_guard("g", Pending).await;
    let conductor = home.conductor(&run).unwrap();
    signal(conductor, Signal::STOP);
    // As long as the guard would need to fire.
    tokio::time::sleep(Duration::from_secs(9)).await;
    let resumed = stamp();
    signal(conductor, Signal::CONT);
    let left = driver
        .until_live(|live| match live {
            Live::Guard { now, .. } if now.at > Some(resumed) => Some(now.fires_in),
            _ => None,
        })
        .await;
    assert!(left.is_some_and(|left| left.as_millis() >= 2_000), "{left:?} left");
    assert_eq!(driver.state.guards["g"].phase, Pending);
    assert!(driver.state.offer.is_none());
    driver.until_guard("g", Firing).await;
}

fn stamp() -> Stamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Stamp::from_millis(i64::try_from(since.as_millis()).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_seen_counts_as_each_guard_says() {
    let service = Service::of("1").await;
    let guard = |id: &str, policy: &str| {
        format!(
            "[[guard]]\nid = \"{id}\"\ntitle = \"{id}\"\nwhen = {{ metric = \"errors\", is = \"> 5\" }}\n\
             then = {{ offer = \"back\" }}\n{policy}\n"
        )
    };
    let guards = [
        guard("blind", ""),
        guard("data", "no_data = \"firing\""),
        guard("error", "on_error = \"firing\""),
        guard("fine", "no_data = \"ok\"\non_error = \"ok\""),
    ];
    let (home, run) = parked(&service.url, &guards.concat());
    let mut driver = Client::driver(&home, &run).await;
    done(&mut driver, "one").await;
    service.is("NaN");
    driver.until_guard("data", Firing).await;
    driver.until_guard("blind", Blind).await;
    assert!(!driver.state.guards.contains_key("error"), "no number is no error");
    service.is("1");
    driver.until_guard("blind", Quiet).await;
    for wrong in [
        Temper::Says(503, "down".to_owned()),
        Temper::Says(200, "errors{a=\"1\"} 1\nerrors{a=\"2\"} 2\n".to_owned()),
    ] {
        service.now(wrong);
        driver.until_guard("error", Firing).await;
        driver.until_guard("blind", Blind).await;
        service.is("1");
        acknowledge(&mut driver, "error").await;
        driver.until_guard("error", Quiet).await;
        driver.until_guard("blind", Quiet).await;
    }
    service.now(Temper::Says(200, "other 1\n".to_owned()));
    driver.until_guard("blind", Blind).await;
    assert!(!driver.state.guards.contains_key("fine"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guard_that_fires_and_goes_blind_goes_on_firing() {
    let service = Service::of("9").await;
    let (home, run) = parked(
        &service.url,
        "[[guard]]\nid = \"g\"\ntitle = \"G\"\nwhen = { metric = \"errors\", is = \"> 5\" }\nthen = { offer = \"back\" }\n",
    );
    let mut driver = Client::driver(&home, &run).await;
    done(&mut driver, "one").await;
    driver.until_guard("g", Firing).await;
    service.now(Temper::Says(500, String::new()));
    driver.until_live(|live| matches!(live, Live::Guard { now, .. } if now.blind).then_some(())).await;
    assert_eq!(driver.state.guards["g"].phase, Firing);
    assert_eq!(home.events(&run, "guard-moved").await, 2, "pending, firing");
}

#[tokio::test(flavor = "multi_thread")]
async fn health_that_fails_for_a_time_starts_the_plan_whatever_step_is_open() {
    let service = Service::of("1").await;
    let (home, run) = parked(
        "http://127.0.0.1:1",
        &format!(
            "[[guard]]\nid = \"own\"\ntitle = \"Health\"\nwhen = {{ probe.http = {{ url = \"{0}\" }}, every = \"1s\" }}\n\
             for = \"1s\"\non_error = \"firing\"\nthen = {{ start = \"back\" }}\n\
             [[guard]]\nid = \"check\"\ntitle = \"Check\"\nduring = [\"after\"]\n\
             when = {{ check = {{ step = \"answers\", check = \"c\" }}, every = \"1s\" }}\non_error = \"blind\"\n\
             then = {{ offer = \"back\" }}\n\
             [[phase]]\nid = \"last\"\ntitle = \"Last\"\nstage = \"after\"\n\
             step = [{{ id = \"answers\", title = \"A\", check = [{{ name = \"c\", timeout = \"1s\", \
             probe.http = {{ url = \"{0}\" }} }}] }}]\n",
            service.url
        ),
    );
    let mut driver = Client::driver(&home, &run).await;
    done(&mut driver, "one").await;
    driver
        .until_live(|live| match live {
            Live::Guard { guard, now } if guard.as_str() == "own" => now.breached.filter(|it| !it),
            _ => None,
        })
        .await;
    done(&mut driver, "two").await;
    // The deployment's last phase begins: the other guard watches now.
    driver
        .until_live(|live| match live {
            Live::Guard { guard, now } if guard.as_str() == "check" => now.breached,
            _ => None,
        })
        .await;
    service.now(Temper::Says(500, String::new()));
    driver.until_guard("own", Pending).await;
    driver.until_guard("check", Firing).await;
    driver.until_guard("own", Firing).await;
    driver.until(|state| state.mode == Mode::RollingBack("back".into())).await;
    assert_eq!(driver.state.plans[0].by, "gonogo");
    assert!(driver.state.guards["own"].observed.contains("500"), "{:?}", driver.state.guards);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_of_a_real_alertmanager_fires_a_guard() {
    let Some(manager) = Alertmanager::start("an_alert_of_a_real_alertmanager_fires_a_guard") else { return };
    let (home, run) = parked(
        "http://127.0.0.1:1",
        &format!(
            "[[guard]]\nid = \"g\"\ntitle = \"Disk\"\non_error = \"blind\"\nthen = {{ offer = \"back\" }}\n\
             when = {{ probe.prometheus = {{ url = \"{}\", alertmanager = true, quiet = \"DiskFull\" }}, every = \"1s\" }}\n",
            manager.url()
        ),
    );
    let mut driver = Client::driver(&home, &run).await;
    done(&mut driver, "one").await;
    driver
        .until_live(|live| {
            matches!(live, Live::Guard { now, .. } if now.breached == Some(false)).then_some(())
        })
        .await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let told = client
        .post(format!("{}/api/v2/alerts", manager.url()))
        .header("content-type", "application/json")
        .body(r#"[{"labels":{"alertname":"DiskFull"}}]"#)
        .send()
        .await
        .unwrap();
    assert!(told.status().is_success());
    driver.until_guard("g", Firing).await;
    assert!(driver.state.guards["g"].observed.contains("DiskFull"), "{:?}", driver.state.guards);
    let pair = Client::attach(&home, &run, "pair", Seat::Pair).await;
    assert_eq!(pair.state.guards["g"].phase, Firing);
}
