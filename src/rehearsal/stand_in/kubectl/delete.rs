//! `kubectl delete`.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::api::JSON;
use super::apply::place;
use super::client::{Client, name, print, singular, text};
use super::fault::Fault;
use super::target::targets;
use super::wait::BEAT;
use super::{get, manifest};
use crate::rehearsal::cluster::Kind;
use crate::rehearsal::stand_in::run::say;

/// Deletes every object of the call and waits until it is gone.
pub(super) fn run(client: &Client<'_>) -> Result<(), Fault> {
    let args = &client.args;
    let mut fault: Option<Fault> = None;
    let mut found: Vec<(Kind, Value)> = Vec::new();
    if args.get("filename").is_some() || args.get("kustomize").is_some() {
        for object in manifest::read(client)? {
            found.push((client.kind_of(&object)?.clone(), object));
        }
    } else {
        let targets = targets(&client.kinds, args.words.get(1..).unwrap_or_default())?;
        for target in &targets {
            match client.all(std::slice::from_ref(target)) {
                Ok(all) => found.extend(all),
                Err(missing) if missing.missing && args.has("ignore-not-found") => {}
                Err(missing) => {
                    if let Some(before) = fault.replace(missing) {
                        say(&before.message);
                    }
                }
            }
        }
        if found.is_empty() && fault.is_none() && targets.iter().all(|it| it.name.is_none()) {
            say(&get::nothing(client, &targets));
        }
    }
    let mut gone = Vec::new();
    for (kind, object) in found {
        let space =
            place(client, &object).or_else(|_| Ok::<_, Fault>(text(&object, "/metadata/namespace")))?;
        let path = client.path(&kind, Some(space), Some(name(&object)));
        match client.api.send("DELETE", &format!("{path}{}", client.dry()), "", &Value::Null) {
            Ok(_) => {
                let forced = if args.has("force") { "force deleted" } else { "deleted" };
                print(&format!("{} \"{}\" {forced}{}\n", singular(&kind), name(&object), client.tried()));
                gone.push((path, text(&object, "/metadata/uid").to_owned()));
            }
            Err(missing) if missing.missing && args.has("ignore-not-found") => {}
            Err(missing) => {
                if let Some(before) = fault.replace(missing) {
                    say(&before.message);
                }
            }
        }
    }
    if args.dry_run().is_empty() && args.get("wait") != Some("false") && !args.has("force") {
        leave(client, &gone)?;
    }
    fault.map_or(Ok(()), Err)
}

fn leave(client: &Client<'_>, gone: &[(String, String)]) -> Result<(), Fault> {
    let limit = client.args.time("timeout")?.filter(|it| !it.is_zero()).unwrap_or(Duration::from_hours(1));
    let until = Instant::now() + limit;
    for (path, uid) in gone {
        // One of the same name may come after it.
        while client.api.get(path, JSON).is_ok_and(|it| uid.is_empty() || text(&it, "/metadata/uid") == uid) {
            if Instant::now() >= until {
                return Err(Fault::error("timed out waiting for the condition"));
            }
            std::thread::sleep(BEAT);
        }
    }
    Ok(())
}
