//! The world's servers that don't speak HTTP, asked by the probes and by the real clients.

use std::process::Command;

use gonogo::checks::Context;
use gonogo::model::verdict::Outcome::{Errored, Failed, Passed};

use super::{Stage, small};
use crate::checks::expect;
use crate::servers::process::find;

const WORLD: &str = r#"
[[phase]]
id = "deployment"
title = "Deployment"
step = [{ id = "deploy", title = "Deploy" }]
[[plan]]
id = "back"
title = "Back"
step = [{ id = "rollback", title = "Back" }]
[rehearsal]
[rehearsal.set]
redis_url = "redis://:word@${world_redis}/0"
database_url = "postgres://api:word@${world_postgres}/api"
resolver = "${world_dns}"
tls = "${world_tls}"
[[rehearsal.scenario]]
name = "fault"
title = "Everything breaks"
from = "deploy"
[[rehearsal.series]]
name = "jobs"
kind = "gauge"
value = 7
[rehearsal.redis]
info = { role = "slave", aof_enabled = "1" }
length = { "queue:wait" = "${series.jobs}" }
saves_in = "600s"
down.scenario = ["fault"]
[rehearsal.postgres]
down.scenario = ["fault"]
[[rehearsal.postgres.answer]]
query = "select count(*) from pg_tables*"
rows = [["42"]]
[[rehearsal.postgres.answer]]
query = "select version from migrations*"
rows = [["003", "now"], ["002", "${folder}"]]
[[rehearsal.postgres.answer]]
query = "select * from gone"
error = '42P01 relation "gone" does not exist'
[[rehearsal.dns]]
name = "api.example.org"
is = ["192.0.2.10", "192.0.2.11"]
[[rehearsal.dns]]
name = "example.org"
type = "MX"
is = ["10 mail.example.org"]
[[rehearsal.tls]]
names = ["api.example.org"]
left = "60d"
issuer = "Simulated R3"
[[rehearsal.tls]]
names = ["api.example.org"]
left = "0s"
when.scenario = ["fault"]
"#;

fn context(stage: &Stage) -> Context {
    let mut context = Context::new(stage.world.workspace());
    context.values =
        stage.world.vars().iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    context.env = stage.world.environment();
    context.secrets = vec!["word".to_owned()];
    context
}

#[test]
fn the_probes_see_what_the_runbook_describes() {
    let stage = Stage::new(&small(WORLD), Some("fault"));
    let context = context(&stage);
    let all = [
        ("redis = { url = '${redis_url}', info = { role = 'slave', aof_enabled = '= 1' } }", Passed, "role"),
        ("redis = { url = '${redis_url}', length = { 'queue:wait' = '= 7', other = '= 0' } }", Passed, "7"),
        ("redis = { url = '${redis_url}', save = true, memory = '< 50%' }", Passed, "on disk"),
        ("postgres = { url = '${database_url}' }", Passed, "answers in"),
        (
            "postgres = { url = '${database_url}', query = 'SELECT count(*)\\n FROM pg_tables;', number = '> 40' }",
            Passed,
            "42",
        ),
        (
            "postgres = { url = '${database_url}', query = 'select version from migrations', rows = '= 2' }",
            Passed,
            "2 rows",
        ),
        ("postgres = { url = '${database_url}', query = 'select * from gone' }", Errored, "42P01"),
        ("postgres = { url = '${database_url}', query = 'select * from elsewhere' }", Errored, "simulated"),
        (
            "dns = { name = 'API.example.org', resolver = '${resolver}', includes = '192.0.2.11' }",
            Passed,
            "among",
        ),
        (
            "dns = { name = 'example.org', type = 'MX', resolver = '${resolver}', is = '10 mail.example.org' }",
            Passed,
            "",
        ),
        ("dns = { name = 'nowhere.example.org', resolver = '${resolver}' }", Failed, "doesn't exist"),
        (
            "tls = { address = '${tls}', server_name = 'api.example.org', min_left = '30d', issuer = 'Simulated R3' }",
            Passed,
            "chain is trusted",
        ),
        (
            "tls = { address = '${tls}', server_name = 'other.example.org' }",
            Failed,
            "not for other.example.org",
        ),
    ];
    for (probe, outcome, reason) in all {
        let probe = format!("timeout = '20s'\nprobe.{}", probe.replace('\'', "\""));
        stage.runtime.block_on(expect(&probe, &context, outcome, reason));
    }
    stage.fault();
    for (probe, outcome, reason) in [
        ("redis = { url = '${redis_url}' }", Errored, ""),
        ("postgres = { url = '${database_url}' }", Errored, ""),
        ("tls = { address = '${tls}', server_name = 'api.example.org' }", Failed, "expired"),
    ] {
        stage.runtime.block_on(expect(
            &format!("probe.{}", probe.replace('\'', "\"")),
            &context,
            outcome,
            reason,
        ));
    }
    stage.heal();
    stage.runtime.block_on(expect("probe.redis = { url = '${redis_url}' }", &context, Passed, "PING"));
}

#[test]
fn the_real_clients_understand_them() {
    let test = "the_real_clients_understand_them";
    let stage = Stage::new(&small(WORLD), None);
    let vars = stage.world.vars();
    let said = |program: &str, package: &str, words: &[&str]| {
        let output = Command::new(find(test, program, package)?)
            .args(words)
            .envs(stage.world.environment())
            .env_remove("PGPASSWORD")
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{program}: {text}{}", String::from_utf8_lossy(&output.stderr));
        Some(text)
    };
    let url = vars["database_url"].as_str();
    if let Some(text) = said("psql", "postgresql", &[url, "-XAtc", "select version from migrations"]) {
        assert_eq!(text, format!("003|now\n002|{}\n", stage.world.workspace().display()));
    }
    let url = vars["redis_url"].as_str();
    if let Some(text) =
        said("redis-cli", "redis-server", &["-u", url, "--no-auth-warning", "LLEN", "queue:wait"])
    {
        assert_eq!(text.trim(), "7");
    }
    let words = [
        "s_client",
        "-connect",
        vars["tls"].as_str(),
        "-servername",
        "api.example.org",
        "-verify_return_error",
    ];
    if let Some(text) = said("openssl", "openssl", &words) {
        assert!(text.contains("Simulated R3"), "{text}");
    }
}

#[test]
fn the_ports_stay_when_the_world_is_taken_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut seen = Vec::new();
    for _ in 0..2 {
        let world = runtime
            .block_on(gonogo::rehearsal::World::start(&small(WORLD), super::options(folder.path(), None)));
        let world = world.unwrap();
        seen.push(world.vars());
        runtime.block_on(world.stop());
    }
    assert_eq!(seen[0], seen[1]);
    assert!(!seen[0]["resolver"].contains("${"), "{seen:?}");
}
