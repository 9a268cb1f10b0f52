//! Queries of checks in a real run, over a real Prometheus, a real page, and servers with faults.

use std::collections::BTreeMap;

use gonogo::metrics::Reading;
use gonogo::metrics::source::{Auth, HttpOptions, Prometheus};
use serde_json::Value;

use super::home::Home;
use super::service::{Service, Temper};
use crate::metrics::server::until;
use crate::servers::node_exporter::NodeExporter;
use crate::servers::process::free_port;
use crate::servers::prometheus;

/// A check of the step: its name says which verdict it must come to.
struct Asked {
    kind: &'static str,
    url: String,
    query: &'static str,
    more: &'static str,
    verdict: &'static str,
}

fn book(asked: &[Asked]) -> String {
    let mut text =
        "format = 1\nid = \"observed\"\ntitle = \"Observed\"\n[[phase]]\nid = \"go\"\ntitle = \"Go\"\n\
                    [[phase.step]]\nid = \"look\"\ntitle = \"Look\"\n"
            .to_owned();
    for (at, Asked { kind, url, query, more, verdict }) in asked.iter().enumerate() {
        let check = format!(
            "[[phase.step.check]]\nname = \"{at} {verdict}\"\ntimeout = \"3s\"\n\
             probe.{kind} = {{ url = \"{url}\", query = '{query}', {more} }}\n"
        );
        text.push_str(&check);
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_are_judged_over_real_servers_and_over_bad_ones() {
    let test = "queries_are_judged_over_real_servers_and_over_bad_ones";
    let Some(node) = NodeExporter::start(test) else { return };
    let Some(server) = prometheus::Prometheus::scraping(test, Some(node.port)) else { return };
    let source = Prometheus::new(&server.url(), Auth::None, HttpOptions::default()).unwrap();
    until("a scrape of every target", || async {
        let all = "count(up) == 3 and on() sum(up) == 2 and on() node_load1";
        (source.instant(all, None).await.ok()?.single() == Reading::One(3.0)).then_some(())
    })
    .await;
    let refused = format!("http://127.0.0.1:{}", free_port());
    let says = async |status, body: &str| Service::start(Temper::Says(status, body.to_owned())).await;
    let busy = says(503, "{\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"too busy\"}").await;
    let typed =
        says(200, "{\"status\":\"success\",\"data\":{\"resultType\":\"string\",\"result\":[1,\"x\"]}}").await;
    let garbage = says(200, "<h1>It works!</h1>\n").await;
    let silent = Service::start(Temper::Silent).await;
    let mut asked = Vec::new();
    let mut ask = |kind, url: &str, query, more, verdict| {
        asked.push(Asked { kind, url: url.to_owned(), query, more, verdict });
    };
    let prometheus = server.url();
    for (query, more, verdict) in [
        ("up{job=\"node\"}", "is = \"= 1\"", "passed"),
        ("sum(rate(prometheus_http_requests_total[1m])) >= 0 or vector(0)", "is = \">= 0\"", "passed"),
        ("up{job=~\"node|self\"}", "each = true, is = \"= 1\"", "passed"),
        ("up{job=\"node\"}", "is = \"= 0\"", "failed"),
        ("up", "each = true, is = \"= 1\"", "failed"),
        ("up + on() up", "is = \"= 1\"", "errored"),
        ("rate(up)", "is = \"= 1\"", "errored"),
        ("sum(", "is = \"= 1\"", "errored"),
        ("node_no_such_metric", "is = \"= 1\"", "inconclusive"),
        ("up", "is = \"= 1\"", "inconclusive"),
        ("vector(0) / 0", "is = \"= 1\"", "inconclusive"),
    ] {
        ask("prometheus", &prometheus, query, more, verdict);
    }
    let page = node.page();
    for (query, more, verdict) in [
        ("node_load1", "is = \">= 0\"", "passed"),
        ("sum(node_cpu_seconds_total{mode=\"idle\"})", "is = \"> 0\"", "passed"),
        ("node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes", "is = \"< 200%\"", "passed"),
        ("node_load1", "is = \"< 0\"", "failed"),
        ("node_no_such_metric", "is = \"= 1\"", "inconclusive"),
        ("node_cpu_seconds_total", "is = \"> 0\"", "inconclusive"),
        ("(node_load1 - node_load1) / (node_load1 - node_load1)", "is = \"= 1\"", "inconclusive"),
        ("node_cpu_seconds_total + on() node_cpu_seconds_total", "is = \"= 1\"", "errored"),
    ] {
        ask("scrape", &page, query, more, verdict);
    }
    for url in [&refused, &busy.url, &typed.url, &garbage.url, &silent.url] {
        ask("prometheus", url, "up", "is = \"= 1\"", "errored");
        if *url != typed.url {
            ask("scrape", url, "up", "is = \"= 1\"", "errored");
        }
    }
    let home = Home::with(&book(&asked));
    let run = home.headless([]).run().parked("");
    let shown = home.show(&run);
    let checks = shown["phases"][0]["steps"][0]["checks"].as_array().unwrap();
    assert_eq!(checks.len(), asked.len());
    let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
    for (check, Asked { kind, url, query, verdict, .. }) in checks.iter().zip(&asked) {
        assert_eq!(&check["verdict"], &Value::from(*verdict), "{kind} {url} {query}: {check}");
        *verdicts.entry(verdict).or_default() += 1;
    }
    assert!(verdicts.len() == 4 && verdicts.values().all(|count| *count >= 3), "{verdicts:?}");
}
