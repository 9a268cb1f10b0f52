use std::time::{Duration, Instant};

use gonogo::checks::Context;
use gonogo::model::verdict::Outcome::{Cancelled, Errored, Failed, Inconclusive, Passed};
use tokio_util::sync::CancellationToken;

use super::{expect, parse};

#[tokio::test]
async fn a_commands_output_is_held_against_every_expectation() {
    let folder = tempfile::tempdir().unwrap();
    let mut context = Context::new(folder.path());
    context.values.insert("name".to_owned(), "'; echo injected; '".to_owned());
    context.values.insert("password".to_owned(), "hunter2hunter2".to_owned());
    context.secrets = vec!["hunter2hunter2".to_owned()];
    for (fields, outcome, reason) in [
        ("run = 'true'", Passed, "exit 0"),
        ("run = 'exit 3', exit = [0, 3]", Passed, "exit 3"),
        ("run = 'echo \"${name}\"', contains = 'injected', matches = '^.; echo'", Passed, "matches"),
        ("run = 'echo $password', contains = 'hunter2'", Passed, ""),
        ("run = 'echo 12 GB', number = '> 5 GB', unit = 'bytes'", Passed, "12 GB is > 5 GB"),
        ("run = 'echo load: 0.35, 1', number = '< 1', pick = 'load: ([0-9.]+)'", Passed, "0.35"),
        ("run = 'echo {\\\"a\\\":[1]}', json = '.a[0] == 1'", Passed, "is true"),
        ("run = 'pwd', matches = 'tmp'", Passed, ""),
        ("run = 'exit 3'", Failed, "exit 3 is not 0"),
        ("run = 'echo 3 GB', number = '> 5 GB', unit = 'bytes'", Failed, "3 GB is not > 5 GB"),
        ("run = 'echo x', lacks = 'x'", Failed, "contains"),
        ("run = 'no-such-command-here'", Errored, "127"),
        ("run = 'kill -KILL $$'", Errored, "signal 9"),
        ("run = 'echo {', json = '.a'", Errored, "not JSON"),
        ("run = 'echo', number = '> 5'", Inconclusive, "empty"),
        ("run = 'echo NaN', number = '> 5'", Inconclusive, "NaN"),
        ("run = 'echo 1 2', number = '> 5'", Inconclusive, "several numbers"),
        ("run = 'echo many', number = '> 5'", Inconclusive, "not a number"),
    ] {
        expect(&format!("probe.command = {{ {fields} }}"), &context, outcome, reason).await;
    }
}

#[tokio::test]
async fn more_output_than_is_kept_is_told() {
    let context = Context::new("/");
    let seen = expect(
        "probe.command = { run = 'head -c 3000000 /dev/zero | tr \"\\\\0\" x', contains = 'x' }",
        &context,
        Errored,
        "longer than 1 MiB",
    )
    .await;
    assert!(seen.observed.len() < 1_000);
}

fn is_alive(pid: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

async fn gone(pids: &str) {
    let until = Instant::now() + Duration::from_secs(30);
    while pids.split_whitespace().any(is_alive) {
        assert!(Instant::now() < until, "{pids} still run");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn nothing_that_a_command_started_outlives_its_check() {
    let folder = tempfile::tempdir().unwrap();
    let context = Context::new(folder.path());
    let pids = folder.path().join("pids");

    let seen = expect(
        "timeout = '500ms'\nprobe.command = { run = 'sleep 600 & echo $! $$ > pids; wait' }",
        &context,
        Errored,
        "no answer within 500ms",
    )
    .await;
    assert_eq!(seen.observed, "");
    gone(&std::fs::read_to_string(&pids).unwrap()).await;

    // It ends, but leaves a child behind that holds its output open.
    expect("probe.command = { run = 'sleep 600 & echo $! > pids' }", &context, Passed, "exit 0").await;
    gone(&std::fs::read_to_string(&pids).unwrap()).await;

    std::fs::remove_file(&pids).unwrap();
    let check =
        parse("timeout = '10m'\nprobe.command = { run = 'echo $$ > pids.new; mv pids.new pids; sleep 600' }");
    let cancel = CancellationToken::new();
    let stop = async {
        while !pids.exists() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        cancel.cancel();
    };
    let (verdict, ()) = tokio::join!(gonogo::checks::run(&check, &context, cancel.clone(), |_, _| {}), stop);
    assert_eq!(verdict, Cancelled);
    gone(&std::fs::read_to_string(&pids).unwrap()).await;
}
