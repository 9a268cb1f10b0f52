//! The kubeconfig, and `kubectl config`.

use serde_json::{Value, json};

use super::client::{Client, print, text};
use super::fault::Fault;
use super::{table, yaml};
use crate::rehearsal::cluster::kubeconfig;
use crate::rehearsal::folder::write_file;

/// A kubeconfig, read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Config(Value);

impl Config {
    /// Reads its text.
    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        let mut all =
            yaml::read(text).map_err(|why| Fault::error(format!("error loading config file: {why}")))?;
        Ok(Self(if all.is_empty() { Value::Null } else { all.swap_remove(0) }))
    }

    /// The context that is meant where none is named.
    pub(super) fn current(&self) -> &str {
        text(&self.0, "/current-context")
    }

    /// The contexts' names.
    pub(super) fn contexts(&self) -> Vec<&str> {
        self.all().iter().map(|it| text(it, "/name")).collect()
    }

    /// The namespace of a context.
    pub(super) fn namespace(&self, context: &str) -> Option<&str> {
        let found = self.all().iter().find(|it| text(it, "/name") == context)?;
        Some(text(found, "/context/namespace")).filter(|name| !name.is_empty())
    }

    fn all(&self) -> &[Value] {
        self.0.get("contexts").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

/// Does what the call asks for.
pub(super) fn run(client: &Client<'_>) -> Result<(), Fault> {
    let words: Vec<&str> = client.args.words.iter().skip(1).map(String::as_str).collect();
    let config = &client.config;
    match words.as_slice() {
        ["current-context"] => match config.current() {
            "" => return Err(Fault::error("current-context is not set")),
            current => print(&format!("{current}\n")),
        },
        ["get-contexts"] if client.args.get("output") == Some("name") => {
            for name in config.contexts() {
                print(&format!("{name}\n"));
            }
        }
        ["get-contexts", names @ ..] => contexts(client, names),
        ["use-context" | "use", name] => {
            if !config.contexts().contains(name) {
                return Err(Fault::error(format!("no context exists with the name: \"{name}\"")));
            }
            let mut changed = config.0.clone();
            changed["current-context"] = json!(name);
            keep(client, &changed)?;
            print(&format!("Switched to context \"{name}\".\n"));
        }
        ["set-context", names @ ..] => set_context(client, names)?,
        ["get-clusters"] => print("NAME\nrehearsal\n"),
        ["view"] => {
            let mut shown = config.0.clone();
            for user in shown.get_mut("users").and_then(Value::as_array_mut).into_iter().flatten() {
                user["user"] = json!({ "token": "REDACTED" });
            }
            print(&yaml::write(&shown));
        }
        other => return Err(Fault::not_simulated(&format!("kubectl config {}", other.join(" ")))),
    }
    Ok(())
}

fn contexts(client: &Client<'_>, names: &[&str]) {
    let config = &client.config;
    let mut lines = Vec::new();
    if !client.args.has("no-headers") {
        lines.push(["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"].map(str::to_owned).to_vec());
    }
    for it in config.all().iter().filter(|it| names.is_empty() || names.contains(&text(it, "/name"))) {
        let name = text(it, "/name");
        let mark = if name == config.current() { "*" } else { "" };
        let (cluster, user) = (text(it, "/context/cluster"), text(it, "/context/user"));
        lines.push([mark, name, cluster, user, text(it, "/context/namespace")].map(str::to_owned).to_vec());
    }
    print(&table::aligned(&lines));
}

fn set_context(client: &Client<'_>, names: &[&str]) -> Result<(), Fault> {
    let name = match names {
        [name] => (*name).to_owned(),
        [] if client.args.has("current") => client.config.current().to_owned(),
        _ => return Err(Fault::error("you must specify a context name or use --current")),
    };
    let Some(namespace) = client.args.get("namespace") else {
        return Err(Fault::not_simulated("kubectl config set-context without --namespace"));
    };
    let mut changed = client.config.0.clone();
    let all = changed.get_mut("contexts").and_then(Value::as_array_mut);
    let found = all.into_iter().flatten().find(|it| text(it, "/name") == name);
    let Some(found) = found else {
        return Err(Fault::not_simulated(&format!("making the context \"{name}\"")));
    };
    found["context"]["namespace"] = json!(namespace);
    keep(client, &changed)?;
    print(&format!("Context \"{name}\" modified.\n"));
    Ok(())
}

fn keep(client: &Client<'_>, config: &Value) -> Result<(), Fault> {
    let path = kubeconfig(client.scene);
    let text = format!("# gonogo rehearsal: simulated\n{}", yaml::write(config));
    write_file(&path, text.as_bytes(), false).map_err(|error| Fault::error(error.to_string()))
}
