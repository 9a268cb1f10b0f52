//! `kubectl logs`.

use std::io::Write as _;

use serde_json::Value;

use super::api::{JSON, quoted};
use super::client::{Client, name, text};
use super::fault::Fault;
use super::made::selector;
use super::target::{kind, targets};
use crate::rehearsal::stand_in::run::say;

/// Shows the logs that the call asks for.
pub(super) fn run(client: &Client<'_>) -> Result<(), Fault> {
    let args = &client.args;
    let words = args.words.get(1..).unwrap_or_default();
    let pods = match (words, args.get("selector")) {
        ([], Some(labels)) => {
            let found = pods(client, labels)?;
            if found.is_empty() {
                say(&format!("No resources found in {} namespace.", client.namespace));
                return Ok(());
            }
            found
        }
        ([_, ..], Some(_)) => return Err(Fault::error("only a selector (-l) or a POD name is allowed")),
        ([], None) => {
            return Err(Fault::error("expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'."));
        }
        ([first, ..], None) => vec![pod(client, first)?],
    };
    let container = args.get("container").or(words.get(1).map(String::as_str));
    let mut sources = Vec::new();
    for pod in &pods {
        let all = pod.pointer("/spec/containers").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let names = all.iter().map(|it| text(it, "/name"));
        match container {
            Some(one) => sources.push((name(pod), one)),
            None if args.has("all-containers") => sources.extend(names.map(|it| (name(pod), it))),
            None => sources.extend(names.take(1).map(|it| (name(pod), it))),
        }
    }
    let tail = match args.number("tail")? {
        Some(tail) => Some(tail).filter(|tail| *tail >= 0),
        None => args.get("selector").map(|_| 10),
    };
    let mut query = String::new();
    for (key, value) in [
        ("follow", args.has("follow").then(|| "true".to_owned())),
        ("previous", args.has("previous").then(|| "true".to_owned())),
        ("timestamps", args.has("timestamps").then(|| "true".to_owned())),
        ("tailLines", tail.map(|it| it.to_string())),
        ("sinceSeconds", args.time("since")?.map(|it| it.as_secs().max(1).to_string())),
        ("sinceTime", args.get("since-time").map(quoted)),
    ] {
        query.extend(value.map(|value| format!("&{key}={value}")));
    }
    let most = args.number("max-log-requests")?.unwrap_or(5);
    if args.has("follow") && i64::try_from(sources.len()).is_ok_and(|count| count > most) {
        return Err(Fault::error(format!(
            "you are attempting to follow {} log streams, but maximum allowed concurrency is {most}, use \
             --max-log-requests to increase the limit",
            sources.len()
        )));
    }
    let of = kind(&client.kinds, "pods")?;
    let mut streams = Vec::new();
    for (pod, container) in sources {
        let path = format!("{}/log?container={}{query}", client.one(of, pod), quoted(container));
        let prefix = if args.has("prefix") { format!("[pod/{pod}/{container}] ") } else { String::new() };
        streams.push((prefix, client.api.stream(&path, JSON)?));
    }
    if args.has("follow") {
        let threads: Vec<_> = streams
            .into_iter()
            .map(|(prefix, stream)| std::thread::spawn(move || pass(&prefix, stream)))
            .collect();
        for thread in threads {
            let _ = thread.join();
        }
    } else {
        for (prefix, stream) in streams {
            pass(&prefix, stream);
        }
    }
    Ok(())
}

/// Passes each line on, until nobody reads it any more.
fn pass(prefix: &str, stream: impl std::io::BufRead) {
    for line in stream.lines().map_while(Result::ok) {
        let mut out = std::io::stdout().lock();
        if out.write_all(format!("{prefix}{line}\n").as_bytes()).and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}

fn pods(client: &Client<'_>, labels: &str) -> Result<Vec<Value>, Fault> {
    let of = kind(&client.kinds, "pods")?;
    let path = client.path(of, Some(&client.namespace), None);
    let mut list = client.api.get(&format!("{path}?labelSelector={}", quoted(labels)), JSON)?;
    Ok(match list.get_mut("items").map(Value::take) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    })
}

/// The pod that `word` names: itself, or one of what it belongs to.
fn pod(client: &Client<'_>, word: &str) -> Result<Value, Fault> {
    let of = kind(&client.kinds, "pods")?;
    if !word.contains('/') {
        return client.api.get(&client.one(of, word), JSON).map_err(|fault| {
            let space = &client.namespace;
            match fault.message.strip_prefix("Error from server (NotFound): ") {
                Some(rest) => {
                    Fault::error(format!("error from server (NotFound): {rest} in namespace \"{space}\""))
                }
                None => fault,
            }
        });
    }
    let found = client.all(&targets(&client.kinds, &[word.to_owned()])?)?;
    let Some((owner, object)) = found.into_iter().next() else { return Err(Fault::error("no such object")) };
    if owner.plural == "pods" {
        return Ok(object);
    }
    let mut labels = selector(&object);
    if labels.is_empty() && owner.plural == "jobs" {
        labels = format!("job-name={}", name(&object));
    }
    if labels.is_empty() {
        return Err(Fault::error(format!("cannot get the logs from {}: it selects no pods", owner.plural)));
    }
    let mut all = pods(client, &labels)?;
    let is_ready = |pod: &Value| {
        let conditions = pod.pointer("/status/conditions").and_then(Value::as_array);
        conditions
            .into_iter()
            .flatten()
            .any(|it| text(it, "/type") == "Ready" && text(it, "/status") == "True")
    };
    all.sort_by_key(|pod| !is_ready(pod));
    let count = all.len();
    let first = all.into_iter().next();
    let first = first.ok_or_else(|| Fault::error("timed out waiting for the condition"))?;
    if count > 1 {
        say(&format!("Found {count} pods, using pod/{}", name(&first)));
    }
    Ok(first)
}
