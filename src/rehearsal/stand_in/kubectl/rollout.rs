//! `kubectl rollout`.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::api::JSON;
use super::client::{Client, name, print, singular, text};
use super::fault::Fault;
use super::target::targets;
use super::wait::BEAT;
use super::{rollout_status, undo};
use crate::rehearsal::cluster::Kind;

/// Does what the call asks for.
pub(super) fn run(client: &Client<'_>) -> Result<(), Fault> {
    let args = &client.args;
    let what = args.words.get(1).map_or("", String::as_str);
    if !matches!(what, "status" | "undo" | "history" | "restart" | "pause" | "resume") {
        return Err(Fault::not_simulated(&format!("kubectl rollout {what}")));
    }
    let targets = targets(&client.kinds, args.words.get(2..).unwrap_or_default())?;
    for (kind, object) in client.all(&targets)? {
        if !matches!(kind.plural.as_str(), "deployments" | "statefulsets" | "daemonsets") {
            let of = kind.plural.as_str();
            return Err(Fault::error(format!("{of} \"{}\": rollout {what} is not supported", name(&object))));
        }
        match what {
            "status" => status(client, &kind, name(&object))?,
            "undo" => undo::undo(client, &kind, &object)?,
            "history" => undo::history(client, &kind, &object)?,
            "restart" => {
                let now = jiff::Timestamp::now().to_string();
                let patch = json!({ "spec": { "template": { "metadata": {
                    "annotations": { "kubectl.kubernetes.io/restartedAt": now },
                } } } });
                if object.pointer("/spec/paused").and_then(Value::as_bool) == Some(true) {
                    let why = "can't restart paused deployment (run rollout resume first)";
                    return Err(Fault::error(format!("{} \"{}\" {why}", kind.plural, name(&object))));
                }
                change(client, &kind, &object, &patch, "restarted")?;
            }
            _ => {
                let paused = what == "pause";
                let before = object.pointer("/spec/paused").and_then(Value::as_bool).unwrap_or(false);
                if paused == before {
                    let is = if paused { "is already paused" } else { "is not paused" };
                    return Err(Fault::error(format!("{} \"{}\" {is}", singular(&kind), name(&object))));
                }
                let done = if paused { "paused" } else { "resumed" };
                change(client, &kind, &object, &json!({ "spec": { "paused": paused } }), done)?;
            }
        }
    }
    Ok(())
}

fn change(client: &Client<'_>, kind: &Kind, object: &Value, patch: &Value, done: &str) -> Result<(), Fault> {
    let path = client.change(kind, name(object));
    client.api.send("PATCH", &path, "application/strategic-merge-patch+json", patch)?;
    print(&format!("{}/{} {done}{}\n", singular(kind), name(object), client.tried()));
    Ok(())
}

fn status(client: &Client<'_>, kind: &Kind, name: &str) -> Result<(), Fault> {
    let limit = client.args.time("timeout")?.filter(|it| !it.is_zero());
    let until = Instant::now() + limit.unwrap_or(Duration::from_hours(24));
    let mut before = String::new();
    loop {
        let object = client.api.get(&client.one(kind, name), JSON)?;
        let wanted = client.args.number("revision")?.unwrap_or(0);
        let now = text(&object, "/metadata/annotations/deployment.kubernetes.io~1revision");
        if wanted > 0 && !now.is_empty() && now != wanted.to_string() {
            return Err(Fault::error(format!(
                "desired revision ({wanted}) is different from the running revision ({now})"
            )));
        }
        let (line, done) = rollout_status::told(&object)?;
        if line != before {
            print(&format!("{line}\n"));
            before = line;
        }
        if done || client.args.get("watch") == Some("false") {
            return Ok(());
        }
        if Instant::now() >= until {
            return Err(Fault::error("timed out waiting for the condition"));
        }
        std::thread::sleep(BEAT);
    }
}
