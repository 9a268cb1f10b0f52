use std::sync::Mutex;
use std::time::Duration;

use gonogo::checks::{Context, Progress, run_all};
use gonogo::model::verdict::Outcome;
use tokio_util::sync::CancellationToken;

use super::parse;
use crate::servers::faults::{Fault, Faulty};

#[tokio::test]
async fn results_arrive_as_they_come_and_never_more_than_the_limit_run() {
    let folder = tempfile::tempdir().unwrap();
    let context = Context::new(folder.path());
    // The first waits for the second: with a limit of 2 both run at once.
    let checks = [
        parse("timeout = '30s'\nprobe.command = { run = 'until test -e go; do sleep 0.02; done' }"),
        parse("probe.command = { run = 'touch go' }"),
        parse("probe.command = { run = 'exit 1' }"),
    ];
    let heard = Mutex::new(Vec::new());
    run_all(&checks, &context, 2, CancellationToken::new(), |progress| heard.lock().unwrap().push(progress))
        .await;
    let heard = heard.into_inner().unwrap();
    let ended: Vec<_> = heard
        .iter()
        .filter_map(|progress| match progress {
            Progress::Ended { at, verdict } => Some((*at, *verdict)),
            Progress::Tried { .. } => None,
        })
        .collect();
    assert_eq!(heard.len(), 6);
    assert_eq!(ended.iter().find(|(at, _)| *at == 2), Some(&(2, Outcome::Failed)));
    let place = |wanted: usize| ended.iter().position(|(at, _)| *at == wanted).unwrap();
    assert!(place(1) < place(0), "{ended:?}");

    std::fs::remove_file(folder.path().join("go")).unwrap();
    let alone = [
        parse("timeout = '200ms'\nprobe.command = { run = 'until test -e go; do sleep 0.02; done' }"),
        checks[1].clone(),
    ];
    let heard = Mutex::new(Vec::new());
    run_all(&alone, &context, 1, CancellationToken::new(), |progress| heard.lock().unwrap().push(progress))
        .await;
    let first = heard.into_inner().unwrap().remove(1);
    assert_eq!(first, Progress::Ended { at: 0, verdict: Outcome::Errored });
}

#[tokio::test]
async fn a_dropped_round_lets_everything_go() {
    let mut server = Faulty::start(Fault::Silent).await;
    let check =
        parse(&format!("timeout = '10m'\nprobe.http = {{ url = 'http://127.0.0.1:{}/' }}", server.port));
    let checks = vec![check; 20];
    let context = Context::new("/");
    let round = run_all(&checks, &context, 20, CancellationToken::new(), |_| {});
    assert!(tokio::time::timeout(Duration::from_millis(500), round).await.is_err());
    drop(context);
    for _ in 0..20 {
        tokio::time::timeout(Duration::from_secs(30), server.left()).await.expect("the connection is let go");
    }
}
