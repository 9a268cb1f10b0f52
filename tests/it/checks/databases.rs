use std::time::{Duration, Instant};

use gonogo::checks::Context;
use gonogo::model::verdict::Outcome::{Errored, Failed, Inconclusive, Passed};

use super::expect;
use crate::servers::faults::{Fault, Faulty};
use crate::servers::postgres::Postgres;
use crate::servers::process::free_port;
use crate::servers::redis::Redis;

fn context(url: String) -> Context {
    let mut context = Context::new("/");
    context.values.insert("url".to_owned(), url);
    context.secrets = vec!["s3cr3t-word".to_owned()];
    context
}

#[tokio::test]
async fn a_query_is_held_against_every_expectation() {
    let Some(server) = Postgres::start("postgres") else { return };
    let context = context(server.url());
    for (fields, outcome, reason) in [
        ("", Passed, "answers in"),
        (", query = 'select 42', number = '> 41'", Passed, "42"),
        (", query = 'select 42::bigint', value = '42'", Passed, "`42`"),
        (", query = 'select true', value = ['t', 'true']", Passed, "`t`"),
        (", query = \"select 'v1.2'\", matches = '^v1'", Passed, "matches"),
        (
            ", query = \"select pg_database_size('postgres')\", number = '< 1 GB', unit = 'bytes'",
            Passed,
            "MB",
        ),
        (", query = 'select 1 where false', rows = '= 0'", Passed, "0 rows"),
        (", query = 'select * from generate_series(1, 200000)', rows = '> 10'", Passed, "rows"),
        (", query = 'select 42', number = '< 41'", Failed, "42 is not < 41"),
        (", query = 'select 1', value = '2'", Failed, "not `2`"),
        (", query = 'select 1 union select 2', rows = '= 0'", Failed, "2 rows, not = 0"),
        (", query = 'selec 1'", Errored, "42601"),
        (", query = 'select * from nowhere'", Errored, "42P01"),
        (", query = 'create table t (a int)'", Errored, "read-only"),
        (", query = \"select 'x'\", number = '> 1'", Errored, "not a number"),
        (", query = 'select 1 where false', number = '> 1'", Inconclusive, "no row"),
        (", query = 'select null', number = '> 1'", Inconclusive, "null"),
        (", query = 'select 1 union select 2', number = '> 0'", Inconclusive, "2 rows"),
        (", query = \"select 'NaN'::float8\", number = '> 0'", Inconclusive, "NaN"),
    ] {
        let seen =
            expect(&format!("probe.postgres = {{ url = '${{url}}'{fields} }}"), &context, outcome, reason)
                .await;
        assert!(seen.query.contains("127.0.0.1"), "{}", seen.query);
    }
}

#[tokio::test]
async fn a_database_that_cannot_be_asked_is_an_error_without_its_password() {
    let Some(server) = Postgres::start("postgres") else { return };
    let wrong = context(server.url().replace("s3cr3t-word", "wrong-s3cr3t-word"));
    expect("probe.postgres = { url = '${url}' }", &wrong, Errored, "28P01").await;
    let refused = context(format!("postgres://ops:s3cr3t-word@127.0.0.1:{}/x", free_port()));
    expect("probe.postgres = { url = '${url}' }", &refused, Errored, "no connection").await;
    let bad = context("postgres://ops:s3cr3t-word@[/x".to_owned());
    expect("probe.postgres = { url = '${url}' }", &bad, Errored, "not the address").await;
    for fault in [Fault::Silent, Fault::Closed, Fault::Reset, Fault::Rubbish] {
        let mut faulty = Faulty::start(fault).await;
        let context = context(format!("postgres://ops:s3cr3t-word@127.0.0.1:{}/x", faulty.port));
        expect("timeout = '300ms'\nprobe.postgres = { url = '${url}' }", &context, Errored, "").await;
        tokio::time::timeout(Duration::from_secs(30), faulty.left()).await.expect("the connection is let go");
    }
}

#[tokio::test]
async fn a_query_that_was_given_up_ends_on_the_server() {
    let Some(server) = Postgres::start("postgres") else { return };
    let context = context(server.url());
    let slow = "timeout = '500ms'\nprobe.postgres = { url = '${url}', query = 'select pg_sleep(600)' }";
    expect(slow, &context, Errored, "no answer within 500ms").await;
    let gone = "every = '200ms'\ndeadline = '30s'\nprobe.postgres = { url = '${url}', rows = '= 0', query = \"\
                select 1 from pg_stat_activity where query like '%pg_sleep(6%' and pid <> pg_backend_pid()\" }";
    expect(gone, &context, Passed, "0 rows").await;
}

#[tokio::test]
async fn redis_is_held_against_every_expectation() {
    let Some(server) = Redis::start("redis") else { return };
    let context = context(server.url());
    server.cli(&["RPUSH", "queue:wait", "a", "b", "c"]);
    server.cli(&["SADD", "members", "a", "b"]);
    for (fields, outcome, reason) in [
        ("", Passed, "PING"),
        (", info = { role = 'master', connected_clients = '>= 1' }", Passed, "role is master"),
        (", memory = '< 64 MB'", Passed, "memory"),
        (", memory = '< 90%'", Passed, "memory"),
        (
            ", length = { 'queue:wait' = '= 3', members = '= 2', nothing = '= 0' }",
            Passed,
            "length of queue:wait 3",
        ),
        (", info = { role = 'slave' }", Failed, "role is master, not slave"),
        (", memory = '< 1 KB'", Failed, "memory"),
        (", length = { 'queue:wait' = '< 3' }", Failed, "3 is not < 3"),
        (", info = { role = '> 3' }", Errored, "not a number"),
        (", info = { no_such_field = '> 3' }", Inconclusive, "no field"),
    ] {
        let seen =
            expect(&format!("probe.redis = {{ url = '${{url}}'{fields} }}"), &context, outcome, reason).await;
        assert!(seen.query.contains("127.0.0.1"), "{}", seen.query);
    }
    server.cli(&["CONFIG", "SET", "maxmemory", "0"]);
    let unlimited = "probe.redis = { url = '${url}', memory = '< 90%' }";
    expect(unlimited, &context, Inconclusive, "maxmemory").await;
}

#[tokio::test]
async fn a_snapshot_is_waited_for_until_it_is_on_disk() {
    let Some(server) = Redis::start("redis") else { return };
    let context = context(server.url());
    server.cli(&["SET", "a", "b"]);
    for _ in 0..2 {
        let dump = server.server.path().join("dump.rdb");
        let _ = std::fs::remove_file(&dump);
        expect("timeout = '30s'\nprobe.redis = { url = '${url}', save = true }", &context, Passed, "on disk")
            .await;
        assert!(dump.exists());
    }
    // A folder where the file must go: the rename at the end of the save fails.
    std::fs::remove_file(server.server.path().join("dump.rdb")).unwrap();
    std::fs::create_dir(server.server.path().join("dump.rdb")).unwrap();
    expect(
        "timeout = '30s'\nprobe.redis = { url = '${url}', save = true }",
        &context,
        Failed,
        "snapshot failed",
    )
    .await;
}

#[tokio::test]
async fn a_redis_that_cannot_be_asked_is_an_error_without_its_password() {
    let Some(server) = Redis::start("redis") else { return };
    let wrong = context(server.url().replace("s3cr3t-word", "wrong-s3cr3t-word"));
    expect("probe.redis = { url = '${url}' }", &wrong, Errored, "password").await;
    let refused = context(format!("redis://:s3cr3t-word@127.0.0.1:{}/0", free_port()));
    expect("probe.redis = { url = '${url}' }", &refused, Errored, "no connection").await;
    for fault in [Fault::Silent, Fault::Closed, Fault::Reset, Fault::Rubbish] {
        let mut faulty = Faulty::start(fault).await;
        let context = context(format!("redis://:s3cr3t-word@127.0.0.1:{}/0", faulty.port));
        let began = Instant::now();
        expect("timeout = '300ms'\nprobe.redis = { url = '${url}' }", &context, Errored, "").await;
        assert!(began.elapsed() < Duration::from_secs(20));
        tokio::time::timeout(Duration::from_secs(30), faulty.left()).await.expect("the connection is let go");
    }
}
