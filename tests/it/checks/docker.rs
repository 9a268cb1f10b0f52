use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use gonogo::checks::Context;
use gonogo::model::verdict::Outcome::{Errored, Failed, Inconclusive, Passed};

use super::expect;

/// A stand-in on PATH that says what docker would; the real one needs a daemon.
#[tokio::test]
async fn what_docker_says_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let script = r#"#!/bin/bash
case "$1 $2 ${*: -1}" in
  "container inspect api") echo '[{"RestartCount":1,"Config":{"Image":"api:1"},"State":{"Status":"running","Running":true,"Health":{"Status":"healthy"}}}]' ;;
  "container inspect sick") echo '[{"RestartCount":0,"Config":{"Image":"api:1"},"State":{"Status":"running","Running":true,"Health":{"Status":"unhealthy","Log":[{"Output":"HTTP 500"}]}}}]' ;;
  "container inspect plain") echo '[{"RestartCount":0,"State":{"Status":"exited","ExitCode":137,"Running":false}}]' ;;
  "container inspect young") echo '[{"State":{"Status":"running","Running":true,"Health":{"Status":"starting"}}}]' ;;
  "container inspect broken") echo 'Cannot connect to the Docker daemon' >&2; exit 1 ;;
  "container inspect "*|"image inspect gone"*) echo 'Error response from daemon: No such container' >&2; exit 1 ;;
  "image inspect api:1") echo '[{"Size":250000000}]' ;;
  "logs "*) echo started; echo 'ERROR: boom' >&2 ;;
  *) echo "unexpected: $*" >&2; exit 9 ;;
esac
"#;
    let path = folder.path().join("docker");
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut context = Context::new(folder.path());
    let inherited = std::env::var("PATH").unwrap();
    context.env = vec![("PATH".to_owned(), format!("{}:{inherited}", folder.path().display()))];
    for (fields, outcome, reason) in [
        ("container = 'api', healthy = true, max_restarts = 1, image = 'api:1'", Passed, "healthy"),
        ("container = 'api', logs = '^started$', since = '10m'", Passed, "1 lines"),
        ("container = 'plain', running = false", Passed, "exited"),
        ("image = 'api:1', max_size = '300 MB'", Passed, "size 250 MB"),
        ("container = 'api', max_restarts = 0", Failed, "1 restarts, more than 0"),
        ("container = 'api', image = 'api:2'", Failed, "runs api:1, not api:2"),
        ("container = 'api', no_logs = 'ERROR'", Failed, "ERROR: boom"),
        ("container = 'api', logs = 'listening'", Failed, "no line"),
        ("container = 'sick', healthy = true", Failed, "HTTP 500"),
        ("container = 'plain'", Failed, "exited with code 137"),
        ("container = 'gone; echo x'", Failed, "there is no container"),
        ("image = 'gone:1'", Failed, "no image"),
        ("image = 'api:1', max_size = '200 MB'", Failed, "more than 200 MB"),
        ("container = 'broken'", Errored, "Cannot connect"),
        ("container = 'young', healthy = true", Inconclusive, "not decided"),
        ("container = 'plain', running = false, healthy = true", Inconclusive, "no health check"),
    ] {
        expect(&format!("probe.docker = {{ {fields} }}"), &context, outcome, reason).await;
    }
}

#[tokio::test]
async fn the_real_docker_says_what_is_not_there() {
    let daemon = Command::new("docker").arg("info").output();
    if !daemon.is_ok_and(|output| output.status.success()) {
        eprintln!("not run: docker needs docker.io and its daemon");
        return;
    }
    let probe = "probe.docker = { container = 'gonogo-no-such-container' }";
    expect(probe, &Context::new("/"), Failed, "there is no container").await;
}
