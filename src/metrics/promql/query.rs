//! A query that was loaded.

use std::time::Duration;

use super::compile::Compiler;
use super::error::{EvalError, QueryError};
use super::eval::evaluate;
use super::locate;
use super::plan::Node;
use super::selector::Selector;
use super::value::Value;
use crate::metrics::{Store, Timestamp};

/// The longest query that is taken.
pub const MAX_QUERY_BYTES: usize = 8 * 1024;

/// The deepest nesting that is taken.
pub const MAX_DEPTH: usize = 64;

/// A `PromQL` query that can be evaluated over a [`Store`].
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    text: String,
    plan: Node,
    selectors: Vec<Selector>,
    looks_back: Duration,
}

impl Query {
    /// Reads and checks a query.
    ///
    /// # Errors
    /// What is not `PromQL`, or is outside the subset; the error names it and where it stands.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if text.len() > MAX_QUERY_BYTES {
            return Err(QueryError::TooLong { bytes: text.len(), limit: MAX_QUERY_BYTES });
        }
        let tree = promql_parser::parser::parse(text).map_err(|message| syntax(text, message))?;
        let mut compiler = Compiler::new(text);
        let plan = compiler.top(&tree)?;
        let (selectors, looks_back) = compiler.finish();
        Ok(Self { text: text.to_owned(), plan, selectors, looks_back })
    }

    /// The query as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the query reads.
    pub fn selectors(&self) -> &[Selector] {
        &self.selectors
    }

    /// How far before the evaluation the oldest sample can lie that the query needs.
    pub fn looks_back(&self) -> Duration {
        self.looks_back
    }

    /// Evaluates the query at a time.
    ///
    /// # Errors
    /// Where Prometheus would refuse on the same data: many-to-many matching, or equal labels in the result.
    pub fn eval(&self, store: &Store, at: Timestamp) -> Result<Value, EvalError> {
        evaluate(&self.plan, store, at)
    }
}

/// The parser's message with a column where its words name one.
fn syntax(text: &str, message: String) -> QueryError {
    let named = message.split('\'').nth(1).filter(|word| !word.is_empty());
    let column = named.and_then(|word| locate::column(text, word));
    QueryError::Syntax { column, message }
}
