use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use gonogo::checks::{Comparing, Context, MetricReading, MetricSource, Metrics, Seen};
use gonogo::model::verdict::Outcome::{Errored, Failed, Inconclusive, Passed};

use super::expect;
use crate::metrics::server::{answer, serve};
use crate::servers::alertmanager::Alertmanager;
use crate::servers::faults::{Fault, Faulty};
use crate::servers::process::free_port;
use crate::servers::prometheus::Prometheus;

/// Readings as the metrics layer gives them, by query.
struct Told;

impl Metrics for Told {
    fn instant<'a>(
        &'a self,
        source: &'a MetricSource,
        query: &'a str,
    ) -> BoxFuture<'a, Result<MetricReading, String>> {
        Box::pin(async move {
            assert!(
                matches!(source, MetricSource::Scrape(url) | MetricSource::Prometheus(url) if url == "http://m/metrics")
            );
            match query {
                "one" => Ok(MetricReading::Series(vec![("{a=\"b\"}".to_owned(), 0.2)])),
                "none" => Ok(MetricReading::Series(Vec::new())),
                "bad(" => Err("bad query: unexpected end".to_owned()),
                _ => Err("no connection: refused".to_owned()),
            }
        })
    }

    fn compare(&self, asked: &Comparing) -> Seen {
        Seen::new(if asked.test { Failed } else { Passed }, "+5 %", format!("{} {}", asked.metric, asked.is))
    }
}

#[tokio::test]
async fn a_metric_is_held_against_its_threshold() {
    let with = Context { metrics: Some(Arc::new(Told)), ..Context::new("/") };
    for kind in ["scrape", "prometheus"] {
        for (query, outcome, reason) in [
            ("one", Passed, "20 % is < 30%"),
            ("none", Inconclusive, "no series"),
            ("bad(", Errored, "bad query"),
            ("down", Errored, "refused"),
        ] {
            let probe = format!(
                "attempts = 2\nevery = '1ms'\nprobe.{kind} = {{ url = 'http://m/metrics', query = '{query}', is = '< 30%', unit = 'percent' }}"
            );
            expect(&probe, &with, outcome, reason).await;
        }
        let probe = format!(
            "probe.{kind} = {{ url = 'http://m/metrics', query = 'one', is = '> 30%', unit = 'percent' }}"
        );
        expect(&probe, &with, Failed, "is not > 30%").await;
        expect(&probe, &Context::new("/"), Errored, "nothing was given to read them with").await;
    }
}

#[tokio::test]
async fn targets_and_alerts_are_read_from_prometheus() {
    let Some(server) = Prometheus::start("prometheus") else { return };
    let mut context = Context::new("/");
    context.values.insert("url".to_owned(), server.url());
    for (fields, outcome, reason) in [
        ("targets = 'self'", Passed, "is up"),
        ("targets = 'gone'", Failed, "is down"),
        ("targets = '*'", Failed, "is down"),
        ("targets = 'no-such-job'", Inconclusive, "has no targets"),
        ("quiet = 'TargetDown'", Failed, "firing: TargetDown"),
        ("quiet = '*'", Failed, "firing: TargetDown"),
        ("quiet = 'SomethingElse'", Passed, "SomethingElse is quiet"),
        ("quiet = '*', alertmanager = true", Errored, "404"),
    ] {
        let probe = format!("probe.prometheus = {{ url = '${{url}}', {fields} }}");
        // Right after its start nothing has been scraped and no rule evaluated: look until it is as it will stay.
        let mut last = None;
        for _ in 0..150 {
            let (verdict, seen) = super::look(&probe, &context).await;
            if verdict == outcome && seen.reason.contains(reason) {
                last = None;
                break;
            }
            last = Some(seen);
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        assert!(last.is_none(), "{probe}: {last:?}");
    }
    let refused = format!("probe.prometheus = {{ url = 'http://127.0.0.1:{}', targets = '*' }}", free_port());
    expect(&refused, &context, Errored, "refused").await;
    let rubbish = Faulty::start(Fault::Rubbish).await;
    let probe = format!("probe.prometheus = {{ url = 'http://127.0.0.1:{}', quiet = '*' }}", rubbish.port);
    expect(&probe, &context, Errored, "").await;
}

#[tokio::test]
async fn a_prometheus_that_fails_is_an_error_with_what_it_says() {
    let json = |body: &str| answer("200 OK", "Content-Type: application/json\r\n", body.as_bytes());
    let server = serve(move |path| match path.split("/api/").next().unwrap_or_default() {
        "/busy" => answer("503 Service Unavailable", "", b"{\"status\":\"error\",\"error\":\"too busy\"}"),
        "/proxy" => answer("502 Bad Gateway", "", b"<h1>Bad\x1b[2J gateway</h1>"),
        "/page" => answer("200 OK", "", b"<h1>Welcome</h1>"),
        "/texts" => json(r#"{"status":"success","data":{"activeTargets":"many","alerts":7}}"#),
        "/null" => json("null"),
        "/away" => answer("302 Found", "Location: http://elsewhere.invalid/api/v1/targets\r\n", b""),
        "/odd" => json(r#"{"data":{"activeTargets":[{"labels":{"job":3}},{}],"alerts":[{},null,7]}}"#),
        _ => answer("404 Not Found", "", b""),
    })
    .await;
    for (base, outcome, reason) in [
        ("busy", Errored, "503"),
        ("proxy", Errored, "502"),
        ("page", Errored, "JSON"),
        ("texts", Errored, "holds no list"),
        ("null", Errored, "holds no list"),
        ("away", Errored, "302"),
        ("none", Errored, "404"),
    ] {
        for asked in ["targets = '*'", "quiet = '*'"] {
            let probe = format!("probe.prometheus = {{ url = 'http://{server}/{base}', {asked} }}");
            let seen = expect(&probe, &Context::new("/"), outcome, reason).await;
            assert!(!seen.observed.contains('\x1b'), "{seen:?}");
        }
    }
    // Entries that are none are not taken for healthy ones.
    let odd = format!("probe.prometheus = {{ url = 'http://{server}/odd', targets = '*' }}");
    expect(&odd, &Context::new("/"), Failed, "is down").await;
    for (fault, reason) in [
        (Fault::Endless, "longer than 16 MB"),
        (Fault::Reset, "reset"),
        (Fault::Torn, "broke off"),
        (Fault::Silent, "no answer within"),
        (Fault::Half, "no answer within"),
    ] {
        let mut faulty = Faulty::start(fault).await;
        let timeout = if matches!(fault, Fault::Silent | Fault::Half) { "300ms" } else { "60s" };
        let probe = format!(
            "timeout = '{timeout}'\nprobe.prometheus = {{ url = 'http://127.0.0.1:{}', targets = '*' }}",
            faulty.port
        );
        expect(&probe, &Context::new("/"), Errored, reason).await;
        tokio::time::timeout(Duration::from_secs(30), faulty.left()).await.expect("the connection is let go");
    }
}

#[tokio::test]
async fn alerts_are_read_from_alertmanager() {
    let Some(server) = Alertmanager::start("alertmanager") else { return };
    let mut context = Context::new("/");
    context.values.insert("url".to_owned(), server.url());
    let probe = |quiet: &str| {
        format!("probe.prometheus = {{ url = '${{url}}', alertmanager = true, quiet = '{quiet}' }}")
    };
    let settle = "every = '200ms'\ndeadline = '30s'\n";
    expect(&format!("{settle}{}", probe("*")), &context, Passed, "no alert fires").await;
    let tell = r#"probe.http = { url = '${url}/api/v2/alerts', method = 'POST', body = [{ labels = { alertname = "ApiDown" } }] }"#;
    expect(tell, &context, Passed, "200").await;
    let told = "every = '200ms'\ndeadline = '30s'\nprobe.http = { url = '${url}/api/v2/alerts', contains = 'ApiDown' }";
    expect(told, &context, Passed, "contains").await;
    expect(&probe("ApiDown"), &context, Failed, "firing: ApiDown").await;
    expect(&probe("*"), &context, Failed, "firing: ApiDown").await;
    expect(&probe("DiskFull"), &context, Passed, "DiskFull is quiet").await;
    let not_alertmanager = "probe.prometheus = { url = '${url}', quiet = '*' }";
    expect(not_alertmanager, &context, Errored, "").await;
}
