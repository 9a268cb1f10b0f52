//! The `PromQL` subset that a bare `/metrics` page can answer.
//!
//! `promql-parser` reads the syntax; [`Query::parse`] turns its tree into a plan and refuses what the evaluator does
//! not know, so that a query that loads can be evaluated. The arithmetic is Prometheus 2.42's.

mod aggregate;
mod binary;
mod compile;
mod error;
mod eval;
mod functions;
mod histogram;
mod locate;
mod matching;
mod over_time;
mod plan;
mod query;
mod selector;
#[cfg(test)]
mod tests;
mod value;

pub use error::{EvalError, QueryError};
pub use query::{MAX_DEPTH, MAX_QUERY_BYTES, Query};
pub use selector::{LOOKBACK, Selector};
pub use value::Value;
