//! What runs in the world's cluster.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::When;
use crate::model::ids::Mark;
use crate::model::span::Span;

/// `[[rehearsal.deployment]]`: a deployment, or a stateful set, whose pods are ready when the rehearsal begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorldDeployment {
    /// Its name.
    pub name: String,
    /// Its namespace; the cluster's own by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "DeploymentKind::is_usual")]
    pub kind: DeploymentKind,
    /// Labels of it and of its pods, by which it also selects them: `{ app = "api", slot = "blue" }`. `{ app = NAME }` by
    /// default.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub labels: IndexMap<String, String>,
    /// The container's name; the deployment's by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// The container's image.
    pub image: String,
    /// The images of earlier revisions, oldest first, for `rollout undo` and `rollout history`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<String>,
    /// How many pods. 1 by default.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub replicas: u32,
    /// The port that the container listens on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Plain variables of the container.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub env: IndexMap<String, String>,
    /// How long a new pod takes until it is ready, divided by the speed. 5 s by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_in: Option<Span>,
    /// What its pods log, over and over, a line each two seconds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub logs: Vec<String>,
    /// Where the world's services answer for its pods: a request for `/x` through `kubectl port-forward` goes to this
    /// path with `/x` behind it. None by default: it goes to `/x`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http: Option<String>,
    /// What goes wrong with its pods; the fault whose `when` holds in most keys, then whose `image` says most, counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fault: Vec<PodFault>,
    /// Marks that stand as long as the deployment is so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mark: Vec<DeploymentMark>,
}

/// What runs pods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeploymentKind {
    /// A Deployment: its pods have made-up names.
    #[default]
    Deployment,
    /// A StatefulSet: its pods are NAME-0, NAME-1, ….
    StatefulSet,
}

impl DeploymentKind {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    fn is_usual(&self) -> bool {
        *self == Self::Deployment
    }
}

/// `[[rehearsal.deployment.fault]]`: pods that start while it holds are so; those that run already become so, too, but
/// for `image-pull` and `slow`, which only a starting pod can meet. Pods recover when it no longer holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PodFault {
    /// What is wrong.
    pub is: PodTrouble,
    /// When; always by default.
    #[serde(default, skip_serializing_if = "When::is_always")]
    pub when: When,
    /// Only pods of this image, where `*` stands for anything. Any by default.
    #[serde(default = "any", skip_serializing_if = "is_any")]
    pub image: String,
    /// What such a pod logs instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub logs: Vec<String>,
}

/// What can be wrong with a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PodTrouble {
    /// It starts, ends with an error, and is started again: CrashLoopBackOff.
    Crash,
    /// It runs, but its readiness probe never succeeds.
    NeverReady,
    /// Its image can't be pulled: ImagePullBackOff.
    ImagePull,
    /// It takes ten times as long to become ready.
    Slow,
}

/// `mark = [{ set = "green-runs-new", image = "*:v1.5.0" }]`: every given key must hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeploymentMark {
    /// The mark. It goes when the deployment is no longer so.
    pub set: Mark,
    /// All its pods run an image like this and are ready; `*` stands for anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// It is asked for just so many pods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<u32>,
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_one(count: &u32) -> bool {
    *count == 1
}

pub(super) fn any() -> String {
    "*".to_owned()
}

pub(super) fn is_any(text: &str) -> bool {
    text == "*"
}
