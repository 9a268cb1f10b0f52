use gonogo::checks::Context;
use gonogo::model::verdict::Outcome::{Errored, Failed, Inconclusive, Passed};

use super::expect;
use crate::servers::dnsmasq::Dnsmasq;
use crate::servers::faults::{Fault, Faulty};
use crate::servers::nginx::Nginx;
use crate::servers::process::free_port;

#[tokio::test]
async fn a_certificate_is_read_whatever_its_state() {
    let Some(nginx) = Nginx::start("tls") else { return };
    let context = Context::new(nginx.server.path());
    let nobody = free_port();
    for (port, fields, outcome, reason) in [
        (nginx.valid, "ca = 'ca.pem', min_left = '30d'", Passed, "chain is trusted"),
        (nginx.valid, "ca = 'ca.pem', issuer = 'Test Authority', names = 'localhost'", Passed, "issuer"),
        (nginx.valid, "trusted = false", Passed, "365 days"),
        (nginx.expiring, "ca = 'ca.pem'", Passed, "10 days left"),
        (nginx.wrong_name, "ca = 'ca.pem', server_name = 'elsewhere.example'", Passed, "trusted"),
        (nginx.expiring, "ca = 'ca.pem', min_left = '30d'", Failed, "10 days left, fewer than 30d"),
        (nginx.expired, "ca = 'ca.pem'", Failed, "expired on"),
        (nginx.expired, "trusted = false", Failed, "3 days ago"),
        (nginx.wrong_name, "ca = 'ca.pem'", Failed, "not for localhost, but for elsewhere.example"),
        (nginx.valid, "", Failed, "unknown issuer"),
        (nginx.valid, "ca = 'ca.pem', issuer = 'Let.s Encrypt'", Failed, "doesn't match"),
        (nginx.valid, "ca = 'ca.pem', names = 'api.example'", Failed, "not for api.example"),
        (nginx.valid, "ca = 'nothing.pem'", Errored, "can't be read"),
        (nginx.http, "", Errored, "no TLS handshake"),
        (nobody, "", Errored, "no connection"),
    ] {
        let comma = if fields.is_empty() { "" } else { ", " };
        expect(
            &format!("probe.tls = {{ address = 'localhost:{port}'{comma}{fields} }}"),
            &context,
            outcome,
            reason,
        )
        .await;
    }
    let silent = Faulty::start(Fault::Silent).await;
    let probe = format!("timeout = '300ms'\nprobe.tls = {{ address = '127.0.0.1:{}' }}", silent.port);
    expect(&probe, &context, Errored, "no answer").await;
}

#[tokio::test]
async fn records_come_from_the_named_resolver() {
    let Some(server) = Dnsmasq::start("dns") else { return };
    let mut context = Context::new("/");
    context.values.insert("ns".to_owned(), server.address());
    for (fields, outcome, reason) in [
        ("name = 'api.test'", Passed, "2 records"),
        ("name = 'API.test.', is = ['10.0.0.3', '10.0.0.2']", Passed, "10.0.0.2, 10.0.0.3"),
        ("name = 'api.test', includes = '10.0.0.2', max_ttl = '5m'", Passed, "among them"),
        ("name = 'www.test', is = ['10.0.0.2', '10.0.0.3']", Passed, "10.0.0.2"),
        ("name = 'www.test', type = 'cname', is = 'api.test.'", Passed, "api.test"),
        ("name = 'api.test', type = 'TXT', is = 'blue'", Passed, "blue"),
        ("name = 'test', type = 'MX', is = '10 mail.test'", Passed, "mail"),
        ("name = 'gone.test', absent = true", Passed, "doesn't exist"),
        ("name = 'gone.test'", Failed, "doesn't exist"),
        ("name = 'api.test', absent = true", Failed, "must not"),
        ("name = 'api.test', is = '10.0.0.2'", Failed, "not 10.0.0.2"),
        ("name = 'api.test', includes = '10.0.0.9'", Failed, "not among them"),
        ("name = 'api.test', max_ttl = '10s'", Failed, "longer than 10s"),
        ("name = 'api.example.org'", Errored, "resolver answers"),
        ("name = 'api.test', type = 'AAAA'", Inconclusive, "no AAAA record"),
    ] {
        expect(
            &format!("timeout = '5s'\nprobe.dns = {{ resolver = '${{ns}}', {fields} }}"),
            &context,
            outcome,
            reason,
        )
        .await;
    }
    let silent = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let probe = format!(
        "timeout = '300ms'\nprobe.dns = {{ name = 'a.test', resolver = '{}' }}",
        silent.local_addr().unwrap()
    );
    expect(&probe, &context, Errored, "no answer within 300ms").await;
}

#[tokio::test]
async fn a_port_is_open_or_closed() {
    let context = Context::new("/");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (open, closed) = (listener.local_addr().unwrap().port(), free_port());
    let greet = async {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"SSH-2.0-OpenSSH\r\n").await;
        }
    };
    let checks = async {
        for (port, fields, outcome, reason) in [
            (open, "", Passed, "open"),
            (open, ", banner = '^SSH-2', max_latency = '5s'", Passed, "matches"),
            (closed, ", open = false", Passed, "closed"),
            (closed, "", Failed, "closed"),
            (open, ", open = false", Failed, "must not be"),
            (open, ", banner = '^220'", Failed, "doesn't match"),
        ] {
            expect(
                &format!("probe.tcp = {{ address = 'localhost:{port}'{fields} }}"),
                &context,
                outcome,
                reason,
            )
            .await;
        }
        expect("probe.tcp = { address = 'no-such-host.invalid:1' }", &context, Errored, "has no address")
            .await;
        let shut = Faulty::start(Fault::Closed).await;
        let probe = format!("probe.tcp = {{ address = '127.0.0.1:{}', banner = 'x' }}", shut.port);
        expect(&probe, &context, Inconclusive, "without a word").await;
        let silent = Faulty::start(Fault::Silent).await;
        let probe = format!(
            "timeout = '300ms'\nprobe.tcp = {{ address = '127.0.0.1:{}', banner = 'x' }}",
            silent.port
        );
        expect(&probe, &context, Errored, "no answer").await;
    };
    tokio::select! { () = greet => {}, () = checks => {} }
}
