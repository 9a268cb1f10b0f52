//! `kubectl patch`.

use serde_json::Value;

use super::client::{Client, name, print, singular, text};
use super::fault::Fault;
use super::print::Output;
use super::target::targets;
use super::{apply, manifest, yaml};

/// Patches every object of the call.
pub(super) fn run(client: &Client<'_>) -> Result<(), Fault> {
    let args = &client.args;
    let output = Output::read(args.get("output"))?;
    let given = match (args.get("patch"), args.get("patch-file")) {
        (Some(given), _) => given.to_owned(),
        (None, Some(path)) => {
            let file = std::fs::File::open(path).map_err(|error| Fault::error(format!("{path}: {error}")))?;
            manifest::from_reader(file, path)?
        }
        (None, None) => {
            return Err(Fault::error(
                "must specify --patch or --patch-file containing the contents of the patch",
            ));
        }
    };
    let patch: Value = serde_json::from_str(&given).or_else(|_| {
        let mut all =
            yaml::read(&given).map_err(|why| Fault::error(format!("unable to parse the patch: {why}")))?;
        all.pop().ok_or_else(|| Fault::error("unable to parse the patch: it is empty"))
    })?;
    let targets = targets(&client.kinds, args.words.get(1..).unwrap_or_default())?;
    if targets.iter().any(|it| it.name.is_none()) {
        return Err(Fault::error("resource(s) were provided, but no name was specified"));
    }
    for (kind, before) in client.all(&targets)? {
        let content = match args.get("type").unwrap_or("strategic") {
            "json" => "application/json-patch+json",
            "merge" => "application/merge-patch+json",
            "strategic" if apply::is_own(&kind) => "application/strategic-merge-patch+json",
            "strategic" => {
                return Err(Fault {
                    message: "Error from server (UnsupportedMediaType): the body of the request was in an unknown format \
                              - accepted media types include: application/json-patch+json, \
                              application/merge-patch+json, application/apply-patch+yaml"
                        .to_owned(),
                    missing: false,
                });
            }
            other => {
                return Err(Fault::error(format!(
                    "--type must be one of [json merge strategic], not \"{other}\""
                )));
            }
        };
        let path = client.change(&kind, name(&before));
        let after = client.api.send("PATCH", &path, content, &patch)?;
        let same = text(&before, "/metadata/resourceVersion") == text(&after, "/metadata/resourceVersion");
        let same = if same && args.dry_run().is_empty() { " (no change)" } else { "" };
        print(&match output {
            Output::Usual => {
                format!("{}/{} patched{}{same}\n", singular(&kind), name(&after), client.tried())
            }
            _ => output.text(&[(kind, after)], true)?,
        });
    }
    Ok(())
}
