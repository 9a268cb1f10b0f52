use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Endpoints as OldEndpoints, Pod, Service};
use k8s_openapi::api::discovery::v1::{Endpoint, EndpointSlice};
use schemars::JsonSchema;
use serde::Deserialize;

use super::told::Told;
use crate::checks::expect::Held;
use crate::kubernetes::{Cluster, Trouble};
use crate::model::quantity::{Threshold, Unit};

/// `endpoints = { service = "api", ready = ">= 2", only = "version=green" }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Endpoints {
    /// The service.
    pub(super) service: String,
    /// How many endpoints must be ready: `>= 2`. At least one by default.
    #[serde(default)]
    pub(super) ready: Option<Threshold>,
    /// Labels that every pod behind it must have, as after a switch: `version=green`.
    #[serde(default)]
    pub(super) only: Option<String>,
}

impl Endpoints {
    pub(super) async fn look(&self, cluster: &Cluster) -> Result<Told, Trouble> {
        let name = &self.service;
        let _: Service = cluster.get(name).await?;
        let all = behind(cluster, name).await?;
        let ready = all.values().filter(|ready| **ready).count();
        let mut held = Held::default();
        let least = self.ready.clone().unwrap_or_else(|| Threshold::at_least(1));
        let count = f64::from(u32::try_from(ready).unwrap_or(u32::MAX));
        held.number(&format!("ready endpoints of service {name}"), count, Unit::Count, &least);
        if let Some(labels) = &self.only {
            let pods: Vec<Pod> = cluster.list(labels).await?;
            let known: Vec<&str> = pods.iter().filter_map(|pod| pod.metadata.name.as_deref()).collect();
            let others: Vec<&str> =
                all.keys().map(String::as_str).filter(|target| !known.contains(target)).take(5).collect();
            held.hold(
                others.is_empty(),
                format!("every pod behind service {name} has {labels}"),
                format!("service {name} still leads to {} without {labels}", others.join(", ")),
            );
        }
        let observed = if all.is_empty() {
            "no endpoints".to_owned()
        } else {
            format!("{ready} of {} endpoints ready", all.len())
        };
        Ok(Told::of(held.seen(observed)))
    }
}

/// What stands behind a service: from its endpoint slices, or from its endpoints on a server from before 1.21, which
/// has no `discovery.k8s.io/v1`.
async fn behind(cluster: &Cluster, service: &str) -> Result<BTreeMap<String, bool>, Trouble> {
    match cluster.list::<EndpointSlice>(&format!("kubernetes.io/service-name={service}")).await {
        Ok(slices) => Ok(distinct(&slices)),
        Err(Trouble::UnknownResource { .. }) => match cluster.get::<OldEndpoints>(service).await {
            Ok(endpoints) => Ok(addresses(&endpoints)),
            Err(Trouble::Absent { .. }) => Ok(BTreeMap::new()),
            Err(trouble) => Err(trouble),
        },
        Err(trouble) => Err(trouble),
    }
}

/// Every target once, and whether it is ready.
fn addresses(endpoints: &OldEndpoints) -> BTreeMap<String, bool> {
    let mut all = BTreeMap::new();
    for subset in endpoints.subsets.iter().flatten() {
        let ready = subset.addresses.iter().flatten().map(|address| (address, true));
        let waiting = subset.not_ready_addresses.iter().flatten().map(|address| (address, false));
        for (address, ready) in ready.chain(waiting) {
            let named = address.target_ref.as_ref().and_then(|target| target.name.clone());
            let target = named.unwrap_or_else(|| address.ip.clone());
            all.entry(target).and_modify(|known| *known |= ready).or_insert(ready);
        }
    }
    all
}

/// Every target once, whatever the number of its addresses and slices, and whether it is ready.
fn distinct(slices: &[EndpointSlice]) -> BTreeMap<String, bool> {
    let mut all = BTreeMap::new();
    for endpoint in slices.iter().flat_map(|slice| &slice.endpoints) {
        let ready = is_ready(endpoint);
        all.entry(target(endpoint)).and_modify(|known| *known |= ready).or_insert(ready);
    }
    all
}

/// No word on it means ready, as the API says.
fn is_ready(endpoint: &Endpoint) -> bool {
    endpoint.conditions.as_ref().and_then(|conditions| conditions.ready).unwrap_or(true)
}

fn target(endpoint: &Endpoint) -> String {
    let named = endpoint.target_ref.as_ref().and_then(|target| target.name.clone());
    named.or_else(|| endpoint.addresses.first().cloned()).unwrap_or_default()
}
