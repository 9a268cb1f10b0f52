//! What a kind of probe is.

use futures::future::BoxFuture;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::context::Context;
use super::doctor::Doctor;
use super::seen::Seen;
use crate::model::span::Span;
use crate::runbook::ProbeProblem;

/// A probe whose fields are resolved. Dropping what `look` returns stops it.
pub trait Probe: Send + Sync {
    /// What is asked, for people: a URL, a query, a path.
    fn query(&self) -> String;

    /// How long one try may itself wait for what it looks at, beyond the time that looking takes.
    fn patience(&self) -> Option<Span> {
        None
    }

    /// One try. The engine limits its time and masks what it says.
    fn look<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Seen>;
}

/// A kind of probe; its type holds the fields as the runbook has them.
pub(super) trait Kind: Probe + DeserializeOwned + JsonSchema + 'static {
    /// The kind's name in the runbook.
    const NAME: &'static str;

    /// What is wrong with the fields beyond their types; `${name}` may still stand in texts.
    fn problems(&self) -> Vec<ProbeProblem>;

    /// The same by hand, as shell.
    fn by_hand(&self) -> Option<String>;

    /// Whether it could work on this host.
    fn doctor() -> Doctor {
        Doctor::Works("built in".to_owned())
    }
}

/// A problem with one key.
pub(super) fn problem(key: &str, message: impl Into<String>) -> ProbeProblem {
    ProbeProblem { key: Some(key.to_owned()), message: message.into() }
}

/// A problem with the probe as a whole.
pub(super) fn problem_overall(message: impl Into<String>) -> ProbeProblem {
    ProbeProblem { key: None, message: message.into() }
}
