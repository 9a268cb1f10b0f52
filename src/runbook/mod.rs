//! The runbook file: load, lint, interpolate; where runbooks are found, and what a run needs to be told.

mod bash_names;
mod conform;
mod document;
mod environment;
mod interpolate;
mod kinds;
mod lint;
mod load;
mod nearest;
mod problem;
mod shape;

pub use environment::{EnvironmentError, resolve_values};
pub use interpolate::{UndefinedName, interpolate, interpolate_value, is_bash};
pub use kinds::{Kinds, ProbeProblem};
pub use lint::LintOptions;
pub use load::{Loaded, MAX_BYTES, load, load_bytes, load_with, sha256};
pub use nearest::{listed, nearest};
pub use problem::{Problem, Problems, Severity};
