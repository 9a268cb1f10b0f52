use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Container;
use schemars::JsonSchema;
use serde::Deserialize;

use super::told::Told;
use crate::checks::seen::Seen;
use crate::kubernetes::{Cluster, Trouble};

/// `image = { deployment = "api", container = "api", is = "shop/api:1.4.0" }`
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Image {
    /// The deployment.
    pub(super) deployment: String,
    /// The container; not needed where there is only one.
    #[serde(default)]
    pub(super) container: Option<String>,
    /// The image that it must have.
    pub(super) is: String,
}

impl Image {
    /// How kubectl is told to show it.
    pub(super) fn path(&self) -> String {
        match &self.container {
            Some(name) => {
                format!("jsonpath={{.spec.template.spec.containers[?(@.name==\"{name}\")].image}}")
            }
            None => "jsonpath={.spec.template.spec.containers[*].image}".to_owned(),
        }
    }

    pub(super) async fn look(&self, cluster: &Cluster) -> Result<Told, Trouble> {
        let found: Deployment = cluster.get(&self.deployment).await?;
        let pod = found.spec.and_then(|spec| spec.template.spec).unwrap_or_default();
        let name = &self.deployment;
        let container: Option<&Container> = match &self.container {
            Some(wanted) => {
                let first = pod.init_containers.iter().flatten();
                pod.containers.iter().chain(first).find(|one| one.name == *wanted)
            }
            None if pod.containers.len() == 1 => pod.containers.first(),
            None => {
                let names: Vec<&str> = pod.containers.iter().map(|one| one.name.as_str()).collect();
                let why = format!("deployment {name} has several containers, {}: name one", names.join(", "));
                return Ok(Told::Settled(Seen::inconclusive(names.join(", "), why)));
            }
        };
        let Some(container) = container else {
            let names: Vec<&str> = pod.containers.iter().map(|one| one.name.as_str()).collect();
            let wanted = self.container.as_deref().unwrap_or_default();
            let why = format!("deployment {name} has no container {wanted}: it has {}", names.join(", "));
            return Ok(Told::Open(Seen::failed(names.join(", "), why)));
        };
        let image = container.image.clone().unwrap_or_default();
        Ok(Told::of(if image == self.is {
            Seen::passed(image.clone(), format!("deployment {name} has {image}"))
        } else {
            Seen::failed(image.clone(), format!("deployment {name} has {image}, not {}", self.is))
        }))
    }
}
