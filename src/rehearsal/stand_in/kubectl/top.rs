//! `kubectl top`.

use serde_json::Value;

use super::api::{JSON, quoted};
use super::client::{Client, name, print, text};
use super::fault::Fault;
use super::table::aligned;

/// Shows what pods or nodes use.
pub(super) fn run(client: &Client<'_>) -> Result<(), Fault> {
    let args = &client.args;
    let words: Vec<&str> = args.words.iter().skip(1).map(String::as_str).collect();
    let (pods, one) = match words.as_slice() {
        ["pod" | "pods" | "po"] => (true, None),
        ["pod" | "pods" | "po", one] => (true, Some(*one)),
        ["node" | "nodes" | "no"] => (false, None),
        ["node" | "nodes" | "no", one] => (false, Some(*one)),
        other => return Err(Fault::not_simulated(&format!("kubectl top {}", other.join(" ")))),
    };
    let mut path = "/apis/metrics.k8s.io/v1beta1".to_owned();
    let everywhere = args.has("all-namespaces");
    if pods && !everywhere {
        path.push_str("/namespaces/");
        path.push_str(&quoted(&client.namespace));
    }
    path.push_str(if pods { "/pods" } else { "/nodes" });
    match (one, args.get("selector")) {
        (Some(one), _) => path = format!("{path}/{}", quoted(one)),
        (None, Some(labels)) => path = format!("{path}?labelSelector={}", quoted(labels)),
        (None, None) => {}
    }
    let answer = client.api.get(&path, JSON)?;
    let single = [answer.clone()];
    let items = answer.get("items").and_then(Value::as_array).map_or(&single[..], Vec::as_slice);
    let mut lines = Vec::new();
    if !args.has("no-headers") {
        lines.push(["NAMESPACE", "NAME", "CPU(cores)", "MEMORY(bytes)"].map(str::to_owned).to_vec());
    }
    for item in items {
        let of = if pods { item.get("containers").and_then(Value::as_array) } else { None };
        let of = of.map_or(std::slice::from_ref(item), Vec::as_slice);
        let sum = |pointer: &str, unit: &str| {
            let all =
                of.iter().map(|it| text(it, pointer).trim_end_matches(unit).parse::<u64>().unwrap_or(0));
            format!("{}{unit}", all.sum::<u64>())
        };
        let space = text(item, "/metadata/namespace").to_owned();
        lines.push(vec![space, name(item).to_owned(), sum("/usage/cpu", "m"), sum("/usage/memory", "Mi")]);
    }
    if !(pods && everywhere) {
        for line in &mut lines {
            line.remove(0);
        }
    }
    print(&aligned(&lines));
    Ok(())
}
