//! `kubectl create`, and `kubectl replace`.

use serde_json::Value;

use super::api::JSON;
use super::apply::place;
use super::client::{Client, name, print, singular};
use super::fault::Fault;
use super::print::Output;
use super::{made, manifest};

/// Makes every object of the call.
pub(super) fn run(client: &Client<'_>) -> Result<(), Fault> {
    let args = &client.args;
    let output = Output::read(args.get("output"))?;
    if args.has("help") {
        return Err(Fault::not_simulated("kubectl create --help"));
    }
    let objects = if args.get("filename").is_some() || args.get("kustomize").is_some() {
        manifest::read(client)?
    } else {
        vec![made::object(client)?]
    };
    for object in objects {
        let kind = client.kind_of(&object)?.clone();
        let made = if args.dry_run() == "client" { object } else { make(client, &object)? };
        let tried = client.tried();
        print(&match output {
            Output::Usual => {
                let of = if kind.name == "Namespace" { "namespace".to_owned() } else { singular(&kind) };
                format!("{of}/{} created{tried}\n", name(&made))
            }
            _ => output.text(&[(kind, made)], true)?,
        });
    }
    Ok(())
}

fn make(client: &Client<'_>, object: &Value) -> Result<Value, Fault> {
    let kind = client.kind_of(object)?;
    let path = client.path(kind, Some(place(client, object)?), None) + client.dry();
    client.api.send("POST", &path, JSON, object).map_err(|mut fault| {
        // kubectl says what it was about.
        if let Some(rest) = fault.message.strip_prefix("Error from server (AlreadyExists): ") {
            fault.message = if client.args.get("filename").is_some() {
                format!("Error from server (AlreadyExists): error when creating: {rest}")
            } else {
                format!("error: failed to create {}: {rest}", kind.name.to_ascii_lowercase())
            };
        }
        fault
    })
}

/// Puts every object in the place of what is there.
pub(super) fn replace(client: &Client<'_>) -> Result<(), Fault> {
    for object in manifest::read(client)? {
        let kind = client.kind_of(&object)?;
        let path = client.path(kind, Some(place(client, &object)?), Some(name(&object))) + client.dry();
        client.api.send("PUT", &path, JSON, &object)?;
        print(&format!("{}/{} replaced{}\n", singular(kind), name(&object), client.tried()));
    }
    Ok(())
}
