//! What a runbook that reads well may still get wrong: ids, references, names, commands, checks. Each file looks at
//! one of these.

mod checks;
mod clocks;
mod commands;
mod conditions;
mod environments;
mod ids;
mod inputs;
mod linter;
mod maintenance;
mod metrics;
mod names;
mod options;
mod plans;
mod print;
mod references;
mod severities;

pub(super) use inputs::compile;
pub(super) use linter::lint;
pub use options::{LintOptions, Query, Syntax};
