//! Five hundred HTTP checks at once, beside the same requests without checks.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use futures::future::join_all;
use gonogo::checks::{Context, run};
use gonogo::model::runbook::Check;
use gonogo::model::verdict::Outcome;
use tokio_util::sync::CancellationToken;

use super::client::Client;
use super::home::BenchHome;
use super::sample::{median, ms, timed, times};
use super::table::Table;

const CHECKS: usize = 500;
const ROUNDS: usize = 9;
const BODY: &str = r#"{"status":"healthy","checks":{"database":"healthy","redis":"healthy"}}"#;

fn server(home: &BenchHome) -> SocketAddr {
    let listener = home.runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    home.runtime.spawn(async move {
        axum::serve(listener, Router::new().route("/health", get(|| async { BODY }))).await
    });
    address
}

fn check(address: SocketAddr, at: usize) -> Check {
    toml::from_str(&format!(
        "name = \"Health {at}\"\nprobe.http = {{ url = \"http://{address}/health\", status = 200, contains = \"healthy\" }}"
    ))
    .unwrap()
}

/// Each with connections of its own, since a run's first checks have none.
async fn ours(checks: &[Check]) {
    let context = Context::new("/");
    let all = checks.iter().map(|check| run(check, &context, CancellationToken::new(), |_, _| {}));
    assert!(join_all(all).await.iter().all(|outcome| *outcome == Outcome::Passed));
}

async fn bare(address: SocketAddr) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("http://{address}/health");
    let get = || async {
        let answer = client.get(&url).send().await.unwrap();
        let ok = answer.status() == 200;
        ok && answer.text().await.unwrap().contains("healthy")
    };
    assert!(join_all((0..CHECKS).map(|_| get())).await.iter().all(|ok| *ok));
}

fn step(checks: &[Check]) -> String {
    let mut text = "format = 1\nid = \"bench\"\ntitle = \"Bench\"\n[[phase]]\nid = \"go\"\ntitle = \"Go\"\n\
                    [[phase.step]]\nid = \"all\"\ntitle = \"All\"\n"
        .to_owned();
    for check in checks {
        text.push_str("[[phase.step.check]]\n");
        text.push_str(&toml::to_string(check).unwrap().replace("[probe.", "[phase.step.check.probe."));
    }
    text
}

pub fn measure(table: &mut Table) {
    // Where another has installed it, that one is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    let most = rustix::process::Rlimit { current: limit.maximum, maximum: limit.maximum };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, most).unwrap();
    let home = BenchHome::new();
    let address = server(&home);
    let checks: Vec<Check> = (0..CHECKS).map(|at| check(address, at)).collect();
    let (mut peers, mut own) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        peers.push(timed(|| home.runtime.block_on(bare(address))).1);
        own.push(timed(|| home.runtime.block_on(ours(&checks))).1);
    }
    let (took, peer) = (median(own), median(peers));
    let ratio = times(took, peer);
    let beside = format!("{} bare reqwest", ms(peer));
    table.add(
        "500 HTTP checks at once",
        (ms(took), beside.clone()),
        format!("{ratio:.2} ×"),
        "≤ 1.2 ×",
        Some(ratio <= 1.2),
    );
    let journalled = median((0..5).map(|_| in_a_run(&home, &checks)).collect());
    table.add(
        "the same as one step of a run: 32 at a time, every try and verdict journalled",
        (ms(journalled), beside),
        format!("{:.1} ×", times(journalled, peer)),
        "",
        None,
    );
}

fn in_a_run(home: &BenchHome, checks: &[Check]) -> Duration {
    let run = home.run(&step(checks));
    let conducting = home.conduct(&run);
    let mut client = Client::attach(home, &conducting);
    let checked = || {
        client.start("all");
        for _ in 0..CHECKS {
            let event = client.wait(|event| matches!(event, gonogo::model::Event::CheckEnded { .. })).event;
            let gonogo::model::Event::CheckEnded { verdict, .. } = event else { unreachable!() };
            assert_eq!(verdict, Outcome::Passed);
        }
    };
    timed(checked).1
}
