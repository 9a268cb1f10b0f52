//! The objects that `kubectl create KIND` makes without a file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value, json};

use super::api::JSON;
use super::client::{Client, text};
use super::fault::Fault;
use super::target::kind;

/// A file may be this large.
const MOST_BYTES: u64 = 1024 * 1024;

/// The object that the call describes.
pub(super) fn object(client: &Client<'_>) -> Result<Value, Fault> {
    let args = &client.args;
    let words: Vec<&str> = args.words.iter().skip(1).map(String::as_str).collect();
    let meta = |name: &str| {
        // Without `-n` the object goes where it is sent.
        match args.get("namespace") {
            Some(space) => json!({ "name": name, "namespace": space, "creationTimestamp": null }),
            None => json!({ "name": name, "creationTimestamp": null }),
        }
    };
    Ok(match words.as_slice() {
        ["secret", "generic", name] => {
            let data = fields(client)?.into_iter().map(|(key, value)| (key, json!(BASE64.encode(value))));
            let mut secret = json!({
                "apiVersion": "v1", "kind": "Secret", "metadata": meta(name), "data": data.collect::<Map<_, _>>(),
            });
            if let Some(of) = args.get("type") {
                secret["type"] = json!(of);
            }
            secret
        }
        ["configmap" | "cm", name] => {
            let data =
                fields(client)?.into_iter().map(|(key, value)| (key, json!(String::from_utf8_lossy(&value))));
            json!({
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": meta(name), "data": data.collect::<Map<_, _>>(),
            })
        }
        ["namespace" | "ns", name] => {
            json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name, "creationTimestamp": null } })
        }
        ["serviceaccount" | "sa", name] => {
            json!({ "apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta(name) })
        }
        ["job", name] => {
            json!({ "apiVersion": "batch/v1", "kind": "Job", "metadata": meta(name), "spec": job(client, name)? })
        }
        ["deployment" | "deploy", name] => deployment(client, name, &meta(name))?,
        other => return Err(Fault::not_simulated(&format!("kubectl create {}", other.join(" ")))),
    })
}

fn job(client: &Client<'_>, name: &str) -> Result<Value, Fault> {
    if let Some(from) = client.args.get("from") {
        let cron = from
            .split_once('/')
            .filter(|(of, _)| kind(&client.kinds, of).is_ok_and(|it| it.name == "CronJob"));
        let Some((_, cron)) = cron else {
            return Err(Fault::error(format!("unknown object type {from}: only cronjob/NAME can be used")));
        };
        let found = client.api.get(&client.one(kind(&client.kinds, "cronjob")?, cron), JSON)?;
        return Ok(found.pointer("/spec/jobTemplate/spec").cloned().unwrap_or_default());
    }
    let image =
        client.args.get("image").ok_or_else(|| Fault::error("either --image or --from must be specified"))?;
    let mut container = json!({ "name": name, "image": image });
    if !client.args.inner.is_empty() {
        container["command"] = json!(client.args.inner);
    }
    Ok(json!({ "template": { "spec": { "containers": [container], "restartPolicy": "Never" } } }))
}

fn deployment(client: &Client<'_>, name: &str, meta: &Value) -> Result<Value, Fault> {
    let image = client.args.get("image").ok_or_else(|| Fault::error("required flag(s) \"image\" not set"))?;
    let last = image.rsplit('/').next().unwrap_or(image);
    let mut container = json!({ "name": last.split([':', '@']).next().unwrap_or(last), "image": image });
    if let Some(port) = client.args.number("port")? {
        container["ports"] = json!([{ "containerPort": port }]);
    }
    if !client.args.inner.is_empty() {
        container["command"] = json!(client.args.inner);
    }
    let mut meta = meta.clone();
    meta["labels"] = json!({ "app": name });
    Ok(json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta,
        "spec": {
            "replicas": client.args.number("replicas")?.unwrap_or(1),
            "selector": { "matchLabels": { "app": name } },
            "template": { "metadata": { "labels": { "app": name } }, "spec": { "containers": [container] } },
        },
    }))
}

/// What `--from-literal`, `--from-file` and `--from-env-file` give.
fn fields(client: &Client<'_>) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    let args = &client.args;
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    for given in args.all("from-literal") {
        let (key, value) = given.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or_else(|| {
            // What stands there may be a secret.
            Fault::error("invalid literal source, expected key=value")
        })?;
        found.push((key.to_owned(), unquoted(value).as_bytes().to_vec()));
    }
    for given in args.all("from-file") {
        let (key, path) =
            given.split_once('=').unwrap_or_else(|| (given.rsplit('/').next().unwrap_or(given), given));
        found.push((key.to_owned(), bytes(path)?));
    }
    for path in args.all("from-env-file") {
        let content = String::from_utf8_lossy(&bytes(path)?).into_owned();
        let lines =
            content.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with('#'));
        found.extend(lines.filter_map(|line| {
            let (key, value) = line.split_once('=')?;
            Some((key.to_owned(), value.as_bytes().to_vec()))
        }));
    }
    Ok(found)
}

fn unquoted(value: &str) -> &str {
    let within = |quote: char| value.strip_prefix(quote).and_then(|it| it.strip_suffix(quote));
    within('"').or_else(|| within('\'')).unwrap_or(value)
}

fn bytes(path: &str) -> Result<Vec<u8>, Fault> {
    use std::io::Read as _;
    let mut out = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut out));
    read.map_err(|error| Fault::error(format!("error reading {path}: {error}")))?;
    Ok(out)
}

/// The label selector that finds the pods of `object`.
pub(super) fn selector(object: &Value) -> String {
    let pointer =
        if text(object, "/kind") == "Service" { "/spec/selector" } else { "/spec/selector/matchLabels" };
    let labels = object.pointer(pointer).and_then(Value::as_object);
    let all: Vec<String> = labels
        .into_iter()
        .flatten()
        .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()))
        .collect();
    all.join(",")
}
