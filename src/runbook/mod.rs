//! The runbook file: load, lint, interpolate.

mod kinds;

pub use kinds::{Kinds, ProbeProblem};
