//! `kubectl get`.

use std::io::BufRead as _;

use serde_json::Value;

use super::api::{JSON, TABLE};
use super::client::{Client, name, print, singular};
use super::fault::Fault;
use super::jsonpath::Template;
use super::manifest;
use super::print::Output;
use super::table::{Shown, aligned, lines};
use super::target::{Target, targets};
use crate::rehearsal::cluster::Kind;
use crate::rehearsal::stand_in::run::say;

/// Shows what the call asks for.
pub(super) fn run(client: &Client<'_>) -> Result<(), Fault> {
    let args = &client.args;
    let output = Output::read(args.get("output"))?;
    let words = args.words.get(1..).unwrap_or_default();
    let targets = if args.get("filename").is_some() {
        let all = manifest::read(client)?;
        let target =
            |it: &Value| Ok(Target { kind: client.kind_of(it)?.clone(), name: Some(name(it).into()) });
        all.iter().map(target).collect::<Result<_, Fault>>()?
    } else {
        targets(&client.kinds, words)?
    };
    if args.has("all-namespaces") && targets.iter().any(|it| it.name.is_some()) {
        return Err(Fault::error("a resource cannot be retrieved by name across all namespaces"));
    }
    match output {
        Output::Usual | Output::Wide => tables(client, &targets, output == Output::Wide),
        other => objects(client, &targets, &other),
    }
}

fn objects(client: &Client<'_>, targets: &[Target], output: &Output) -> Result<(), Fault> {
    if client.args.has("watch") {
        return Err(Fault::not_simulated("kubectl get --watch with --output"));
    }
    let mut found: Vec<(Kind, Value)> = Vec::new();
    let mut faults = Vec::new();
    for target in targets {
        match client.objects(target) {
            Ok(all) => found.extend(all.into_iter().map(|it| (target.kind.clone(), it))),
            Err(fault) => faults.push(fault),
        }
    }
    if let Some(path) = client.args.get("sort-by") {
        let path = Template::relaxed(path)?;
        found.sort_by_key(|(_, it)| path.fill(it).unwrap_or_default());
    }
    let single = matches!(targets, [Target { name: Some(_), .. }]);
    if !(found.is_empty() && (single || !faults.is_empty())) {
        print(&output.text(&found, single)?);
    }
    told(client, faults)
}

fn tables(client: &Client<'_>, targets: &[Target], wide: bool) -> Result<(), Fault> {
    let args = &client.args;
    let several = targets.iter().any(|it| it.kind != targets[0].kind)
        || args.words.get(1).is_some_and(|word| word == "all" || (word.contains('/') && targets.len() > 1));
    let mut faults = Vec::new();
    let mut shown_any = false;
    let mut at = 0;
    while let Some(first) = targets.get(at) {
        let kind = &first.kind;
        // Objects of one kind that stand side by side share a table.
        let same = targets.iter().skip(at).take_while(|it| it.kind == *kind).count();
        let mut whole: Option<Value> = None;
        for target in targets.iter().skip(at).take(same) {
            let path = match &target.name {
                Some(name) => client.one(kind, name),
                None => client.list(kind, ""),
            };
            match client.api.get(&path, TABLE) {
                Ok(mut table) => match &mut whole {
                    None => whole = Some(table),
                    Some(whole) => append(whole, &mut table),
                },
                Err(fault) => faults.push(fault),
            }
        }
        at += same;
        let Some(mut table) = whole.filter(|it| !rows(it).is_empty()) else { continue };
        if let Some(path) = args.get("sort-by") {
            sort(client, kind, &mut table, path)?;
        }
        let shown = Shown {
            wide,
            spaces: args.has("all-namespaces") && kind.namespaced,
            bare: args.has("no-headers"),
            labels: args.has("show-labels"),
            label_columns: args.all("label-columns").into_iter().flat_map(|it| it.split(',')).collect(),
            prefix: if several { format!("{}/", singular(kind)) } else { String::new() },
        };
        // Without headers nothing parts the kinds.
        let gap = if shown_any && !shown.bare { "\n" } else { "" };
        print(&format!("{gap}{}", aligned(&lines(&table, &shown))));
        shown_any = true;
        if args.has("watch") {
            return watch(client, first, &table, &Shown { bare: true, ..shown });
        }
    }
    if !shown_any && faults.is_empty() && !args.has("ignore-not-found") {
        say(&nothing(client, targets));
    }
    told(client, faults)
}

/// What is said where nothing was found.
pub(super) fn nothing(client: &Client<'_>, targets: &[Target]) -> String {
    if client.args.has("all-namespaces") || targets.iter().all(|it| !it.kind.namespaced) {
        "No resources found".to_owned()
    } else {
        format!("No resources found in {} namespace.", client.namespace)
    }
}

fn rows(table: &Value) -> &[Value] {
    table.get("rows").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn append(whole: &mut Value, further: &mut Value) {
    let new = further.get_mut("rows").and_then(Value::as_array_mut).map(std::mem::take);
    if let Some(all) = whole.get_mut("rows").and_then(Value::as_array_mut) {
        all.extend(new.into_iter().flatten());
    }
}

fn sort(client: &Client<'_>, kind: &Kind, table: &mut Value, path: &str) -> Result<(), Fault> {
    let path = Template::relaxed(path)?;
    let list = client.api.get(&client.list(kind, ""), JSON)?;
    let items = list.get("items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let key = |row: &Value| {
        let uid = row.pointer("/object/metadata/uid");
        let object = items.iter().find(|it| it.pointer("/metadata/uid") == uid);
        let text = object.and_then(|it| path.fill(it).ok()).unwrap_or_default();
        // Whole numbers go by their size.
        text.parse::<u64>().map_or((1, 0, text), |number| (0, number, String::new()))
    };
    if let Some(rows) = table.get_mut("rows").and_then(Value::as_array_mut) {
        rows.sort_by_cached_key(key);
    }
    Ok(())
}

/// A row for each change, until the caller has enough.
fn watch(client: &Client<'_>, target: &Target, table: &Value, shown: &Shown<'_>) -> Result<(), Fault> {
    let version = table.pointer("/metadata/resourceVersion").and_then(Value::as_str).unwrap_or_default();
    let named = target.name.as_ref().map(|name| format!("&fieldSelector=metadata.name%3D{name}"));
    let further = format!("watch=true&resourceVersion={version}{}", named.unwrap_or_default());
    let stream = client.api.stream(&client.list(&target.kind, &further), TABLE)?;
    for line in stream.lines().map_while(Result::ok) {
        let event: Value = serde_json::from_str(&line).unwrap_or_default();
        if let Some(table) = event.get("object") {
            print(&aligned(&lines(table, shown)));
        }
    }
    Ok(())
}

/// Says what is missing; the last of it is the call's own fault.
fn told(client: &Client<'_>, mut faults: Vec<Fault>) -> Result<(), Fault> {
    if client.args.has("ignore-not-found") {
        faults.retain(|fault| !fault.missing);
    }
    let last = faults.pop();
    for fault in faults {
        say(&fault.message);
    }
    last.map_or(Ok(()), Err)
}
