use gonogo::checks::{Context, run};
use gonogo::model::verdict::Outcome::{Cancelled, Errored, Passed};
use tokio::io::AsyncReadExt;
use tokio_util::sync::CancellationToken;

use super::context;
use crate::checks::{expect, parse};
use crate::servers::faults::{Fault, Faulty};
use crate::servers::kubernetes::{Api, Manner, TOKEN, deployment, kubeconfig};
use crate::servers::nginx::Nginx;

const PROBE: &str = "probe.kubernetes = { rollout = 'deployment/api' }\ntimeout = '5s'";

fn pointing(folder: &std::path::Path, file: &str) -> Context {
    let mut context = Context::new(folder);
    context.env = vec![("KUBECONFIG".to_owned(), file.to_owned())];
    context.secrets = vec![TOKEN.to_owned()];
    context
}

#[tokio::test]
async fn kubeconfigs_are_found_and_judged_as_by_kubectl() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let api = Api::start([deployment("api", "x")]).await;
    let good = api.kubeconfig(folder.path()).display().to_string();
    std::fs::write(at("broken"), format!("clusters: [\n  token: {TOKEN}")).unwrap();
    std::fs::write(at("empty"), "").unwrap();
    std::fs::create_dir_all(folder.path().join("home/.kube")).unwrap();
    std::fs::copy(&good, folder.path().join("home/.kube/config")).unwrap();
    let listed = format!("{}:{good}:{}", at("missing"), at("empty"));
    for (file, fields, outcome, reason) in [
        (good.as_str(), "", Passed, "rolled out"),
        ("kubeconfig", "", Passed, "rolled out"),
        (&listed, "", Passed, "rolled out"),
        (&at("missing"), "", Errored, "there is no kubeconfig"),
        (&at("broken"), "", Errored, "is not the YAML of a kubeconfig"),
        (&at("empty"), "", Errored, "has no current context"),
        (&folder.path().display().to_string(), "", Errored, "not a file"),
        (&good, "context = 'prod', ", Errored, "has no context prod: it has test, other, lost"),
        (&good, "context = 'lost', ", Errored, "names cluster gone"),
        (&good, "kubeconfig = 'nowhere', ", Errored, "there is no kubeconfig"),
        (&at("missing"), "kubeconfig = 'kubeconfig', ", Passed, "rolled out"),
    ] {
        let probe = PROBE.replace("{ ", &format!("{{ {fields}"));
        expect(&probe, &pointing(folder.path(), file), outcome, reason).await;
    }
    let mut homely = Context::new(folder.path());
    homely.env = vec![("KUBECONFIG".to_owned(), String::new()), ("HOME".to_owned(), at("home"))];
    expect(PROBE, &homely, Passed, "rolled out").await;
}

#[tokio::test]
async fn refusals_have_their_own_words() {
    let folder = tempfile::tempdir().unwrap();
    let api = Api::start([deployment("api", "x")]).await;
    let context = context(&api, folder.path());
    for (manner, reason) in [
        (
            Manner::Forbids("get", "deployments"),
            "not allowed to get deployments.apps \"api\" in namespace \"shop\" (403",
        ),
        (Manner::Forbids("get", "deployments"), "a role that may get deployments.apps"),
        (Manner::Overloaded, "was answered with 503: try again later"),
        (Manner::Rubbish, "makes no sense"),
        (Manner::Endless, "its answer is longer than 32 MiB"),
    ] {
        api.behaves(manner);
        expect(PROBE, &context, Errored, reason).await;
    }
    api.behaves(Manner::Good);
    let server = format!("http://127.0.0.1:{}", api.port());
    let old = kubeconfig(folder.path(), &server, "old-token", "").display().to_string();
    let seen = expect(PROBE, &pointing(folder.path(), &old), Errored, "refuses the credentials (401").await;
    assert!(!format!("{seen:?}").contains("old-token"));
}

#[tokio::test]
async fn a_plugin_that_gives_credentials_sees_what_commands_see() {
    let folder = tempfile::tempdir().unwrap();
    let api = Api::start([deployment("api", "x")]).await;
    let file = api.kubeconfig(folder.path());
    let script = "printf '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"%s\"}}' \"$FROM_STEP\"";
    let exec = serde_json::json!({ "exec": { "apiVersion": "client.authentication.k8s.io/v1", "command": "bash",
        "args": ["-c", script], "interactiveMode": "Never" } });
    let text = std::fs::read_to_string(&file)
        .unwrap()
        .replace(&format!("user:\n    token: {TOKEN}"), &format!("user: {exec}"));
    std::fs::write(&file, &text).unwrap();
    let mut context = pointing(folder.path(), &file.display().to_string());
    expect(PROBE, &context, Errored, "401").await;
    context.env.push(("FROM_STEP".to_owned(), TOKEN.to_owned()));
    expect(PROBE, &context, Passed, "rolled out").await;
    std::fs::write(&file, text.replace("\"bash\"", "\"no-such-plugin\"")).unwrap();
    expect(PROBE, &context, Errored, "no-such-plugin can't be started").await;
}

/// A kubeconfig for `api` whose credentials come from a plugin: this bash text.
fn with_plugin(api: &Api, folder: &std::path::Path, script: &str) -> Context {
    let file = api.kubeconfig(folder);
    let exec = serde_json::json!({ "exec": { "apiVersion": "client.authentication.k8s.io/v1", "command": "bash",
        "args": ["-c", script] } });
    let text = std::fs::read_to_string(&file)
        .unwrap()
        .replace(&format!("user:\n    token: {TOKEN}"), &format!("user: {exec}"));
    std::fs::write(&file, text).unwrap();
    pointing(folder, &file.display().to_string())
}

#[tokio::test]
async fn plugins_that_give_none() {
    let folder = tempfile::tempdir().unwrap();
    let api = Api::start([deployment("api", "x")]).await;
    for (script, reason) in [
        ("echo 'log in first' >&2; exit 3", "failed (exit status: 3): log in first"),
        ("echo nothing", "gave no ExecCredential"),
        ("echo '{}'", "neither a token nor a certificate"),
        ("echo '{\"status\":{\"clientCertificateData\":\"x\"}}'", "half a certificate"),
        ("read -r line || exit 7", "exit status: 7"),
    ] {
        let seen = expect(PROBE, &with_plugin(&api, folder.path(), script), Errored, reason).await;
        assert!(seen.reason.contains("log in again"), "{seen:?}");
    }
    assert!(api.requests().is_empty());
}

#[tokio::test]
async fn a_plugin_that_hangs_ends_with_its_check() {
    let folder = tempfile::tempdir().unwrap();
    let api = Api::start([deployment("api", "x")]).await;
    let context = with_plugin(&api, folder.path(), "sleep 600 & echo $! $$ > pids; wait");
    expect(&PROBE.replace("'5s'", "'1s'"), &context, Errored, "no answer within 1s").await;
    let pids = std::fs::read_to_string(folder.path().join("pids")).unwrap();
    for pid in pids.split_whitespace() {
        let ended = || {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            stat.is_empty() || stat.contains(") Z ")
        };
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while !ended() {
            assert!(std::time::Instant::now() < deadline, "{pid} is still there");
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }
}

#[tokio::test]
async fn what_expires_during_a_wait_is_asked_for_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut rolling = deployment("api", "x");
    rolling["status"]["updatedReplicas"] = serde_json::json!(1);
    let api = Api::start([rolling]).await;
    std::fs::write(folder.path().join("token"), TOKEN).unwrap();
    let script = "printf '{\"status\":{\"token\":\"%s\"}}' \"$(cat token)\"; echo later-token > token";
    let context = Context { speed: 20, ..with_plugin(&api, folder.path(), script) };
    api.behaves(Manner::Expires(4, "later-token"));
    let probe = "probe.kubernetes = { rollout = 'deployment/api', timeout = '30m' }\ntimeout = '20s'";
    let done = async {
        while api.requests().len() < 9 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        api.put(deployment("api", "x"));
    };
    tokio::join!(expect(probe, &context, Passed, "is rolled out"), done);
}

#[tokio::test]
async fn a_token_may_lie_in_a_file_beside_the_kubeconfig() {
    let folder = tempfile::tempdir().unwrap();
    let api = Api::start([deployment("api", "x")]).await;
    let file = api.kubeconfig(folder.path());
    let text = std::fs::read_to_string(&file).unwrap().replace(&format!("token: {TOKEN}"), "tokenFile: here");
    std::fs::write(&file, text).unwrap();
    let context = pointing(folder.path(), &file.display().to_string());
    expect(PROBE, &context, Errored, "no credentials for").await;
    std::fs::write(folder.path().join("here"), format!("{TOKEN}\n")).unwrap();
    expect(PROBE, &context, Passed, "rolled out").await;
}

#[tokio::test]
async fn servers_that_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let at = |port: u16| {
        let file = kubeconfig(folder.path(), &format!("http://127.0.0.1:{port}"), TOKEN, "");
        pointing(folder.path(), &file.display().to_string())
    };
    expect(PROBE, &at(closed), Errored, "no connection to").await;
    for (fault, reason) in [
        (Fault::Silent, "no answer within 1s"),
        (Fault::Closed, "gave no answer to get deployments.apps"),
        (Fault::Half, "no answer within 1s"),
        (Fault::Torn, "gave no answer"),
        (Fault::Rubbish, "gave no answer"),
    ] {
        let server = Faulty::start(fault).await;
        expect(&PROBE.replace("'5s'", "'1s'"), &at(server.port), Errored, reason).await;
    }
}

#[tokio::test]
async fn a_server_that_is_not_the_trusted_one() {
    let Some(nginx) = Nginx::start("kubernetes probe, TLS") else { return };
    let folder = tempfile::tempdir().unwrap();
    let ca = nginx.server.path().join("ca.pem").display().to_string();
    let trusting = format!("    certificate-authority: {ca}\n");
    for (port, more, reason) in [
        (nginx.valid, trusting.as_str(), "makes no sense"),
        (nginx.valid, "", "TLS with https://localhost"),
        (nginx.expired, &trusting, "expired"),
        (nginx.wrong_name, &trusting, "not valid for name"),
        (nginx.wrong_name, "    insecure-skip-tls-verify: true\n", "makes no sense"),
        (nginx.valid, "    certificate-authority: nowhere.pem\n", "nowhere.pem"),
    ] {
        let file = kubeconfig(folder.path(), &format!("https://localhost:{port}"), TOKEN, more);
        let context = pointing(folder.path(), &file.display().to_string());
        expect(PROBE, &context, Errored, reason).await;
    }
}

#[tokio::test]
async fn a_probe_that_is_cancelled_lets_go() {
    let folder = tempfile::tempdir().unwrap();
    let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = server.local_addr().unwrap();
    let file = kubeconfig(folder.path(), &format!("http://{address}"), TOKEN, "");
    let context = pointing(folder.path(), &file.display().to_string());
    let cancel = CancellationToken::new();
    let check = parse("probe.kubernetes = { rollout = 'deployment/api' }\ntimeout = '10m'");
    let stop = async {
        let (stream, _) = server.accept().await.unwrap();
        cancel.cancel();
        stream
    };
    let (verdict, mut stream) = tokio::join!(run(&check, &context, cancel.clone(), |_, _| {}), stop);
    assert_eq!(verdict, Cancelled);
    // Nothing of it is left that would hold the connection.
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
}

#[tokio::test]
async fn a_rehearsal_reaches_no_real_cluster() {
    let folder = tempfile::tempdir().unwrap();
    let api = Api::start([deployment("api", "x")]).await;
    let mut context = Context { simulated: true, ..context(&api, folder.path()) };
    expect(PROBE, &context, Errored, "never reaches a real one").await;
    assert!(api.requests().is_empty());
    context.env.push(("GONOGO_WORLD".to_owned(), folder.path().display().to_string()));
    expect(&PROBE.replace("{ ", "{ context = 'prod', "), &context, Passed, "rolled out").await;
    kubeconfig(folder.path(), "https://cluster.example:6443", TOKEN, "");
    expect(PROBE, &context, Errored, "never reaches a real one").await;
}
