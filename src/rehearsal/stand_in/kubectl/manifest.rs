//! Objects out of files.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::client::{Client, text};
use super::fault::Fault;
use super::yaml;

/// A file may be this large.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// The objects of every `-f`.
pub(super) fn read(client: &Client<'_>) -> Result<Vec<Value>, Fault> {
    if client.args.get("kustomize").is_some() {
        return Err(Fault::not_simulated("kustomize (-k)"));
    }
    let mut found = Vec::new();
    for from in client.args.all("filename").into_iter().flat_map(|it| it.split(',')) {
        if from.starts_with("http://") || from.starts_with("https://") {
            return Err(Fault::not_simulated(&format!("reading {from}")));
        }
        if from == "-" {
            found.extend(objects(&from_reader(std::io::stdin(), "STDIN")?, "STDIN")?);
            continue;
        }
        for path in files(Path::new(from), client.args.has("recursive"))? {
            let shown = path.display().to_string();
            let file = std::fs::File::open(&path).map_err(|error| unread(&shown, &error))?;
            found.extend(objects(&from_reader(file, &shown)?, &shown)?);
        }
    }
    if found.is_empty() {
        return Err(Fault::error(if client.args.get("filename").is_none() {
            "must specify one of -f and -k"
        } else {
            "no objects passed to apply"
        }));
    }
    Ok(found)
}

/// The text of a file or pipe.
pub(super) fn from_reader(reader: impl std::io::Read, shown: &str) -> Result<String, Fault> {
    let mut out = String::new();
    reader.take(MOST_BYTES).read_to_string(&mut out).map_err(|error| unread(shown, &error))?;
    Ok(out)
}

fn unread(shown: &str, error: &std::io::Error) -> Fault {
    if error.kind() == std::io::ErrorKind::NotFound {
        return Fault::error(format!("the path \"{shown}\" does not exist"));
    }
    Fault::error(format!("{shown}: {error}"))
}

fn files(path: &Path, deep: bool) -> Result<Vec<PathBuf>, Fault> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let shown = path.display().to_string();
    let mut entries: Vec<PathBuf> = std::fs::read_dir(path)
        .map_err(|error| unread(&shown, &error))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        let ending = entry.extension().and_then(|it| it.to_str());
        if entry.is_dir() && deep {
            found.extend(files(&entry, true)?);
        } else if matches!(ending, Some("yaml" | "yml" | "json")) && entry.is_file() {
            found.push(entry);
        }
    }
    Ok(found)
}

/// The objects of a text; those of lists, too.
fn objects(content: &str, shown: &str) -> Result<Vec<Value>, Fault> {
    let all = yaml::read(content).map_err(|why| {
        Fault::error(format!("error parsing {shown}: error converting YAML to JSON: {why}"))
    })?;
    let mut found = Vec::new();
    for object in all {
        if text(&object, "/kind").ends_with("List")
            && let Some(Value::Array(items)) = object.get("items")
        {
            found.extend(items.clone());
            continue;
        }
        for key in ["apiVersion", "kind"] {
            if text(&object, &format!("/{key}")).is_empty() {
                return Err(Fault::error(format!(
                    "error validating \"{shown}\": error validating data: {key} not set"
                )));
            }
        }
        found.push(object);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_opened_and_what_is_no_object_is_told() {
        let list =
            "kind: List\napiVersion: v1\nitems: [{kind: Pod, apiVersion: v1}, {kind: Pod, apiVersion: v1}]";
        assert_eq!(objects(list, "x").unwrap().len(), 2);
        let fault = objects("kind: Pod", "x.yaml").unwrap_err();
        assert_eq!(
            fault.message,
            "error: error validating \"x.yaml\": error validating data: apiVersion not set"
        );
        assert!(objects("a: [", "x").is_err());
    }
}
