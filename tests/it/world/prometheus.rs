//! The world's Prometheus: the same numbers as the page, with a past.

use gonogo::metrics::source::{Auth, HttpOptions, Prometheus};
use gonogo::metrics::{Reading, Timestamp};
use serde_json::Value;

use super::{Stage, small};

const SERIES: &str = r#"
    [[rehearsal.series]]
    name = "requests_total"
    kind = "counter"
    value = 1000
    rate = 50.0
    labels = { job = "shop", code = "200" }
    [[rehearsal.series]]
    name = "requests_total"
    kind = "counter"
    rate = 5.0
    labels = { job = "shop", code = "500" }
    [[rehearsal.series]]
    name = "latency_seconds"
    kind = "histogram"
    rate = 20.0
    buckets = [0.1, 0.25, 0.5, 1.0]
    p50 = 0.08
    p95 = 0.24
    [[rehearsal.series]]
    name = "queue"
    kind = "gauge"
    value = 14
    [[rehearsal.series]]
    name = "ALERTS"
    kind = "gauge"
    value = 1
    labels = { alertname = "Slow", alertstate = "firing" }
    [[rehearsal.http]]
    path = "/scripted/api/v1/query"
    body.json = { status = "success" }
"#;

fn stage() -> Stage {
    Stage::new(&small(SERIES), None)
}

fn source(stage: &Stage) -> Prometheus {
    Prometheus::new(&format!("{}/prometheus", stage.world.url()), Auth::default(), HttpOptions::default())
        .unwrap()
}

fn read(stage: &Stage, query: &str) -> f64 {
    let value = stage.runtime.block_on(source(stage).instant(query, None)).unwrap();
    match value.single() {
        Reading::One(value) => value,
        other => panic!("{query}: {other:?}"),
    }
}

#[test]
fn rates_and_quantiles_hold_from_the_first_moment_on() {
    let stage = stage();
    for (query, expected, off) in [
        ("sum(rate(requests_total[5m]))", 55.0, 0.5),
        ("sum(rate(requests_total{code=\"500\"}[5m])) / sum(rate(requests_total[5m]))", 5.0 / 55.0, 0.001),
        ("sum(increase(requests_total{code=\"200\"}[1h]))", 180_000.0, 500.0),
        ("histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket[5m])))", 0.24, 0.01),
        ("queue", 14.0, 0.0),
        ("up", 1.0, 0.0),
        ("up{job=\"rehearsal\"} == 1", 1.0, 0.0),
    ] {
        let seen = read(&stage, query);
        assert!((seen - expected).abs() <= off, "{query}: {seen}, not {expected}");
    }
}

#[test]
fn the_page_and_the_query_agree() {
    let stage = stage();
    let of_page = || {
        let page = stage.get("/metrics").body;
        let line = page.lines().find(|line| line.starts_with("requests_total{job=\"shop\",code=\"200\"}"));
        line.unwrap().rsplit(' ').next().unwrap().parse::<f64>().unwrap()
    };
    let before = of_page();
    let asked = read(&stage, "requests_total{code=\"200\"}");
    let after = of_page();
    assert!(before <= asked && asked <= after, "{before} {asked} {after}");
}

#[test]
fn a_range_has_the_last_hour() {
    let stage = stage();
    let now = Timestamp::from(std::time::SystemTime::now());
    let hour = std::time::Duration::from_hours(1);
    let minute = std::time::Duration::from_mins(1);
    let asked = source(&stage);
    let found = stage
        .runtime
        .block_on(asked.range("sum(rate(requests_total[5m]))", now.minus(hour), now, minute))
        .unwrap();
    let [(_, points)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(points.len(), 61);
    assert!(points.iter().all(|point| (point.value - 55.0).abs() < 1.0), "{points:?}");
}

#[test]
fn targets_alerts_and_health_are_told() {
    let stage = stage();
    let asked = source(&stage);
    let targets = stage.runtime.block_on(asked.targets()).unwrap();
    assert_eq!(targets.len(), 1);
    let alerts = stage.runtime.block_on(asked.alerts()).unwrap();
    assert_eq!(alerts.iter().map(gonogo::metrics::source::Alert::name).collect::<Vec<_>>(), ["Slow"]);
    assert_eq!(stage.get("/prometheus/-/healthy").status, 200);
    let names = stage.get("/api/v1/label/__name__/values").json();
    assert!(names["data"].as_array().unwrap().contains(&Value::from("latency_seconds_bucket")), "{names}");
}

#[test]
fn scripted_answers_go_first_and_what_cannot_be_asked_is_told() {
    let stage = stage();
    assert_eq!(stage.get("/scripted/api/v1/query?query=up").body, "{\"status\":\"success\"}");
    for (path, status) in [
        ("/api/v1/query?query=sum(", 400),
        ("/api/v1/query", 400),
        ("/api/v1/query?query=up&time=x", 400),
        ("/api/v1/query_range?query=up&start=0&end=1&step=0", 400),
        ("/api/v1/query_range?query=up&start=2&end=1&step=1", 400),
        ("/api/v1/query_range?query=up&start=0&end=100000000&step=1", 400),
        ("/api/v1/query_range?query=up&start=0&end=1e300&step=1", 400),
        ("/api/v1/nonesuch", 404),
    ] {
        let reply = stage.get(path);
        assert_eq!(reply.status, status, "{path}: {}", reply.body);
    }
    let posted = stage.ask("POST", "/api/v1/query", "query=queue").json();
    assert_eq!(posted["data"]["result"][0]["value"][1], "14");
    let without = Stage::new(&small("[rehearsal]"), None);
    assert_eq!(without.get("/api/v1/query?query=up").status, 404);
}
