use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use schemars::JsonSchema;
use serde::Deserialize;

use super::told::Told;
use crate::checks::expect::Held;
use crate::checks::list::List;
use crate::kubernetes::{Cluster, Trouble};

/// `secret = { name = "api", keys = ["DATABASE_URL", "JWT_SECRET"] }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    /// The secret or config map.
    pub(super) name: String,
    /// The keys that it must have, with a value.
    pub(super) keys: List<String>,
}

pub(super) async fn of_secret(cluster: &Cluster, keys: &Keys) -> Result<Told, Trouble> {
    let found: Secret = cluster.get(&keys.name).await?;
    let lengths =
        found.data.unwrap_or_default().into_iter().map(|(key, value)| (key, value.0.len())).collect();
    Ok(judge(&format!("secret {}", keys.name), keys, &lengths))
}

pub(super) async fn of_config(cluster: &Cluster, keys: &Keys) -> Result<Told, Trouble> {
    let found: ConfigMap = cluster.get(&keys.name).await?;
    let plain = found.data.unwrap_or_default().into_iter().map(|(key, value)| (key, value.len()));
    let binary = found.binary_data.unwrap_or_default().into_iter().map(|(key, value)| (key, value.0.len()));
    let lengths = plain.chain(binary).collect();
    Ok(judge(&format!("config map {}", keys.name), keys, &lengths))
}

/// Only names and lengths come here: a value can't be shown by mistake.
fn judge(what: &str, keys: &Keys, lengths: &BTreeMap<String, usize>) -> Told {
    let mut held = Held::default();
    let mut there = 0;
    for key in keys.keys.iter() {
        match lengths.get(key) {
            Some(0) => held.missed(format!("{key} of {what} is empty")),
            Some(_) => {
                there += 1;
                held.met(format!("{what} has {key}"));
            }
            None => held.missed(format!("{what} has no {key}")),
        }
    }
    Told::of(held.seen(format!("{there} of {} keys there", keys.keys.0.len())))
}
