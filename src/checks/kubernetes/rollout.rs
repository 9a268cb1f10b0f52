//! Whether a rollout is complete, by kubectl's rules, with the reasons of the pods that hold it up.

use k8s_openapi::api::apps::v1::{DaemonSet, Deployment, StatefulSet};
use k8s_openapi::api::core::v1::Pod;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::told::Told;
use super::{daemon_set, deployment, stateful_set};
use crate::checks::seen::Seen;
use crate::kubernetes::{Cluster, Trouble, selector_text, why_waiting};

/// How many pods' reasons are told.
const TOLD: usize = 6;

/// How far a rollout is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// It is complete.
    Complete(String),
    /// It goes on.
    Waiting(String),
    /// The controller has given up on it.
    GivenUp(String),
    /// It can't be told: nothing rolls out by itself.
    Untold(String),
}

/// A kind of workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Workload {
    Deployment,
    StatefulSet,
    DaemonSet,
}

/// `kind/name`
pub(super) fn parse(what: &str) -> Option<(Workload, &str)> {
    let (kind, name) = what.split_once('/')?;
    let kind = match kind {
        "deployment" => Workload::Deployment,
        "statefulset" => Workload::StatefulSet,
        "daemonset" => Workload::DaemonSet,
        _ => return None,
    };
    (!name.is_empty()).then_some((kind, name))
}

pub(super) fn bad(what: &str) -> String {
    format!("`{what}` has no rollout: write `deployment/NAME`, `statefulset/NAME` or `daemonset/NAME`")
}

pub(super) async fn look(cluster: &Cluster, what: &str) -> Result<Told, Trouble> {
    let Some((kind, name)) = parse(what) else { return Ok(Told::Settled(Seen::misconfigured(bad(what)))) };
    let (progress, counts, selector) = match kind {
        Workload::Deployment => {
            let found: Deployment = cluster.get(name).await?;
            let selector = found.spec.as_ref().map(|spec| spec.selector.clone());
            (deployment::progress(&found), deployment::counts(&found), selector)
        }
        Workload::StatefulSet => {
            let found: StatefulSet = cluster.get(name).await?;
            let selector = found.spec.as_ref().map(|spec| spec.selector.clone());
            (stateful_set::progress(&found), stateful_set::counts(&found), selector)
        }
        Workload::DaemonSet => {
            let found: DaemonSet = cluster.get(name).await?;
            let selector = found.spec.as_ref().map(|spec| spec.selector.clone());
            (daemon_set::progress(&found), daemon_set::counts(&found), selector)
        }
    };
    Ok(match progress {
        Progress::Complete(why) => Told::Settled(Seen::passed(counts, why)),
        Progress::Untold(why) => Told::Settled(Seen::misconfigured(why)),
        Progress::Waiting(why) => Told::Open(Seen::failed(counts + &held_up(cluster, selector).await, why)),
        Progress::GivenUp(why) => {
            Told::Settled(Seen::failed(counts + &held_up(cluster, selector).await, why))
        }
    })
}

/// What the pods say that are not ready. Where they can't be listed, the rollout's own figures must do.
async fn held_up(cluster: &Cluster, selector: Option<LabelSelector>) -> String {
    let Some(selector) = selector.map(|selector| selector_text(&selector)).filter(|text| !text.is_empty())
    else {
        return String::new();
    };
    match cluster.list::<Pod>(&selector).await {
        Ok(pods) => told(&pods),
        Err(trouble) => format!("; its pods can't be seen: {trouble}"),
    }
}

/// The reasons of pods that are not ready, or nothing.
pub(super) fn told(pods: &[Pod]) -> String {
    let why: Vec<String> = pods.iter().filter_map(why_waiting).collect();
    let more = why.len().saturating_sub(TOLD);
    let mut text = String::new();
    for one in why.iter().take(TOLD) {
        text = format!("{text}; {one}");
    }
    if more > 0 {
        text = format!("{text}; and {more} more");
    }
    text
}
