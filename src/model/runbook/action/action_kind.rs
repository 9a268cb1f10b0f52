use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::kubernetes::KubernetesAction;

/// `action.kubernetes = { … }`: what gonogo does itself instead of running a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Action {
    /// A change in a Kubernetes cluster.
    Kubernetes(KubernetesAction),
}

impl Action {
    /// The kind's key in the file.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Kubernetes(_) => "kubernetes",
        }
    }

    /// The fields as the file has them, `${name}` and all; keys that were not given are not there.
    pub fn fields(&self) -> Value {
        match self {
            // Plain fields of text and numbers always have a JSON form.
            Self::Kubernetes(action) => serde_json::to_value(action).unwrap_or_default(),
        }
    }

    /// The action on one line, always the same for the same action: what its hash is taken of.
    pub fn text(&self) -> String {
        format!("action.{} = {}", self.kind(), self.fields())
    }

    /// Every text in the fields, a line each: where placeholders are looked for.
    pub fn texts(&self) -> String {
        let mut texts = Vec::new();
        collect(&self.fields(), &mut texts);
        texts.join("\n")
    }

    /// What it does, as a sentence, with `${name}` as in the fields.
    pub fn sentence(&self) -> String {
        match self {
            Self::Kubernetes(action) => action.sentence(),
        }
    }

    /// The same by hand, as shell, with `${name}` as in the fields.
    pub fn by_hand(&self) -> String {
        match self {
            Self::Kubernetes(action) => action.by_hand(),
        }
    }
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|item| collect(item, texts)),
        Value::Object(map) => map.values().for_each(|item| collect(item, texts)),
        _ => {}
    }
}
