//! Which pages are taken, held against a Prometheus server that scrapes the same bytes.

use std::fmt::Write as _;

use gonogo::metrics::exposition::{Format, parse};
use gonogo::metrics::source::{Auth, Health, HttpOptions, Prometheus};

use super::server::{Server, answer, page, serve, until};

pub const TEXT: &[(&str, &[u8], bool)] = &[
    ("plain", b"a 1\nb{x=\"y\"} 2\n", true),
    ("empty", b"", true),
    ("no space before the value", b"a{x=\"y\"}1\n", true),
    ("space before the brace", b"a {x=\"y\"} 1\n", true),
    ("tabs", b"a\t{\tx\t=\t\"y\"\t,\t}\t1\t\n", true),
    ("no labels in braces", b"a{} 1\n", true),
    ("trailing comma", b"a{x=\"y\",} 1\n", true),
    ("missing comma", b"a{x=\"y\" z=\"w\"} 1\n", true),
    ("unknown escape", b"a{x=\"\\q\\d\"} 1\n", true),
    ("escapes", b"a{x=\"\\\\ \\\" \\n\"} 1\n", true),
    ("newline in a value", b"a{x=\"y\nz\"} 1\n", true),
    ("missing final newline", b"a 1", true),
    ("missing final newline after a comment", b"# x", true),
    ("infinities and nan", b"a Inf\nb inf\nc -Inf\nd nan\ne NaN\nf +infinity\n", true),
    ("type after a sample", b"a 1\n# TYPE a gauge\n", true),
    ("duplicates", b"a 1\na 2\n", true),
    ("timestamp", b"a 1 1\n", true),
    ("comments", b"#\n# x\n#x\n# HELPa\n# HELP\n  # HELP a b\n\n \t\n", true),
    ("help with escapes", b"# HELP a b\\\\c\\nd\n# TYPE a counter\na 1\n", true),
    ("help directly after the name", b"# HELP a{b\n", true),
    ("colons", b"a:b 1\n:c 2\n", true),
    ("exponents", b"a 1e5\nb 1E-5\nc .5\nd 5.\n", true),
    ("carriage returns", b"a 1\r\nb 2\r\n", false),
    ("carriage return after a timestamp", b"a 1 1\r\n", false),
    ("out of range", b"a 1e999\n", false),
    ("leading space", b" a 1\n", false),
    ("two commas", b"a{x=\"y\",,} 1\n", false),
    ("comma first", b"a{,x=\"y\"} 1\n", false),
    ("bad utf-8", b"a{x=\"\xff\"} 1\n", false),
    ("bad utf-8 in help", b"# HELP a \xff\n", false),
    ("duplicate label", b"a{x=\"1\",x=\"2\"} 1\n", false),
    ("name as a label", b"a{__name__=\"b\"} 1\n", false),
    ("garbage", b"hello world\n", false),
    ("markup", b"<html>\n", false),
    ("no value", b"a\n", false),
    ("no value at the end", b"a{x=\"y\"}", false),
    ("two values", b"a 1 2 3\n", false),
    ("negative timestamp", b"a 1 -5\n", false),
    ("float timestamp", b"a 1 1.5\n", false),
    ("unclosed quote", b"a{x=\"y} 1\n", false),
    ("unclosed brace", b"a{x=\"y\" 1\n", false),
    ("unquoted value", b"a{x=y} 1\n", false),
    ("digit first", b"1a 1\n", false),
    ("label with a digit first", b"a{1=\"y\"} 1\n", false),
    ("unknown type", b"# TYPE a thing\n", false),
    ("type in capitals", b"# TYPE a COUNTER\n", false),
    ("type without a type", b"# TYPE a\n", false),
    ("type without a name", b"# TYPE 1\n", false),
    ("hexadecimal", b"a 0x10\n", false),
    ("underscore in a number", b"a 1_0\n", false),
    ("signed nan", b"a +NaN\n", false),
    ("brace after the value", b"a 1{x=\"y\"}\n", false),
];

pub const OPEN: &[(&str, &[u8], bool)] = &[
    ("plain", b"# TYPE a counter\n# HELP a b\na_total{x=\"y\"} 1 1.5\n# EOF\n", true),
    ("no newline after the end", b"a 1\n# EOF", true),
    ("exemplar", b"# TYPE a counter\na_total 1 # {t=\"x\"} 0.5 1.25\n# EOF\n", true),
    ("unit", b"# TYPE a_seconds gauge\n# UNIT a_seconds seconds\na_seconds 1\n# EOF\n", true),
    ("infinities", b"a +Inf\nb -Inf\nc NaN\n# EOF\n", true),
    ("types", b"# TYPE a info\n# TYPE b stateset\n# TYPE c gaugehistogram\n# TYPE d unknown\n# EOF\n", true),
    ("no end", b"a 1\n", false),
    ("text after the end", b"a 1\n# EOF\nb 1\n", false),
    ("two spaces", b"a  1\n# EOF\n", false),
    ("blank line", b"a 1\n\n# EOF\n", false),
    ("comment", b"# hello\n# EOF\n", false),
    ("untyped", b"# TYPE a untyped\n# EOF\n", false),
    ("carriage returns", b"a 1\r\n# EOF\r\n", false),
    ("infinite timestamp", b"a 1 Inf\n# EOF\n", false),
];

#[test]
fn the_lists_are_accepted_and_rejected() {
    for (list, format) in [(TEXT, Format::Text), (OPEN, Format::OpenMetrics)] {
        for (name, bytes, accepted) in list {
            let parsed = parse(bytes, format);
            assert_eq!(parsed.is_ok(), *accepted, "{name}: {parsed:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prometheus_server_accepts_and_rejects_the_same_pages() {
    let cases = || TEXT.iter().map(|case| (case, "text")).chain(OPEN.iter().map(|case| (case, "open")));
    let pages = serve(move |path| {
        let index: usize = path.trim_start_matches("/page/").parse().unwrap_or(usize::MAX);
        match cases().nth(index) {
            Some(((_, bytes, _), "text")) => page(bytes),
            Some(((_, bytes, _), _)) => {
                answer("200 OK", "Content-Type: application/openmetrics-text; version=1.0.0\r\n", bytes)
            }
            None => answer("404 Not Found", "", b""),
        }
    })
    .await;
    let mut config = "global:\n  scrape_interval: 1s\n  scrape_timeout: 1s\nscrape_configs:\n".to_owned();
    for index in 0..cases().count() {
        writeln!(config, "  - job_name: '{index}'\n    metrics_path: /page/{index}").unwrap();
        writeln!(config, "    static_configs:\n      - targets: ['{pages}']").unwrap();
    }
    let test = "a_prometheus_server_accepts_and_rejects_the_same_pages";
    let Some(server) = Server::start(test, &config, "") else {
        return;
    };
    let prometheus = Prometheus::new(&server.url, Auth::None, HttpOptions::default()).unwrap();
    let targets = until("every target's first scrape", || async {
        let targets = prometheus.targets().await.ok()?;
        let scraped = targets.iter().all(|target| target.health != Health::Unknown);
        (scraped && targets.len() == cases().count()).then_some(targets)
    })
    .await;
    for target in targets {
        let index: usize = target.labels.get("job").parse().unwrap();
        let ((name, _, accepted), format) = cases().nth(index).unwrap();
        assert_eq!(target.health == Health::Up, *accepted, "{format}, {name}: {}", target.last_error);
    }
}
