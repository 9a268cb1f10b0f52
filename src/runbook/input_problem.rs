//! Why a run can't be given its inputs. No message holds a secret.

use thiserror::Error;

use super::environment::EnvironmentError;

/// One thing that is wrong with what a run was given.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InputProblem {
    /// `--set` names nothing.
    #[error("`--set {name}=…`: this runbook has no input or environment value `{name}`: {hint}")]
    UnknownName {
        /// The name.
        name: String,
        /// What to do.
        hint: String,
    },
    /// A value doesn't fit.
    #[error("input `{name}` from {from}: {why}")]
    Bad {
        /// The input.
        name: String,
        /// Where the value comes from.
        from: String,
        /// Why it doesn't fit.
        why: String,
    },
    /// No value, and nobody to ask.
    #[error("input `{name}` has no value{why}: {variable}give `--set {name}=…`")]
    NoValue {
        /// The input.
        name: String,
        /// Why its default failed, in brackets; empty where it has none.
        why: String,
        /// The variable to set; empty where it takes none.
        variable: String,
    },
    /// Several environments, none chosen.
    #[error("this runbook has several environments: choose one with `--env`, of {names}")]
    WhichEnvironment {
        /// Their names.
        names: String,
    },
    /// No such environment.
    #[error("there is no environment `{name}`: {hint}")]
    UnknownEnvironment {
        /// The name.
        name: String,
        /// What to do.
        hint: String,
    },
    /// No environments at all.
    #[error("this runbook has no environments, so there is no `{name}`: leave `--env` out")]
    NoEnvironments {
        /// The name.
        name: String,
    },
    /// An environment's values don't come out.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
}

/// Everything that is wrong with what a run was given.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", .0.iter().map(InputProblem::to_string).collect::<Vec<_>>().join("\n"))]
pub struct InputProblems(Vec<InputProblem>);

impl InputProblems {
    /// `problems`, of which there is at least one.
    pub const fn new(problems: Vec<InputProblem>) -> Self {
        Self(problems)
    }

    /// The problems.
    pub fn as_slice(&self) -> &[InputProblem] {
        &self.0
    }
}
