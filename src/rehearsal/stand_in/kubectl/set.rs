//! `kubectl set image` and `kubectl set env`.

use serde_json::{Map, Value, json};

use super::client::{Client, name, print, singular, text};
use super::fault::Fault;
use super::target::targets;
use crate::rehearsal::cluster::Kind;

/// Changes images or variables of pods' templates.
pub(super) fn run(client: &Client<'_>) -> Result<(), Fault> {
    let args = &client.args;
    let what = args.words.get(1).map_or("", String::as_str);
    if !matches!(what, "image" | "env") {
        return Err(Fault::not_simulated(&format!("kubectl set {what}")));
    }
    let words = args.words.get(2..).unwrap_or_default();
    let is_change = |word: &&String| word.contains('=') || (what == "env" && word.ends_with('-'));
    let (mut changes, names): (Vec<&str>, Vec<String>) = (
        words.iter().filter(is_change).map(String::as_str).collect(),
        words.iter().filter(|word| !is_change(word)).cloned().collect(),
    );
    changes.extend(args.all("env"));
    if changes.is_empty() {
        return Err(Fault::error(format!("at least one {what} update is required")));
    }
    if args.get("from").is_some() {
        return Err(Fault::not_simulated("kubectl set env --from"));
    }
    for (kind, object) in client.all(&targets(&client.kinds, &names)?)? {
        let pointer = template(&kind)?;
        let containers = list(&object, &format!("{pointer}/containers"));
        let patch = match what {
            "image" => images(containers, &changes)?,
            _ => variables(containers, &changes, args.get("container")),
        };
        let path: Vec<&str> = pointer.split('/').skip(1).collect();
        let nested =
            path.iter().rev().fold(json!({ "containers": patch }), |inner, key| json!({ *key: inner }));
        let path = client.change(&kind, name(&object));
        let after = client.api.send("PATCH", &path, "application/strategic-merge-patch+json", &nested)?;
        if object.get("spec") != after.get("spec") {
            print(&format!("{}/{} {what} updated{}\n", singular(&kind), name(&object), client.tried()));
        }
    }
    Ok(())
}

/// Where the containers of a kind are described.
fn template(kind: &Kind) -> Result<&'static str, Fault> {
    Ok(match kind.plural.as_str() {
        "pods" => "/spec",
        "cronjobs" => "/spec/jobTemplate/spec/template/spec",
        "deployments" | "statefulsets" | "daemonsets" | "replicasets" | "jobs" => "/spec/template/spec",
        other => return Err(Fault::error(format!("{other} have no containers"))),
    })
}

fn list<'a>(object: &'a Value, pointer: &str) -> &'a [Value] {
    object.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn images(containers: &[Value], changes: &[&str]) -> Result<Vec<Value>, Fault> {
    let mut patch = Vec::new();
    for change in changes {
        let Some((wanted, image)) = change.split_once('=') else { continue };
        let before = patch.len();
        for container in containers.iter().map(|it| text(it, "/name")) {
            if wanted == "*" || wanted == container {
                patch.push(json!({ "name": container, "image": image }));
            }
        }
        if patch.len() == before {
            return Err(Fault::error(format!("unable to find container named \"{wanted}\"")));
        }
    }
    Ok(patch)
}

fn variables(containers: &[Value], changes: &[&str], only: Option<&str>) -> Vec<Value> {
    let env: Vec<Value> = changes
        .iter()
        .map(|change| match change.split_once('=') {
            Some((key, value)) => json!({ "name": key, "value": value, "valueFrom": null }),
            None => json!({ "name": change.trim_end_matches('-'), "$patch": "delete" }),
        })
        .collect();
    let takes = |it: &&str| only.is_none_or(|only| only == "*" || only == *it);
    let names = containers.iter().map(|it| text(it, "/name")).filter(takes);
    names
        .map(|name| {
            let mut one = Map::new();
            one.insert("name".to_owned(), json!(name));
            one.insert("env".to_owned(), json!(env));
            Value::Object(one)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_containers_that_are_there_get_an_image() {
        let containers = [json!({ "name": "app" }), json!({ "name": "side" })];
        assert_eq!(images(&containers, &["app=x:1"]).unwrap(), [json!({ "name": "app", "image": "x:1" })]);
        assert_eq!(images(&containers, &["*=x:1"]).unwrap().len(), 2);
        let fault = images(&containers, &["nonesuch=x"]).unwrap_err();
        assert_eq!(fault.message, "error: unable to find container named \"nonesuch\"");
    }

    #[test]
    fn variables_come_and_go() {
        let patch = variables(&[json!({ "name": "app" })], &["A=1", "B-"], None);
        assert_eq!(patch[0]["env"][0]["value"], "1");
        assert_eq!(patch[0]["env"][1], json!({ "name": "B", "$patch": "delete" }));
    }
}
