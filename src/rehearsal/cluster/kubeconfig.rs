//! How clients find the cluster.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::api::PREFIX;
use crate::rehearsal::RehearsalError;
use crate::rehearsal::folder::write_file;
use crate::rehearsal::scene::Scene;
use crate::rehearsal::wave::hex;

/// The context's name where the runbook names none.
const USUAL: &str = "rehearsal";

/// Where the kubeconfig lies.
pub(in crate::rehearsal) fn kubeconfig(scene: &Scene) -> PathBuf {
    scene.folder.workspace().join(".kube").join("config")
}

/// Whether `text` names no other server than the world's: a command may have changed its kubeconfig.
pub(in crate::rehearsal) fn leads_home(scene: &Scene, text: &str) -> bool {
    let own = address(scene);
    let servers = text.lines().filter_map(|line| line.trim_start_matches([' ', '-']).strip_prefix("server:"));
    let mut servers = servers.map(|server| server.trim().trim_matches(['"', '\'']) == own);
    // Written as JSON it would have no such line at all.
    servers.next() == Some(true)
        && servers.all(|home| home)
        && !text.contains("proxy-url")
        && !text.contains("exec:")
}

/// Where the API is.
pub(super) fn address(scene: &Scene) -> String {
    format!("{}{PREFIX}", scene.url())
}

/// What a client shows: made up, as everything here.
pub(super) fn token(scene: &Scene) -> String {
    hex(&format!("token {}", scene.kept.started_ms), 32)
}

/// Writes the kubeconfig, where there is none that leads here.
pub(super) fn write(scene: &Scene) -> Result<(), RehearsalError> {
    let path = kubeconfig(scene);
    if std::fs::read_to_string(&path).is_ok_and(|text| leads_home(scene, &text)) {
        return Ok(());
    }
    let rehearsal = &scene.kept.rehearsal;
    let named = rehearsal.kubernetes.iter().flat_map(|it| &it.contexts).map(String::as_str);
    let contexts: Vec<&str> = named.collect();
    let contexts = if contexts.is_empty() { vec![USUAL] } else { contexts };
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut text = format!(
        "# gonogo rehearsal: simulated\napiVersion: v1\nkind: Config\nclusters:\n- name: {USUAL}\n  cluster:\n    \
         server: {}\nusers:\n- name: {USUAL}\n  user:\n    token: {}\ncontexts:\n",
        address(scene),
        token(scene)
    );
    // Writing to a String never fails.
    for context in &contexts {
        let _ = write!(
            text,
            "- name: {}\n  context:\n    cluster: {USUAL}\n    user: {USUAL}\n    namespace: {}\n",
            quoted(context),
            quoted(rehearsal.namespace())
        );
    }
    let _ = writeln!(text, "current-context: {}", quoted(contexts.first().copied().unwrap_or(USUAL)));
    write_file(&path, text.as_bytes(), false)
}
