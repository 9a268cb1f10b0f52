//! What the loader must know of the kinds of probes, which live a layer above.

use serde_json::Value;

use crate::model::runbook::Probe;

/// The kinds of probes that there are.
pub trait Kinds: Sync {
    /// Their names.
    fn names(&self) -> Vec<&'static str>;

    /// What is wrong with a probe's fields; empty where nothing is. Unknown kinds are the loader's own business.
    fn problems(&self, probe: &Probe) -> Vec<ProbeProblem>;

    /// A command that does the same by hand, for people; with `${name}` as in the fields.
    fn by_hand(&self, probe: &Probe) -> Option<String>;

    /// The JSON Schema of a kind's fields.
    fn schema(&self, kind: &str) -> Option<Value>;
}

/// What is wrong with a probe's fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeProblem {
    /// The key that is wrong, or after which something is missing; `None`: the probe as a whole.
    pub key: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
}
