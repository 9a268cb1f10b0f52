//! What is wrong with a runbook, and where.

use std::fmt;

use thiserror::Error;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The runbook can't be run.
    Error,
    /// The runbook can be run, but something looks wrong.
    Warning,
}

impl Severity {
    /// The word for it, as JSON has it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file as it was named to the loader.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub col: usize,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, and what to do next.
    pub message: String,
}

impl Problem {
    /// Whether it keeps the runbook from running.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = if self.is_error() { "" } else { "warning: " };
        write!(f, "{}:{}:{}: {prefix}{}", self.file, self.line, self.col, self.message)
    }
}

/// Why a runbook wasn't loaded: every problem found in one go, warnings included, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.lines())]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// `problems` in the order of the file, each once.
    pub fn new(mut problems: Vec<Problem>) -> Self {
        sort(&mut problems);
        Self(problems)
    }

    /// The problems.
    pub fn as_slice(&self) -> &[Problem] {
        &self.0
    }

    /// The problems.
    pub fn into_vec(self) -> Vec<Problem> {
        self.0
    }

    fn lines(&self) -> String {
        self.0.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
    }
}

/// Brings `problems` into the order of the file and drops repetitions.
pub(super) fn sort(problems: &mut Vec<Problem>) {
    problems.sort_by(|a, b| {
        (a.line, a.col, a.severity, &a.message).cmp(&(b.line, b.col, b.severity, &b.message))
    });
    problems.dedup();
}
