//! Watches: a window of time through which a criterion must hold.
//!
//! Pure: times come in with the observations, from a clock that does not step.

mod config;
mod evaluator;
#[cfg(test)]
mod tests;
mod verdict;

pub use config::{Aggregate, Evaluator, WatchConfig};
pub use evaluator::{Progress, Watch};
pub use verdict::{Doubt, Fault, Verdict};
