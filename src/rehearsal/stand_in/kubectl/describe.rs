//! `kubectl describe`: readable, not to the letter.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::api::{JSON, quoted};
use super::client::{Client, name, number, print, text};
use super::fault::Fault;
use super::table::aligned;
use super::target::{kind, targets};
use super::{get, yaml};
use crate::rehearsal::cluster::Kind;
use crate::rehearsal::stand_in::run::say;

/// Describes every object of the call.
pub(super) fn run(client: &Client<'_>) -> Result<(), Fault> {
    let targets = targets(&client.kinds, client.args.words.get(1..).unwrap_or_default())?;
    let mut first = true;
    for target in &targets {
        for object in client.objects(target)? {
            let gap = if first { "" } else { "\n\n" };
            print(&format!("{gap}{}", described(client, &target.kind, &object)));
            first = false;
        }
    }
    if first {
        say(&get::nothing(client, &targets));
    }
    Ok(())
}

fn described(client: &Client<'_>, of: &Kind, object: &Value) -> String {
    let mut out = String::new();
    line(&mut out, "Name", name(object));
    if of.namespaced {
        line(&mut out, "Namespace", text(object, "/metadata/namespace"));
    }
    table(&mut out, "Labels", object.pointer("/metadata/labels"), '=');
    table(&mut out, "Annotations", object.pointer("/metadata/annotations"), ':');
    line(&mut out, "CreationTimestamp", text(object, "/metadata/creationTimestamp"));
    if let Some(owner) = object.pointer("/metadata/ownerReferences/0") {
        line(&mut out, "Controlled By", &format!("{}/{}", text(owner, "/kind"), text(owner, "/name")));
    }
    match of.plural.as_str() {
        "secrets" => {
            line(&mut out, "Type", text(object, "/type"));
            data(&mut out, object, |value| {
                format!("{} bytes", value.len() / 4 * 3 - value.matches('=').count())
            });
        }
        "configmaps" => data(&mut out, object, str::to_owned),
        "deployments" => {
            let status = |key: &str| number(object, &format!("/status/{key}"));
            let text = format!(
                "{} desired | {} updated | {} total | {} available | {} unavailable",
                number(object, "/spec/replicas"),
                status("updatedReplicas"),
                status("replicas"),
                status("availableReplicas"),
                status("unavailableReplicas")
            );
            line(&mut out, "Replicas", &text);
            rest(&mut out, object);
        }
        "services" => {
            table(&mut out, "Selector", object.pointer("/spec/selector"), '=');
            rest(&mut out, object);
        }
        _ => rest(&mut out, object),
    }
    events(client, of, object, &mut out);
    out
}

fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{:<18} {value}", format!("{key}:"));
}

fn table(out: &mut String, key: &str, value: Option<&Value>, sign: char) {
    let none = Map::new();
    let map = value.and_then(Value::as_object).unwrap_or(&none);
    if map.is_empty() {
        line(out, key, "<none>");
    }
    let mut head = format!("{key}:");
    for (name, value) in map {
        let blank = if sign == ':' { " " } else { "" };
        let _ = writeln!(out, "{head:<18} {name}{sign}{blank}{}", value.as_str().unwrap_or_default());
        head.clear();
    }
}

fn data(out: &mut String, object: &Value, shown: impl Fn(&str) -> String) {
    out.push_str("\nData\n====\n");
    for (key, value) in object.get("data").and_then(Value::as_object).into_iter().flatten() {
        let _ = writeln!(out, "{key}:  {}", shown(value.as_str().unwrap_or_default()));
    }
}

/// Everything else that the object says.
fn rest(out: &mut String, object: &Value) {
    for (key, head) in [("spec", "Spec"), ("status", "Status"), ("subsets", "Subsets")] {
        if let Some(part) = object.get(key) {
            let _ = writeln!(out, "{head}:");
            for line in yaml::write(&super::print::sorted(part)).lines() {
                let _ = writeln!(out, "  {line}");
            }
        }
    }
}

fn events(client: &Client<'_>, of: &Kind, object: &Value, out: &mut String) {
    let Ok(kind) = kind(&client.kinds, "events") else { return };
    let fields = format!("involvedObject.name={},involvedObject.kind={}", name(object), of.name);
    let space = Some(text(object, "/metadata/namespace")).filter(|it| !it.is_empty());
    let path = format!("{}?fieldSelector={}", client.path(kind, space, None), quoted(&fields));
    let list = client.api.get(&path, JSON).unwrap_or_default();
    let items = list.get("items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if items.is_empty() {
        out.push_str("Events:             <none>\n");
        return;
    }
    let mut lines = vec![["  Type", "Reason", "Last seen", "From", "Message"].map(str::to_owned).to_vec()];
    for event in items {
        let of = |pointer: &str| text(event, pointer).to_owned();
        let from = text(event, "/source/component").to_owned();
        lines.push(vec![
            format!("  {}", of("/type")),
            of("/reason"),
            of("/lastTimestamp"),
            from,
            of("/message"),
        ]);
    }
    out.push_str("Events:\n");
    out.push_str(&aligned(&lines));
}
