use std::fmt;

/// What was asked of a cluster, as its access rules say it: `get deployments.apps "api" in namespace "shop"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The verb: `get`, `list`, `patch`.
    pub verb: &'static str,
    /// The resource with its group: `deployments.apps`.
    pub resource: String,
    /// The object, where it is one.
    pub name: Option<String>,
    /// The namespace.
    pub namespace: String,
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.verb, self.resource)?;
        if let Some(name) = &self.name {
            write!(f, " \"{name}\"")?;
        }
        write!(f, " in namespace \"{}\"", self.namespace)
    }
}
