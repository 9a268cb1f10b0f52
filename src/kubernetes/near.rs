use std::path::PathBuf;

/// Which cluster and namespace a runbook names; what is left out is what kubectl would take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The kubeconfig file.
    pub kubeconfig: Option<String>,
    /// The context.
    pub context: Option<String>,
    /// The namespace.
    pub namespace: Option<String>,
}

/// The surroundings in which a kubeconfig is looked for: those of the step's commands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Near {
    /// What relative paths start from.
    pub folder: PathBuf,
    /// Variables on top of this process's own; the last of a name counts.
    pub env: Vec<(String, String)>,
    /// Which cluster may be reached at all.
    pub which: Which,
}

/// Which cluster may be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// The one that the kubeconfig names.
    #[default]
    Real,
    /// Only the one that a rehearsal simulates, through this kubeconfig; `None` where it simulates none.
    Simulated(Option<PathBuf>),
}

impl Near {
    /// The variable `name`, as a command would see it.
    pub fn variable(&self, name: &str) -> Option<String> {
        let given = self.env.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        given.or_else(|| std::env::var(name).ok()).filter(|value| !value.is_empty())
    }

    /// Bound to the simulated cluster of a rehearsal: the kubeconfig that these variables name, if it lies in the
    /// rehearsal's own world. No other is ever reached from a rehearsal.
    #[must_use]
    pub fn simulated(self) -> Self {
        let world = self.variable("GONOGO_WORLD").map(PathBuf::from);
        let named = self.variable("KUBECONFIG").map(PathBuf::from);
        let own = named.filter(|file| world.is_some_and(|world| file.starts_with(world)));
        Self { which: Which::Simulated(own), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(kubeconfig: &str) -> Near {
        let env = [("GONOGO_WORLD", "/run/world"), ("KUBECONFIG", kubeconfig)];
        Near {
            env: env.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            ..Near::default()
        }
    }

    #[test]
    fn a_rehearsal_reaches_only_its_own_cluster() {
        assert_eq!(
            near("/run/world/kubeconfig").simulated().which,
            Which::Simulated(Some("/run/world/kubeconfig".into()))
        );
        for other in ["/root/.kube/config", "/run/world-2/kubeconfig", ""] {
            assert_eq!(near(other).simulated().which, Which::Simulated(None), "{other}");
        }
    }
}
