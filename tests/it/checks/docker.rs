use std::os::unix::fs::PermissionsExt;

use gonogo::checks::Context;
use gonogo::model::verdict::Outcome::{Errored, Failed, Inconclusive, Passed};

use super::expect;
use crate::servers::docker::Docker;

/// A stand-in on PATH that says what docker would, where no daemon can run.
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

#[tokio::test(flavor = "multi_thread")]
async fn a_real_daemon_is_judged() {
    let Some(docker) = Docker::start("a_real_daemon_is_judged") else { return };
    docker.run(
        "api",
        &["--health-cmd", "true", "--health-interval", "1s"],
        "echo started; echo 'ERROR: boom' >&2; exec sleep 600",
    );
    docker.run(
        "sick",
        &["--health-cmd", "echo HTTP 500; false", "--health-interval", "1s", "--health-retries", "1"],
        "exec sleep 600",
    );
    docker.run("young", &["--health-cmd", "false", "--health-interval", "1h"], "exec sleep 600");
    docker.run("gone-wrong", &[], "exit 3");
    docker.run("loops", &["--restart", "on-failure:2"], "exit 1");
    docker.wait("api", "{{.State.Health.Status}}", "healthy");
    docker.wait("sick", "{{.State.Health.Status}}", "unhealthy");
    docker.wait("gone-wrong", "{{.State.Status}}", "exited");
    docker.wait("loops", "{{.RestartCount}} {{.State.Status}}", "2 exited");
    let mut context = Context::new("/");
    context.env = vec![("DOCKER_HOST".to_owned(), docker.host())];
    for (fields, outcome, reason) in [
        (
            "container = 'api', healthy = true, max_restarts = 0, image = 'gonogo-test:1'",
            Passed,
            "it is healthy",
        ),
        ("container = 'api', logs = '^started$', since = '10m'", Passed, "1 lines"),
        ("container = 'gone-wrong', running = false", Passed, "it is exited"),
        ("image = 'gonogo-test:1', max_size = '500 MB'", Passed, "the image is there"),
        ("container = 'api', no_logs = 'ERROR'", Failed, "ERROR: boom"),
        ("container = 'api', logs = 'listening'", Failed, "no line"),
        ("container = 'api', image = 'gonogo-test:2'", Failed, "runs gonogo-test:1, not gonogo-test:2"),
        ("container = 'sick', healthy = true", Failed, "HTTP 500"),
        ("container = 'gone-wrong'", Failed, "exited with code 3"),
        ("container = 'loops', running = false, max_restarts = 1", Failed, "2 restarts, more than 1"),
        ("container = 'nobody'", Failed, "there is no container `nobody`"),
        ("image = 'nobody:1'", Failed, "no image"),
        ("image = 'gonogo-test:1', max_size = '1 KB'", Failed, "more than 1 KB"),
        ("container = 'young', healthy = true", Inconclusive, "not decided"),
        ("container = 'gone-wrong', running = false, healthy = true", Inconclusive, "no health check"),
    ] {
        expect(&format!("probe.docker = {{ {fields} }}"), &context, outcome, reason).await;
    }
    context.env = vec![("DOCKER_HOST".to_owned(), "unix:///nowhere/socket".to_owned())];
    expect("probe.docker = { container = 'api' }", &context, Errored, "Cannot connect").await;
}
