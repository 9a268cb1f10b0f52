//! Guards: a condition that, held for a time, calls for a rollback. Evaluated as Prometheus evaluates `for`.
//!
//! Pure: times come in with the observations, from a clock that does not step.

mod config;
mod evaluator;
mod state;
#[cfg(test)]
mod tests;

pub use config::{GuardConfig, Unseen};
pub use evaluator::Guard;
pub use state::{GuardState, Latch, Transition};
