use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Pod, Service};
use serde_json::json;

use super::fault::Fault;
use super::perform::Hand;
use crate::kubernetes::{Trouble, is_ready, why_waiting};
use crate::model::runbook::Switch;

/// Turns the selector over, if it is what it should be, enough pods wait behind it, and nobody has touched the service
/// in between.
pub(super) async fn switch(hand: &Hand<'_>, wish: &Switch) -> Result<String, Fault> {
    let Switch { service: name, label, from, to, .. } = wish;
    let found: Service = hand.cluster.get(name).await?;
    let version = found.metadata.resource_version.clone().unwrap_or_default();
    let selector = found.spec.and_then(|spec| spec.selector).unwrap_or_default();
    println!("service {name}: selector {} (resourceVersion {version})", text(&selector));
    let now = selector.get(label);
    match (now, from) {
        (Some(now), Some(from)) if now == from => {}
        (Some(now), None) if now == to => {
            return Ok(format!("service {name} is at {label}={to} already; nothing was changed"));
        }
        (Some(_), None) => {}
        (Some(now), Some(from)) if now == to => {
            return Fault::refuse(format!(
                "service {name} is at {label}={to} already, not at {label}={from}"
            ));
        }
        (Some(now), Some(from)) => {
            return Fault::refuse(format!("service {name} is at {label}={now}, not at {label}={from}"));
        }
        (None, _) => return Fault::refuse(format!("the selector of service {name} has no label {label}")),
    }
    guard(hand, wish, &selector).await?;
    let path = format!("/spec/selector/{}", label.replace('~', "~0").replace('/', "~1"));
    let steps = json!([
        { "op": "test", "path": "/metadata/resourceVersion", "value": version },
        { "op": "test", "path": path, "value": now },
        { "op": "replace", "path": path, "value": to },
    ]);
    let answer = hand.change(hand.cluster.patch_by_steps::<Service, Service>(name, &steps)).await;
    match answer {
        Ok(after) => {
            let after = after.spec.and_then(|spec| spec.selector).unwrap_or_default();
            Ok(format!(
                "service {name}: switched from {label}={} to {label}={to}, selector {}",
                now.map_or("", String::as_str),
                text(&after)
            ))
        }
        Err(Fault::Cluster(refused @ (Trouble::Refused { code: 422, .. } | Trouble::Conflict { .. }))) => {
            let why = raced(hand, name, &version).await.unwrap_or_else(|| refused.to_string());
            Fault::refuse(why)
        }
        Err(other) => Err(other),
    }
}

/// Refuses unless enough pods of the new value are ready.
async fn guard(hand: &Hand<'_>, wish: &Switch, selector: &BTreeMap<String, String>) -> Result<(), Fault> {
    let mut then = selector.clone();
    then.insert(wish.label.clone(), wish.to.clone());
    let pods: Vec<Pod> = hand.cluster.list(&text(&then)).await?;
    let ready = pods.iter().filter(|pod| is_ready(pod)).count();
    let least = wish.least_ready();
    println!("pods with {}: {ready} of {} ready", text(&then), pods.len());
    if least.holds(f64::from(u32::try_from(ready).unwrap_or(u32::MAX))) {
        return Ok(());
    }
    let waiting: Vec<String> = pods.iter().filter_map(why_waiting).take(5).collect();
    let waiting = if waiting.is_empty() { String::new() } else { format!(" ({})", waiting.join("; ")) };
    Fault::refuse(format!("{ready} pods with {} are ready, not {least}{waiting}", text(&then)))
}

/// What the service is now, where somebody else was faster.
async fn raced(hand: &Hand<'_>, name: &str, version: &str) -> Option<String> {
    let now: Service = hand.cluster.get(name).await.ok()?;
    let other = now.metadata.resource_version.as_deref() != Some(version);
    let selector = now.spec.and_then(|spec| spec.selector).unwrap_or_default();
    other.then(|| {
        format!("somebody else changed service {name} meanwhile: its selector is {}", text(&selector))
    })
}

fn text(selector: &BTreeMap<String, String>) -> String {
    selector.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
}
