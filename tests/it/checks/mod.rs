//! Every kind of check against the real server: passed, failed, errored, inconclusive; and bad servers.

mod command;
mod databases;
mod docker;
mod engine;
mod env_and_file;
mod http;
mod kinds;
mod kubernetes;
mod metrics;
mod names_and_certificates;

use std::sync::Mutex;

use gonogo::checks::{Context, run};
use gonogo::model::event::Observation;
use gonogo::model::runbook::Check;
use gonogo::model::verdict::Outcome;
use tokio_util::sync::CancellationToken;

/// One check of a runbook.
pub fn parse(probe: &str) -> Check {
    toml::from_str(&format!("name = \"check\"\n{probe}")).unwrap()
}

/// Runs `probe` (TOML of one check without its name) and gives the verdict with the last try.
pub async fn look(probe: &str, context: &Context) -> (Outcome, Observation) {
    let tries = Mutex::new(Vec::new());
    let verdict =
        run(&parse(probe), context, CancellationToken::new(), |_, seen| tries.lock().unwrap().push(seen))
            .await;
    let last = tries.into_inner().unwrap().pop().unwrap();
    (verdict, last)
}

/// Asserts the verdict and a part of the reason.
pub async fn expect(probe: &str, context: &Context, outcome: Outcome, reason: &str) -> Observation {
    let (verdict, seen) = look(probe, context).await;
    assert_eq!(verdict, outcome, "{probe}\n{seen:?}");
    assert!(seen.reason.contains(reason), "{probe}\nwanted `{reason}` in {seen:?}");
    for secret in &context.secrets {
        let all = format!("{} {} {}", seen.query, seen.observed, seen.reason);
        assert!(!all.contains(secret.as_str()), "{probe}\nshows a secret: {seen:?}");
    }
    seen
}
