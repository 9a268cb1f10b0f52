//! What a screen with eight live metric panes costs while nobody does anything.

use std::fmt::Write as _;
use std::time::Duration;

use axum::Router;
use axum::routing::get;

use super::first_frame::empty;
use super::home::{BenchHome, cpu, gonogo};
use super::pty::Pty;
use super::table::Table;

const WINDOW: Duration = Duration::from_secs(30);

fn book(address: std::net::SocketAddr) -> String {
    let mut text = format!(
        "format = 1\nid = \"bench\"\ntitle = \"Bench\"\n[source.world]\nscrape = {{ url = \"http://{address}/metrics\" }}\n\
         [[phase]]\nid = \"go\"\ntitle = \"Go\"\n[[phase.step]]\nid = \"hello\"\ntitle = \"Say hello\"\nrun = \"true\"\n"
    );
    for at in 0..8 {
        let _ = write!(
            text,
            "[[metric]]\nid = \"m{at}\"\ntitle = \"Metric {at}\"\n\
             query = 'sum(rate(requests_total{{code=\"{at}\"}}[1m]))'\ncritical = \"> 1000\"\n"
        );
    }
    text
}

/// A page of 800 series, each higher than the last time.
fn page() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let mut text = "# TYPE requests_total counter\n".to_owned();
    for code in 0..8 {
        for path in 0..100 {
            let value = since.as_millis() / 10 % 1_000_000 * (code + 1);
            let _ = writeln!(text, "requests_total{{code=\"{code}\",path=\"/p{path}\"}} {value}");
        }
    }
    text
}

pub fn measure(table: &mut Table) {
    let home = BenchHome::new();
    let listener = home.runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    home.runtime.spawn(async move {
        axum::serve(listener, Router::new().route("/metrics", get(|| async { page() }))).await
    });
    let run = home.run(&book(address));
    let conducting = home.conduct(&run);
    let screen = Pty::start(&gonogo(), &["attach", run.as_str()], home.path());
    let peer = Pty::start(&empty(), &[], home.path());
    screen.shows("Metric 7");
    screen.until(|text| text.contains("Metric 0") && text.contains('/'));
    std::thread::sleep(Duration::from_secs(6));
    let pids = [screen.pid(), conducting.pid(), peer.pid()];
    let before = pids.map(cpu);
    let bytes = screen.bytes();
    std::thread::sleep(WINDOW);
    let percent: Vec<f64> = pids
        .iter()
        .zip(before)
        .map(|(pid, before)| (cpu(*pid).saturating_sub(before)).as_secs_f64() / WINDOW.as_secs_f64() * 100.0)
        .collect();
    let sent = (screen.bytes() - bytes) as f64 / WINDOW.as_secs_f64();
    assert!(sent > 0.0, "no pane moves");
    table.add(
        "idle screen with eight metric panes, processor",
        (
            format!("{:.1} % screen + {:.1} % conductor", percent[0], percent[1]),
            format!("{:.1} % empty ratatui program", percent[2]),
        ),
        format!("{sent:.0} B/s to the terminal"),
        "≤ 1 % of a core",
        Some(percent[0] <= 1.0),
    );
}
