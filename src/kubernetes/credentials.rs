//! Credentials that lie elsewhere: in a token file, or with a plugin, a program that gives a token or a certificate. It is
//! run as kubectl runs it, but without a terminal and never for longer than whoever waits for it.

use std::process::Stdio;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use kube::config::{AuthInfo, ExecConfig, Kubeconfig};
use rustix::process::{Pid, Signal, kill_process_group};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

use super::near::Near;
use super::trouble::Trouble;

/// No credential is longer.
const MOST_BYTES: u64 = 1024 * 1024;
/// So much of what a plugin complains is told.
const TOLD: usize = 400;

/// What a plugin answers.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    status: Status,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    token: Option<String>,
    client_certificate_data: Option<String>,
    client_key_data: Option<String>,
}

/// Kills a plugin with all that it started, unless it has ended.
struct Leash(Option<Pid>);

impl Drop for Leash {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

/// Puts what the token file or the plugin of the current context gives in its place. Ends the plugin when it is dropped.
pub(super) async fn log_in(kubeconfig: &mut Kubeconfig, near: &Near) -> Result<(), Trouble> {
    let wanted = kubeconfig.current_context.clone().unwrap_or_default();
    let context = kubeconfig.contexts.iter().find(|one| one.name == wanted);
    let Some(context) = context.and_then(|one| one.context.clone()) else { return Ok(()) };
    let cluster = kubeconfig.clusters.iter().find(|one| one.name == context.cluster);
    let cluster = cluster.and_then(|one| one.cluster.clone()).unwrap_or_default();
    let server = cluster.server.clone().unwrap_or_default();
    let users = kubeconfig.auth_infos.iter_mut();
    let user =
        users.filter(|one| Some(&one.name) == context.user.as_ref()).find_map(|one| one.auth_info.as_mut());
    let Some(user) = user else { return Ok(()) };
    let failed = |why| Trouble::NoCredentials { server: server.clone(), why };
    if let Some(file) = user.token_file.take() {
        let token = tokio::fs::read_to_string(&file).await;
        let token = token.map_err(|error| failed(format!("the token file {file} can't be read: {error}")))?;
        // Written by an editor, it ends in a line feed.
        user.token = Some(token.trim().to_owned().into());
    }
    let Some(exec) = user.exec.take() else { return Ok(()) };
    let info = exec.provide_cluster_info.then(|| {
        json!({
            "server": server, "certificate-authority-data": cluster.certificate_authority_data,
            "insecure-skip-tls-verify": cluster.insecure_skip_tls_verify, "tls-server-name": cluster.tls_server_name,
        })
    });
    let status = ask(&exec, info, near).await.map_err(failed)?;
    take(user, status).map_err(failed)
}

fn take(user: &mut AuthInfo, status: Status) -> Result<(), String> {
    match (status.client_certificate_data, status.client_key_data) {
        (Some(certificate), Some(key)) => {
            user.client_certificate_data = Some(BASE64_STANDARD.encode(certificate));
            user.client_key_data = Some(BASE64_STANDARD.encode(key).into());
        }
        (None, None) if status.token.is_some() => {}
        (None, None) => return Err("the credential plugin gave neither a token nor a certificate".to_owned()),
        _ => return Err("the credential plugin gave half a certificate".to_owned()),
    }
    user.token = status.token.map(Into::into).or(user.token.take());
    Ok(())
}

async fn ask(exec: &ExecConfig, cluster: Option<Value>, near: &Near) -> Result<Status, String> {
    let Some(program) = &exec.command else { return Err("the credential plugin has no command".to_owned()) };
    let mut spec = json!({ "interactive": false });
    if let Some(cluster) = cluster {
        spec["cluster"] = cluster;
    }
    let info = json!({ "apiVersion": exec.api_version, "kind": "ExecCredential", "spec": spec });
    let own = exec.env.iter().flatten().filter_map(|it| Some((it.get("name")?, it.get("value")?)));
    let mut command = Command::new(program);
    command
        .args(exec.args.iter().flatten())
        .envs(near.env.iter().map(|(name, value)| (name, value)))
        .envs(own)
        .env("KUBERNETES_EXEC_INFO", info.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    if near.folder.is_dir() {
        command.current_dir(&near.folder);
    }
    let hint = || exec.install_hint.as_deref().map_or_else(String::new, |hint| format!(" ({})", hint.trim()));
    let mut child = command
        .spawn()
        .map_err(|error| format!("the credential plugin {program} can't be started: {error}{}", hint()))?;
    let group = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    let mut leash = Leash(group);
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (said, complained, end) = tokio::join!(read(stdout), read(stderr), child.wait());
    leash.0 = None;
    let end = end.map_err(|error| format!("the credential plugin {program} was lost: {error}"))?;
    if !end.success() {
        let complained = String::from_utf8_lossy(&complained);
        let complained: String = complained.trim().chars().take(TOLD).collect();
        return Err(format!("the credential plugin {program} failed ({end}): {complained}"));
    }
    // The parser's own words could quote a token.
    let answer: Answer = serde_json::from_slice(&said)
        .map_err(|_| format!("the credential plugin {program} gave no ExecCredential"))?;
    Ok(answer.status)
}

/// All of it, up to what is sensible; the rest is thrown away, so that the writer isn't held up.
async fn read(from: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut from) = from {
        let _ = (&mut from).take(MOST_BYTES).read_to_end(&mut bytes).await;
        let _ = tokio::io::copy(&mut from, &mut tokio::io::sink()).await;
    }
    bytes
}
