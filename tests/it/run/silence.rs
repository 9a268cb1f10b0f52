//! Sources: their past, their credentials, their silence, and a watch over one that dies.

use std::time::Duration;

use gonogo::model::live::Live;
use gonogo::model::verdict::Outcome;

use super::client::Client;
use super::home::Home;
use super::service::{Service, Temper, page};
use crate::metrics::server::{Server, until};

fn parked(source: &str, step: &str, args: &[&str]) -> (Home, String) {
    let home = Home::with(&format!(
        r#"
format = 1
id = "sourced"
title = "Sourced"
[input.token]
secret = true
optional = true
[source.api]
{source}
[[metric]]
id = "errors"
title = "Errors"
query = "errors"
[[phase]]
id = "deploy"
title = "Deploy"
step = [{{ id = "one", title = "One" }}, {step}]
"#
    ));
    let run = home.headless([]).args(args.iter().copied()).run().parked("it is done by hand");
    (home, run)
}

const NOTHING: &str = "{ id = \"two\", title = \"Two\" }";

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_falls_silent_is_told_to_be_stale() {
    let service = Service::of("1").await;
    let source = format!("scrape = {{ url = \"{}\", every = \"50ms\" }}", service.url);
    let (home, run) = parked(&source, NOTHING, &[]);
    let mut driver = Client::driver(&home, &run).await;
    driver.until_live(|live| matches!(live, Live::Sampled { value: Some(_), .. }).then_some(())).await;
    service.now(Temper::Silent);
    let last = driver
        .until_live(|live| match live {
            Live::Stale { last, .. } => Some(*last),
            _ => None,
        })
        .await;
    assert!(last.is_some());
    // Whoever attaches meanwhile hears of it, and of the past.
    let mut late = Client::attach(&home, &run, "late", gonogo::model::live::Seat::Pair).await;
    late.until_live(|live| matches!(live, Live::Stale { .. }).then_some(())).await;
    let told =
        late.live.iter().any(|live| matches!(live, Live::History { points, .. } if !points.is_empty()));
    assert!(told, "{:?}", late.live);
    service.is("1");
    driver.until_live(|live| matches!(live, Live::Sampled { value: Some(_), .. }).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_over_a_source_that_dies_never_passes() {
    for temper in [
        Temper::Silent,
        Temper::Says(500, String::new()),
        Temper::Says(200, page("NaN")),
        Temper::Says(200, "other 1\n".to_owned()),
        Temper::Says(200, "errors{a=\"1\"} 1\nerrors{a=\"2\"} 1\n".to_owned()),
    ] {
        let service = Service::of("1").await;
        let source = format!("scrape = {{ url = \"{}\", every = \"50ms\" }}", service.url);
        let step = "{ id = \"two\", title = \"Two\", run = \"true\", watch = { for = \"4s\", every = \"100ms\", \
                    criteria = [{ name = \"few\", metric = \"errors\", is = \"< 5\" }] } }";
        let (home, run) = parked(&source, step, &[]);
        let mut driver = Client::driver(&home, &run).await;
        let done = gonogo::model::Ask::Done { step: "one".into(), note: String::new() };
        driver.ask(done).await.unwrap();
        driver.run("two").await;
        driver.until_live(|live| matches!(live, Live::Watch { .. }).then_some(())).await;
        service.now(temper);
        let ended = |state: &gonogo::model::State| {
            state.step(&"two".into())?.watch.as_ref()?.ended.as_ref().map(|(_, verdict, _)| *verdict)
        };
        driver.until(|state| ended(state).is_some()).await;
        assert_eq!(ended(&driver.state), Some(Outcome::Inconclusive));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_gets_its_token_and_nobody_else_sees_it() {
    let token = "s3cr3t-t0ken-of-the-metrics";
    let service = Service::start(Temper::Asks(format!("Bearer {token}"), page("1"))).await;
    let source = format!(
        "scrape = {{ url = \"{}\", every = \"50ms\", auth = {{ bearer = \"${{token}}\" }} }}",
        service.url
    );
    let (home, run) = parked(&source, NOTHING, &["--set", &format!("token={token}")]);
    let mut driver = Client::driver(&home, &run).await;
    driver.until_live(|live| matches!(live, Live::Sampled { value: Some(_), .. }).then_some(())).await;
    // What it answers to others repeats what it was asked with.
    service.now(Temper::Asks("Bearer other".to_owned(), page("1")));
    let reason = driver
        .until_live(|live| match live {
            Live::Sampled { value: None, reason, .. } => Some(reason.clone()),
            _ => None,
        })
        .await;
    assert!(reason.contains("401") && reason.contains("bearer"), "{reason}");
    assert!(!reason.contains(token), "{reason}");
    let told = format!("{:?}", driver.live);
    assert!(!told.contains(token));

    let basic = Service::start(Temper::Asks("Basic b3BzOmh1bnRlcjIyMjI=".to_owned(), page("7"))).await;
    let source = format!(
        "scrape = {{ url = \"{}\", every = \"50ms\", auth = {{ basic = {{ user = \"ops\", password = \"${{token}}\" }} }} }}",
        basic.url
    );
    let (home, run) = parked(&source, NOTHING, &["--set", "token=hunter2222"]);
    let mut driver = Client::driver(&home, &run).await;
    driver.until_live(|live| matches!(live, Live::Sampled { value: Some(_), .. }).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chart_begins_with_what_a_real_prometheus_remembers() {
    let service = Service::of("4").await;
    let target = service.url.trim_start_matches("http://");
    let config = format!(
        "global: {{ scrape_interval: 1s }}\nscrape_configs:\n- {{ job_name: app, static_configs: [{{ targets: ['{target}'] }}] }}\n"
    );
    let Some(server) = Server::start("a_chart_begins_with_what_a_real_prometheus_remembers", &config, "")
    else {
        return;
    };
    let prometheus = gonogo::metrics::source::Prometheus::new(
        &server.url,
        gonogo::metrics::source::Auth::None,
        gonogo::metrics::source::HttpOptions::default(),
    )
    .unwrap();
    until("some past", || async {
        let now = std::time::SystemTime::now().into();
        let before = gonogo::metrics::Timestamp::minus(now, Duration::from_mins(1));
        let past = prometheus.history("errors", before, now, Duration::from_secs(1)).await.ok()?;
        (past.len() >= 3).then_some(())
    })
    .await;
    let source = format!("prometheus = {{ url = \"{}\", every = \"1s\", history = \"2m\" }}", server.url);
    let (home, run) = parked(&source, NOTHING, &[]);
    let mut driver = Client::driver(&home, &run).await;
    let points = driver
        .until_live(|live| match live {
            Live::History { points, .. } if points.len() >= 3 => Some(points.clone()),
            _ => None,
        })
        .await;
    assert!(points.iter().all(|(_, value)| *value == Some(4.0)), "{points:?}");
    assert!(points.windows(2).all(|pair| pair[0].0 < pair[1].0), "oldest first: {points:?}");
}
