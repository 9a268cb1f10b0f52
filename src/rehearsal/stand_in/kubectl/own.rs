//! The rehearsal's own kubectl, for hosts that have none.

use super::api::JSON;
use super::args::Args;
use super::client::{Client, print, text};
use super::fault::Fault;
use super::{
    apply, config, create, delete, describe, get, logs, mark, patch, rollout, scale, set, top, wait,
};
use crate::rehearsal::scene::Scene;
use crate::rehearsal::stand_in::run::say;

/// Does what `args` ask for, with the kubeconfig `text`; returns kubectl's exit code.
pub(super) fn run(scene: &Scene, text: &str, verb: &str, args: &[String]) -> u8 {
    let done = Args::read(verb, args)
        .and_then(|args| Client::new(scene, text, args))
        .and_then(|client| act(&client, verb));
    match done {
        Ok(()) => 0,
        Err(fault) => {
            say(&fault.message);
            1
        }
    }
}

fn act(client: &Client<'_>, verb: &str) -> Result<(), Fault> {
    if client.args.has("help") {
        return Err(Fault::not_simulated(&format!("kubectl {verb} --help")));
    }
    if client.args.has("raw") {
        return Err(Fault::not_simulated(&format!("kubectl {verb} --raw")));
    }
    match verb {
        "annotate" => mark::run(client, "annotations"),
        "apply" if client.args.words.len() > 1 => {
            Err(Fault::not_simulated("kubectl apply with a further verb"))
        }
        "apply" => apply::run(client),
        "auth" => auth(client),
        "cluster-info" => cluster_info(client),
        "config" => config::run(client),
        "create" => create::run(client),
        "delete" => delete::run(client),
        "describe" => describe::run(client),
        "get" => get::run(client),
        "label" => mark::run(client, "labels"),
        "logs" => logs::run(client),
        "patch" => patch::run(client),
        "replace" => create::replace(client),
        "rollout" => rollout::run(client),
        "scale" => scale::run(client),
        "set" => set::run(client),
        "top" => top::run(client),
        "version" => version(client),
        "wait" => wait::run(client),
        other => Err(Fault::not_simulated(&format!("kubectl {other}"))),
    }
}

fn auth(client: &Client<'_>) -> Result<(), Fault> {
    let words: Vec<&str> = client.args.words.iter().skip(1).map(String::as_str).collect();
    match words.as_slice() {
        ["can-i", ..] => print("yes\n"),
        ["whoami"] => print("ATTRIBUTE   VALUE\nUsername    rehearsal\n"),
        other => return Err(Fault::not_simulated(&format!("kubectl auth {}", other.join(" ")))),
    }
    Ok(())
}

fn cluster_info(client: &Client<'_>) -> Result<(), Fault> {
    if client.args.words.len() > 1 {
        return Err(Fault::not_simulated("kubectl cluster-info with a further verb"));
    }
    client.api.get("/version", JSON)?;
    print(&format!("Kubernetes control plane is running at {}/kubernetes\n", client.scene.url()));
    Ok(())
}

fn version(client: &Client<'_>) -> Result<(), Fault> {
    if client.args.get("output").is_some() {
        return Err(Fault::not_simulated("kubectl version --output"));
    }
    print("Client Version: v1.33.0-rehearsal\n");
    if !client.args.has("client") {
        let server = client.api.get("/version", JSON)?;
        print(&format!("Server Version: {}\n", text(&server, "/gitVersion")));
    }
    Ok(())
}
