//! What a runbook that reads well may still get wrong: ids, references, names, commands, checks. Each file looks at
//! one of these.

mod checks;
mod commands;
mod conditions;
mod environments;
mod guards;
mod ids;
mod inputs;
mod linter;
mod logs;
mod metrics;
mod names;
mod options;
mod plans;
mod print;
mod references;

pub(super) use inputs::compile;
pub(super) use linter::lint;
pub use options::{LintOptions, Query, Syntax};
