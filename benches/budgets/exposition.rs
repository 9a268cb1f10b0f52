//! How fast a /metrics page is read.

use std::fmt::Write as _;
use std::time::Duration;

use gonogo::metrics::exposition::{Format, parse};
use prom_text_format_parser::Scrape;

use super::sample::{median, timed, times};
use super::table::Table;

/// A page as a server with histograms has it, of about 10 MB.
fn page() -> String {
    let mut text = String::new();
    for service in 0..500 {
        let _ = write!(
            text,
            "# HELP http_request_duration_seconds_{service} How long a request took.\n\
             # TYPE http_request_duration_seconds_{service} histogram\n"
        );
        for path in 0..10 {
            for bucket in 0..14 {
                let le = if bucket == 13 { "+Inf".to_owned() } else { format!("0.{bucket:03}") };
                let _ = writeln!(
                    text,
                    "http_request_duration_seconds_{service}_bucket{{method=\"GET\",path=\"/api/v1/things/{path}\",\
                     status=\"200\",le=\"{le}\"}} {}",
                    bucket * 1009
                );
            }
            let labels = format!("{{method=\"GET\",path=\"/api/v1/things/{path}\",status=\"200\"}}");
            let _ = writeln!(text, "http_request_duration_seconds_{service}_sum{labels} {path}.25e3");
            let _ = writeln!(text, "http_request_duration_seconds_{service}_count{labels} {}", 13 * 1009);
        }
    }
    text
}

/// The least: lines, the name, the value; no label is looked at and nothing checked.
fn bare(page: &str) -> f64 {
    page.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.rsplit_once(' '))
        .filter_map(|(_, value)| value.parse::<f64>().ok())
        .sum()
}

pub fn measure(table: &mut Table) {
    let page = page();
    let (mut ours, mut least, mut peers) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..15 {
        let (sum, took) = timed(|| bare(&page));
        assert!(sum > 0.0);
        least.push(took);
        let (parsed, took) = timed(|| parse(page.as_bytes(), Format::Text).unwrap().len());
        assert_eq!(parsed, 500 * 10 * 16);
        ours.push(took);
        // Of four crates that read such pages the fastest; it takes long enough for fewer rounds.
        if round % 3 == 0 {
            let (families, took) = timed(|| Scrape::parse(&page).unwrap().metrics.len());
            assert_eq!(families, 500);
            peers.push(took);
        }
    }
    let rate = |time: Duration| format!("{:.0} MB/s", page.len() as f64 / 1e6 / time.as_secs_f64());
    let (ours, peer) = (median(ours), median(peers));
    table.add(
        &format!("a /metrics page of {:.1} MB read, labels and types", page.len() as f64 / 1e6),
        (rate(ours), format!("{} `prom_text_format_parser`", rate(peer))),
        format!(
            "{:.0} × as fast; lines split and values read alone: {}",
            times(peer, ours),
            rate(median(least))
        ),
        "",
        None,
    );
}
