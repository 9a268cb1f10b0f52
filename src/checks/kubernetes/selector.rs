use k8s_openapi::api::core::v1::Service;
use schemars::JsonSchema;
use serde::Deserialize;

use super::told::Told;
use crate::checks::seen::Seen;
use crate::kubernetes::{Cluster, Trouble};

/// `selector = { service = "api", label = "version", is = "blue" }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Selector {
    /// The service.
    pub(super) service: String,
    /// The label of its selector.
    pub(super) label: String,
    /// The value that it must have.
    pub(super) is: String,
}

impl Selector {
    pub(super) async fn look(&self, cluster: &Cluster) -> Result<Told, Trouble> {
        let Self { service: name, label, is } = self;
        let found: Service = cluster.get(name).await?;
        let selector = found.spec.and_then(|spec| spec.selector).unwrap_or_default();
        if selector.is_empty() {
            let why = format!("service {name} has no selector: it is led by hand or points outside");
            return Ok(Told::Settled(Seen::inconclusive("no selector", why)));
        }
        let observed: Vec<String> = selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let observed = observed.join(",");
        Ok(Told::of(match selector.get(label) {
            Some(value) if value == is => {
                Seen::passed(observed, format!("service {name} is at {label}={is}"))
            }
            Some(value) => Seen::failed(observed, format!("service {name} is at {label}={value}, not {is}")),
            None => Seen::failed(observed, format!("the selector of service {name} has no label {label}")),
        }))
    }
}
