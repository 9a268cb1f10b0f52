//! Sources and the sampler, over real sockets.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gonogo::metrics::sampler::SampleError;
use gonogo::metrics::source::{AlertState, Auth, Health, HttpOptions, PageSource, Prometheus};
use gonogo::metrics::{Reading, Sampled, Sampler, Source, SourceError};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::server::{Server, answer, page, serve, until};

fn quick() -> HttpOptions {
    HttpOptions { timeout: Duration::from_millis(500), max_body: 1000 }
}

async fn scrape(url: &str) -> Result<usize, SourceError> {
    let source = PageSource::new(url, Auth::None, quick())?;
    source.scrape().await?.page().map(|page| page.len())
}

#[tokio::test]
async fn every_way_a_page_can_fail_has_its_own_error() {
    let elsewhere = serve(|_| page(b"a 1\n")).await;
    let server = serve(move |path| match path {
        "/ok" => page(b"a 1\nb 2\n"),
        "/here" => answer("302 Found", "Location: /ok\r\n", b""),
        "/round" => answer("302 Found", "Location: /round\r\n", b""),
        "/away" => answer("302 Found", &format!("Location: http://{elsewhere}/ok\r\n"), b""),
        "/error" => answer("503 Service Unavailable", "", b"down\x1b[31m\nfor now"),
        "/large" => page(&[b'#'; 1001]),
        "/endless" => [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &[b'#'; 5000]].concat(),
        "/cut" => b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\na 1\n".to_vec(),
        "/garbage" => page(b"a 1\nhello world\n"),
        _ => Vec::new(),
    })
    .await;
    let at = |path: &str| format!("http://{server}{path}");
    assert_eq!(scrape(&at("/ok")).await, Ok(2));
    assert_eq!(scrape(&at("/here")).await, Ok(2));
    assert!(matches!(scrape(&at("/round")).await, Err(SourceError::Refused { .. })));
    let away = scrape(&at("/away")).await.unwrap_err();
    assert_eq!(away, SourceError::Redirected { url: at("/away"), to: format!("http://{elsewhere}/ok") });
    let down = SourceError::Status { url: at("/error"), code: 503, body: "down[31m for now".into() };
    assert_eq!(scrape(&at("/error")).await, Err(down));
    assert!(matches!(scrape(&at("/large")).await, Err(SourceError::TooLarge { limit: 1000, .. })));
    assert!(matches!(scrape(&at("/endless")).await, Err(SourceError::TooLarge { .. })));
    assert!(matches!(scrape(&at("/cut")).await, Err(SourceError::Refused { .. })));
    assert!(matches!(scrape(&at("/nothing")).await, Err(SourceError::Refused { .. })));
    assert!(matches!(scrape(&at("/garbage")).await, Err(SourceError::Page { error, .. }) if error.line == 2));

    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    assert!(matches!(scrape(&url).await, Err(SourceError::Timeout { .. })));
    drop(silent);
    assert!(matches!(scrape(&url).await, Err(SourceError::Refused { .. })));
    for wrong in ["ftp://x/", "no url", "http://"] {
        let error = scrape(wrong).await.unwrap_err();
        assert!(matches!(error, SourceError::Url { .. }) && error.is_permanent(), "{wrong}");
    }
    let secret = PageSource::new("http://user:hunter2@127.0.0.1:1/", Auth::None, quick()).unwrap();
    let error = secret.scrape().await.unwrap_err();
    assert!(!format!("{secret:?} {error} {error:?}").contains("hunter2"));
}

#[tokio::test]
async fn one_scrape_a_beat_feeds_every_query_and_ends_when_cancelled() {
    let scrapes = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&scrapes);
    let server = serve(move |_| {
        let count = counted.fetch_add(1, Ordering::SeqCst);
        match count {
            2 => answer("500 Internal Server Error", "", b""),
            _ => page(
                format!(
                    "up 1\nrequests_total{{path=\"/\"}} {}\nb{{x=\"1\"}} 1\nb{{x=\"2\"}} 1\n",
                    count * 10
                )
                .as_bytes(),
            ),
        }
    })
    .await;
    let source =
        Source::scrape(&format!("http://{server}/metrics"), Auth::None, HttpOptions::default()).unwrap();
    let queries = ["up", "rate(requests_total[1m])", "missing", "b", "up / vector(0) - up / vector(0)"];
    let queries: Vec<(Arc<str>, String)> =
        queries.iter().map(|query| ((*query).into(), (*query).to_owned())).collect();
    let beating = Sampler::new(source, &queries, Duration::from_millis(30)).unwrap();
    let (into, mut samples) = mpsc::channel::<Sampled>(2);
    let cancel = CancellationToken::new();
    let task = tokio::spawn(beating.run(into, cancel.clone()));
    let mut beats = Vec::new();
    for _ in 0..4 {
        let mut beat = Vec::new();
        for (id, _) in &queries {
            let one = samples.recv().await.unwrap();
            assert_eq!(&one.id, id);
            beat.push(one);
        }
        assert!(beat.iter().all(|sampled| sampled.at == beat[0].at), "one scrape, one time");
        beats.push(beat);
    }
    let readings =
        |beat: usize| beats[beat].iter().map(|sampled| sampled.reading.clone()).collect::<Vec<_>>();
    let first = [
        Ok(Reading::One(1.0)),
        Ok(Reading::Empty),
        Ok(Reading::Empty),
        Ok(Reading::Many(2)),
        Ok(Reading::NaN),
    ];
    assert_eq!(readings(0), first);
    assert!(matches!(readings(1)[1], Ok(Reading::One(rate)) if rate > 0.0), "{:?}", readings(1));
    let down = |reading: &Result<Reading, SampleError>| {
        matches!(reading, Err(SampleError::Source(SourceError::Status { code: 500, .. })))
    };
    assert!(readings(2).iter().all(down), "{:?}", readings(2));
    assert_eq!(readings(3)[0], Ok(Reading::One(1.0)));
    cancel.cancel();
    tokio::time::timeout(Duration::from_secs(10), task).await.unwrap().unwrap();
    while samples.recv().await.is_some() {}
    assert!(scrapes.load(Ordering::SeqCst) <= 6, "a beat is one scrape, and a full channel holds it back");
}

#[tokio::test]
async fn a_sampler_ends_when_nobody_listens_and_refuses_what_it_cannot_evaluate() {
    let source = || Source::scrape("http://127.0.0.1:1/metrics", Auth::None, HttpOptions::default()).unwrap();
    let queries = vec![("up".into(), "up".to_owned())];
    let beating = Sampler::new(source(), &queries, Duration::from_hours(1)).unwrap();
    let (into, samples) = mpsc::channel(1);
    drop(samples);
    let run = beating.run(into, CancellationToken::new());
    tokio::time::timeout(Duration::from_secs(10), run).await.unwrap();
    let queries = vec![("top".into(), "topk(3, up)".to_owned())];
    let error = Sampler::new(source(), &queries, Duration::from_secs(1)).unwrap_err();
    assert!(error.to_string().contains("topk (column 1)"), "{error}");
}

#[tokio::test]
async fn answers_that_prometheus_would_not_give_are_told() {
    let server = serve(|path| match path.split('?').next().unwrap_or("") {
        "/html/api/v1/query" => answer("502 Bad Gateway", "", b"<html>proxy</html>"),
        "/json/api/v1/query" => answer("200 OK", "", b"[1, 2]"),
        "/odd/api/v1/query" => {
            answer("200 OK", "", br#"{"status":"success","data":{"resultType":"vector","result":[{}]}}"#)
        }
        "/busy/api/v1/query" => answer(
            "503 Service Unavailable",
            "",
            br#"{"status":"error","errorType":"timeout","error":"query timed out"}"#,
        ),
        _ => answer("404 Not Found", "", b""),
    })
    .await;
    let ask = async |base: &str| {
        let url = format!("http://{server}/{base}/");
        Prometheus::new(&url, Auth::None, quick()).unwrap().instant("up", None).await.unwrap_err()
    };
    assert!(matches!(ask("html").await, SourceError::Status { code: 502, .. }));
    assert!(matches!(ask("json").await, SourceError::Parse { .. }));
    assert!(matches!(ask("odd").await, SourceError::Parse { .. }));
    assert!(matches!(ask("busy").await, SourceError::Evaluation { kind, .. } if kind == "timeout"));
    assert!(matches!(ask("none").await, SourceError::Status { code: 404, .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_prometheus_answers() {
    let pages = serve(|_| page(b"load{host=\"a\"} 4.5\nload{host=\"b\"} NaN\n")).await;
    let config = format!(
        "global:\n  scrape_interval: 1s\n  scrape_timeout: 1s\n  evaluation_interval: 1s\nrule_files: [rules.yml]\nscrape_configs:\n  - job_name: app\n    static_configs:\n      - targets: ['{pages}']\n  - job_name: gone\n    static_configs:\n      - targets: ['127.0.0.1:1']\n"
    );
    let rules = "groups:\n  - name: g\n    rules:\n      - alert: Loaded\n        expr: load > 1\n      - alert: Waiting\n        expr: load > 2\n        for: 1h\n";
    let Some(server) = Server::start("a_real_prometheus_answers", &config, rules) else {
        return;
    };
    let prometheus = Prometheus::new(&server.url, Auth::None, HttpOptions::default()).unwrap();
    let instant = async |query: &str| prometheus.instant(query, None).await.map(|value| value.single());
    until("a first sample", || async {
        (instant("load{host=\"a\"}").await == Ok(Reading::One(4.5))).then_some(())
    })
    .await;
    assert_eq!(instant("load").await, Ok(Reading::Many(2)));
    assert_eq!(instant("load{host=\"b\"}").await, Ok(Reading::NaN));
    assert_eq!(instant("missing").await, Ok(Reading::Empty));
    assert_eq!(instant("1 + 1").await, Ok(Reading::One(2.0)));
    assert_eq!(instant("vector(1) / 0").await, Ok(Reading::One(f64::INFINITY)));
    for wrong in ["sum(", "load[5m]", "nothing(load)"] {
        let error = instant(wrong).await.unwrap_err();
        assert!(matches!(error, SourceError::BadQuery { .. }) && error.is_permanent(), "{wrong}: {error}");
    }
    let many = instant("load + on() load").await.unwrap_err();
    assert!(matches!(many, SourceError::Evaluation { .. }) && !many.is_permanent(), "{many}");

    let now = std::time::SystemTime::now().into();
    let past = gonogo::metrics::Timestamp::minus(now, Duration::from_mins(1));
    let history = prometheus.range("load{host=\"a\"}", past, now, Duration::from_secs(1)).await.unwrap();
    assert_eq!((history.len(), history[0].0.get("host")), (1, "a"));
    assert!(
        history[0]
            .1
            .iter()
            .all(|point| point.value.to_bits() == 4.5_f64.to_bits() && point.at >= past && point.at <= now)
    );

    let drawn = prometheus.history("load{host=\"a\"}", past, now, Duration::from_secs(1)).await.unwrap();
    assert!(!drawn.is_empty() && drawn.iter().all(|(_, value)| *value == Some(4.5)), "{drawn:?}");
    assert_eq!(prometheus.history("load", past, now, Duration::from_secs(1)).await, Ok(Vec::new()));
    let targets = until("both targets", || async {
        let targets = prometheus.targets().await.ok()?;
        targets.iter().all(|target| target.health != Health::Unknown).then_some(targets)
    })
    .await;
    let health = |job: &str| targets.iter().find(|target| target.labels.get("job") == job).unwrap();
    assert_eq!(health("app").health, Health::Up);
    assert_eq!(health("gone").health, Health::Down);
    assert!(!health("gone").last_error.is_empty());

    let alerts =
        until("both alerts", || async { prometheus.alerts().await.ok().filter(|alerts| alerts.len() == 2) })
            .await;
    let state = |name: &str| alerts.iter().find(|alert| alert.name() == name).unwrap().state;
    assert_eq!((state("Loaded"), state("Waiting")), (AlertState::Firing, AlertState::Pending));

    let queries: Vec<(Arc<str>, String)> =
        vec![("load".into(), "load{host=\"a\"}".into()), ("bad".into(), "sum(".into())];
    let source = Source::prometheus(&server.url, Auth::None, HttpOptions::default()).unwrap();
    let mut beating = Sampler::new(source, &queries, Duration::from_secs(1)).unwrap();
    for _ in 0..2 {
        let beat = beating.sample().await;
        assert_eq!(beat[0].reading, Ok(Reading::One(4.5)));
        assert!(matches!(&beat[1].reading, Err(SampleError::Source(error)) if error.is_permanent()));
    }
}
