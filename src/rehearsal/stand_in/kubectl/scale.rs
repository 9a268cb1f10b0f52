//! `kubectl scale`.

use serde_json::{Value, json};

use super::client::{Client, name, number, print, singular};
use super::fault::Fault;
use super::manifest;
use super::target::targets;

/// Asks for another number of pods.
pub(super) fn run(client: &Client<'_>) -> Result<(), Fault> {
    let args = &client.args;
    let replicas = args.number("replicas")?.filter(|it| *it >= 0).ok_or_else(|| {
        Fault::error("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0")
    })?;
    let found = if args.get("filename").is_some() {
        let all = manifest::read(client)?;
        let with = |it: Value| Ok((client.kind_of(&it)?.clone(), it));
        all.into_iter().map(with).collect::<Result<Vec<_>, Fault>>()?
    } else {
        client.all(&targets(&client.kinds, args.words.get(1..).unwrap_or_default())?)?
    };
    if found.is_empty() {
        return Err(Fault::error("no objects passed to scale"));
    }
    for (kind, object) in found {
        if !kind.scales() {
            return Err(Fault::error(format!("the {} can't be scaled", kind.plural)));
        }
        if let Some(current) = args.number("current-replicas")?
            && current != number(&object, "/spec/replicas")
        {
            return Err(Fault::error(format!(
                "Expected replicas to be {current}, was {}",
                number(&object, "/spec/replicas")
            )));
        }
        let path = format!("{}/scale{}", client.one(&kind, name(&object)), client.dry());
        let wanted = json!({ "spec": { "replicas": replicas } });
        client.api.send("PATCH", &path, "application/merge-patch+json", &wanted)?;
        print(&format!("{}/{} scaled{}\n", singular(&kind), name(&object), client.tried()));
    }
    Ok(())
}
