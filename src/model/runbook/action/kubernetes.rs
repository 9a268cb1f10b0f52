use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Figure;
use crate::model::quantity::Threshold;

/// `action.kubernetes = { namespace = "shop", set_image = { … } }`: where, and exactly one change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KubernetesAction {
    /// The kubeconfig file; by default what the step's commands would use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kubeconfig: Option<String>,
    /// The kubeconfig's context; by default the current one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The namespace; by default the context's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Sets the image of a deployment's container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_image: Option<SetImage>,
    /// Sets how many replicas a deployment has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<Scale>,
    /// Restarts the pods one after the other: `deployment/NAME`, `statefulset/NAME` or `daemonset/NAME`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart: Option<String>,
    /// Takes a deployment back to an earlier revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Undo>,
    /// Turns a service's selector over, as in a blue-green deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<Switch>,
}

/// `set_image = { deployment = "api", container = "api", image = "shop/api:${version}" }`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetImage {
    /// The deployment.
    pub deployment: String,
    /// The container.
    pub container: String,
    /// The new image.
    pub image: String,
}

/// `scale = { deployment = "api", replicas = 3 }`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// The deployment.
    pub deployment: String,
    /// How many replicas.
    pub replicas: Figure,
}

/// `undo = { deployment = "api" }`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Undo {
    /// The deployment.
    pub deployment: String,
    /// The revision to go back to; the one before the current by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Figure>,
}

/// `switch = { service = "api", label = "version", from = "blue", to = "green", guard_ready = ">= 2" }`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// The service.
    pub service: String,
    /// The label of its selector that is turned over.
    pub label: String,
    /// The value that the label must have before; with any other, nothing is changed. Any by default, as on a way back
    /// that may have been gone already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The value that it gets.
    pub to: String,
    /// How many pods with the new value must be ready; with fewer, nothing is changed. `>= 1` by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard_ready: Option<Threshold>,
}

impl Switch {
    /// What the number of ready pods must meet.
    pub fn least_ready(&self) -> Threshold {
        self.guard_ready.clone().unwrap_or_else(|| Threshold::at_least(1))
    }
}

/// The one change that an action makes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wish<'a> {
    /// The image of a container.
    SetImage(&'a SetImage),
    /// The number of replicas.
    Scale(&'a Scale),
    /// A restart of what is named as `kind/name`.
    Restart(&'a str),
    /// An earlier revision.
    Undo(&'a Undo),
    /// A service's selector.
    Switch(&'a Switch),
}

impl KubernetesAction {
    /// The keys of the changes that there are.
    pub const CHANGES: [&'static str; 5] = ["set_image", "scale", "restart", "undo", "switch"];

    /// The changes that were asked for, with their keys; a sound action has one.
    pub fn wishes(&self) -> Vec<(&'static str, Wish<'_>)> {
        let [set_image, scale, restart, undo, switch] = Self::CHANGES;
        let all = [
            self.set_image.as_ref().map(|it| (set_image, Wish::SetImage(it))),
            self.scale.as_ref().map(|it| (scale, Wish::Scale(it))),
            self.restart.as_deref().map(|it| (restart, Wish::Restart(it))),
            self.undo.as_ref().map(|it| (undo, Wish::Undo(it))),
            self.switch.as_ref().map(|it| (switch, Wish::Switch(it))),
        ];
        all.into_iter().flatten().collect()
    }

    /// The change, where there is exactly one.
    pub fn wish(&self) -> Option<Wish<'_>> {
        match self.wishes().as_slice() {
            [(_, one)] => Some(*one),
            _ => None,
        }
    }
}
