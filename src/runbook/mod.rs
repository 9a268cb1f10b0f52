//! The runbook file: load, lint, interpolate; where runbooks are found, and what a run needs to be told.

mod bash_names;
pub mod calendar;
mod conform;
mod document;
mod embedded;
mod environment;
mod file_order;
pub mod import;
mod input_problem;
mod inputs;
mod interpolate;
mod kinds;
mod library;
mod lint;
mod load;
mod nearest;
mod preview;
mod problem;
mod schema;
mod shape;

pub use embedded::EMBEDDED;
pub use environment::{EnvironmentError, resolve_values};
pub use input_problem::{InputProblem, InputProblems};
pub use inputs::{InputValue, MASK, Question, Resolved, Surroundings, ValueOrigin, check_value, resolve};
pub use interpolate::{UndefinedName, interpolate, interpolate_value, is_bash};
pub use kinds::{Kinds, ProbeProblem};
pub use library::{Library, LibraryError, Listed, Origin, Source};
pub use lint::{LintOptions, Query, Syntax};
pub use load::{Loaded, MAX_BYTES, load, load_bytes, load_with, sha256};
pub use nearest::{listed, nearest};
pub use preview::{Preview, preview};
pub use problem::{Problem, Problems, Severity};
pub use schema::schema;
