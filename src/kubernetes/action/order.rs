use serde::{Deserialize, Serialize};
use thiserror::Error;

use std::path::PathBuf;

use crate::kubernetes::near::Which;
use crate::model::runbook::KubernetesAction;
use crate::runbook::{UndefinedName, interpolate_value};

/// The bash text that carries an order out; the order itself comes in the environment, where no bash reads it. The trap
/// keeps bash alive when it is told to stop, so that the action's own exit code is known.
pub const COMMAND: &str = "trap : TERM\n\"$GONOGO_EXE\" __kubernetes";

/// Why an action can't be ordered.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unusable {
    /// A name has no value.
    #[error("{0}")]
    Undefined(#[from] UndefinedName),
    /// A value does not fit its field.
    #[error("the action's values don't fit: {0}")]
    Unfit(String),
}

/// An action with its values, and the cluster that it may reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// What to do.
    pub action: KubernetesAction,
    /// In a rehearsal: the simulated cluster's kubeconfig, where there is a cluster.
    #[serde(default, skip_serializing_if = "Reach::is_real")]
    pub reach: Reach,
}

/// Which cluster an order may reach.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// The one that the kubeconfig names.
    #[default]
    Real,
    /// The simulated one of a rehearsal, if there is one.
    Simulated(Option<PathBuf>),
}

impl Reach {
    fn is_real(&self) -> bool {
        *self == Self::Real
    }
}

impl From<Which> for Reach {
    fn from(which: Which) -> Self {
        match which {
            Which::Real => Self::Real,
            Which::Simulated(file) => Self::Simulated(file),
        }
    }
}

impl From<Reach> for Which {
    fn from(reach: Reach) -> Self {
        match reach {
            Reach::Real => Self::Real,
            Reach::Simulated(file) => Self::Simulated(file),
        }
    }
}

impl Order {
    /// The variable in which an order travels.
    pub const VARIABLE: &'static str = "GONOGO_ACTION";
    /// The variable that names the gonogo which carries it out.
    pub const PROGRAM: &'static str = "GONOGO_EXE";

    /// `action` with every `${name}` replaced by its value.
    pub fn resolve(
        action: &KubernetesAction,
        value: &dyn Fn(&str) -> Option<String>,
        which: Which,
    ) -> Result<Self, Unusable> {
        let unfit = |error: serde_json::Error| Unusable::Unfit(error.to_string());
        let fields = serde_json::to_value(action).map_err(unfit)?;
        let action = serde_json::from_value(interpolate_value(&fields, value)?).map_err(unfit)?;
        Ok(Self { action, reach: which.into() })
    }

    /// As it travels.
    pub fn text(&self) -> String {
        // Texts, numbers and paths always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_get_their_values_and_no_value_is_looked_into() {
        let action: KubernetesAction =
            toml::from_str("namespace = '${ns}'\nscale = { deployment = 'api', replicas = '${n}' }").unwrap();
        let known = |name: &str| match name {
            "ns" => Some("a'; rm -rf ${n}".to_owned()),
            "n" => Some("3".to_owned()),
            _ => None,
        };
        let order = Order::resolve(&action, &known, Which::Real).unwrap();
        assert_eq!(order.action.namespace.as_deref(), Some("a'; rm -rf ${n}"));
        assert_eq!(order.action.scale.as_ref().unwrap().replicas.number(), Some(3));
        assert_eq!(serde_json::from_str::<Order>(&order.text()).unwrap(), order);
        let missing = Order::resolve(&action, &|_| None, Which::Real).unwrap_err();
        assert!(missing.to_string().contains("${n"), "{missing}");
    }
}
