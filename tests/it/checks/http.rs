use std::time::Duration;

use gonogo::checks::Context;
use gonogo::model::verdict::Outcome::{Errored, Failed, Inconclusive, Passed};

use super::{expect, look};
use crate::servers::faults::{Fault, Faulty};
use crate::servers::nginx::Nginx;
use crate::servers::process::free_port;

fn context(nginx: &Nginx) -> Context {
    let mut context = Context::new(nginx.server.path());
    context.values.insert("api".to_owned(), format!("http://127.0.0.1:{}", nginx.http));
    context.values.insert("token".to_owned(), "s3cr3t-token".to_owned());
    context.secrets = vec!["s3cr3t-token".to_owned(), "p1:p2".to_owned()];
    context
}

#[tokio::test]
async fn an_answer_is_held_against_every_expectation() {
    let Some(nginx) = Nginx::start("http") else { return };
    let context = context(&nginx);
    for (fields, outcome, reason) in [
        ("url = '${api}/health'", Passed, "status 200"),
        ("url = '${api}/health', status = [200, 204], json = '.status == \"ok\"'", Passed, "is true"),
        ("url = '${api}/health', json = ['.queue < 5', '.checks | all(.up)']", Passed, ".queue < 5"),
        ("url = '${api}/health', header = { x-version = '^[0-9a-f]{7}$' }", Passed, "x-version"),
        (
            "url = '${api}/health', contains = 'queue', lacks = 'error', matches = '\"queue\":\\d'",
            Passed,
            "lacks",
        ),
        ("url = '${api}/health', size = '< 1 KB', max_latency = '9s'", Passed, "size"),
        ("url = '${api}/down', status = 503", Passed, "status 503"),
        ("url = '${api}/moved'", Passed, "status 200"),
        ("url = '${api}/moved', redirects = 'none', status = '3xx'", Passed, "status 302"),
        ("url = '${api}/private', auth = { bearer = '${token}' }", Passed, "status 200"),
        (
            "url = '${api}/basic', auth = { basic = { user = 'ops', password = 'p1:p2' } }",
            Passed,
            "status 200",
        ),
        (
            "url = '${api}/post', method = 'post', body = { a = 1 }, status = 201, contains = 'application/json'",
            Passed,
            "201",
        ),
        ("url = '${api}/down'", Failed, "status 503 is not 2xx"),
        ("url = '${api}/private', auth = { bearer = 'x${token}' }", Failed, "status 401"),
        ("url = '${api}/health', json = '.status == \"down\"'", Failed, "is false"),
        ("url = '${api}/health', header = { x-version = '^v' }", Failed, "doesn't match"),
        ("url = '${api}/health', header = { x-nothing = '.' }", Failed, "there is no header"),
        ("url = '${api}/health', contains = 'nothing'", Failed, "doesn't contain"),
        ("url = '${api}/health', lacks = 'queue'", Failed, "contains `queue`"),
        ("url = '${api}/health', size = '> 1 KB'", Failed, "size"),
        ("url = '${api}/health', max_latency = '0s'", Passed, "took"),
        ("url = '${api}/away'", Failed, "elsewhere and not followed"),
        ("url = '${api}/circle'", Errored, "leads in a circle"),
        ("url = '${api}/html', json = '.status'", Errored, "not JSON"),
        ("url = '${api}/health', json = '.status'", Errored, "not true or false"),
        ("url = '${api}/health', json = 'halt'", Errored, "not a jq expression"),
        ("url = '${api}/health', json = 'def f: f; f'", Errored, "was stopped"),
        ("url = '${api}/health', matches = '('", Errored, "not a regular expression"),
        ("url = '${api}/away', redirects = 'any'", Errored, ""),
        ("url = '${api}/empty', json = '.status'", Inconclusive, "empty"),
        ("url = '${api}/health', json = '.nothing'", Inconclusive, "null"),
        ("url = '${api}/health', json = '.checks[].up'", Inconclusive, "2 values"),
    ] {
        if fields.contains("max_latency = '0s'") {
            // Loopback may answer within a millisecond: only that it is judged can be told.
            let (verdict, seen) = look(&format!("probe.http = {{ {fields} }}"), &context).await;
            assert!(matches!(verdict, Passed | Failed) && seen.reason.contains("took"), "{seen:?}");
            continue;
        }
        expect(&format!("probe.http = {{ {fields} }}"), &context, outcome, reason).await;
    }
}

#[tokio::test]
async fn a_secret_that_comes_back_is_masked() {
    let Some(nginx) = Nginx::start("http") else { return };
    let probe = "probe.http = { url = '${api}/private?key=${token}', auth = { bearer = '${token}' } }";
    let seen = expect(probe, &context(&nginx), Passed, "").await;
    assert!(seen.query.ends_with("/private?key=***"), "{}", seen.query);
    assert!(seen.observed.contains("\"token\":\"***\""), "{}", seen.observed);
    let echo =
        "probe.http = { url = '${api}/echo', auth = { basic = { user = 'ops', password = 'p1:p2' } } }";
    let seen = expect(echo, &context(&nginx), Passed, "").await;
    assert!(seen.observed.ends_with("you sent Basic ***"), "{}", seen.observed);
}

#[tokio::test]
async fn tls_is_verified_unless_told_otherwise() {
    let Some(nginx) = Nginx::start("http") else { return };
    let context = context(&nginx);
    let url = format!("https://localhost:{}/", nginx.valid);
    for (tls, port, outcome) in [
        ("", nginx.valid, Errored),
        (", tls = { insecure = true }", nginx.valid, Passed),
        (", tls = { ca = 'ca.pem' }", nginx.valid, Passed),
        (", tls = { ca = 'ca.pem' }", nginx.expired, Errored),
        (", tls = { ca = 'ca.pem' }", nginx.wrong_name, Errored),
        (", tls = { insecure = true }", nginx.expired, Passed),
        (", tls = { ca = 'nothing.pem' }", nginx.valid, Errored),
    ] {
        let url = url.replace(&nginx.valid.to_string(), &port.to_string());
        expect(&format!("probe.http = {{ url = '{url}'{tls} }}"), &context, outcome, "").await;
    }
}

#[tokio::test]
async fn a_bad_server_is_an_error_and_never_a_hang() {
    let context = Context::new("/");
    let refused = format!("probe.http = {{ url = 'http://127.0.0.1:{}/' }}", free_port());
    expect(&refused, &context, Errored, "refused").await;
    for (fault, reason) in [
        (Fault::Closed, ""),
        (Fault::Rubbish, ""),
        (Fault::Torn, "broke off"),
        (Fault::Reset, "reset"),
        (Fault::Silent, "no answer within 300ms"),
        (Fault::Half, "no answer within 300ms"),
    ] {
        let mut server = Faulty::start(fault).await;
        let probe =
            format!("timeout = '300ms'\nprobe.http = {{ url = 'http://127.0.0.1:{}/' }}", server.port);
        expect(&probe, &context, Errored, reason).await;
        tokio::time::timeout(Duration::from_secs(30), server.left()).await.expect("the connection is let go");
    }
}

#[tokio::test]
async fn an_endless_body_is_cut_and_told() {
    let mut server = Faulty::start(Fault::Endless).await;
    let url = format!("http://127.0.0.1:{}/", server.port);
    let context = Context::new("/");
    for (fields, outcome, reason) in [
        ("max_body = '64 KiB'", Passed, "status 200"),
        ("max_body = '64 KiB', json = '.a'", Errored, "raise `max_body`"),
        ("max_body = '64 KiB', contains = 'y'", Errored, "raise `max_body`"),
        ("max_body = '64 KiB', contains = 'xxx'", Passed, "contains"),
        ("max_body = '64 KiB', size = '< 1 KB'", Failed, "size is more than"),
        ("max_body = '64 KiB', size = '> 1 KB'", Passed, "size is more than"),
        ("max_body = '64 KiB', size = '< 1 MB'", Inconclusive, "not read to the end"),
    ] {
        let probe = format!("probe.http = {{ url = '{url}', {fields} }}");
        let seen = expect(&probe, &context, outcome, reason).await;
        assert!(seen.observed.contains("and more") && seen.observed.len() < 1_000, "{}", seen.observed);
        tokio::time::timeout(Duration::from_secs(30), server.left()).await.expect("the connection is let go");
    }
}
