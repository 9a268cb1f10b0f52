//! What can be wrong with a query, when it is loaded and when it is evaluated.

/// A query that cannot be used on a `/metrics` page; permanent, so trying again does not help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Not `PromQL`.
    #[error("not a PromQL query{}: {message}", at(*.column))]
    Syntax {
        /// Where, counted from 1, when it is known.
        column: Option<usize>,
        /// The parser's words.
        message: String,
    },
    /// `PromQL` that needs a Prometheus server.
    #[error("{feature}{} needs a Prometheus server; on a /metrics page gonogo knows: {known}", at(*.column))]
    Unsupported {
        /// The function or feature, as written.
        feature: String,
        /// Where, counted from 1, when it is known.
        column: Option<usize>,
        /// What can be used instead.
        known: &'static str,
    },
    /// More text than is taken.
    #[error("the query has {bytes} bytes; at most {limit} are taken")]
    TooLong {
        /// Bytes in the query.
        bytes: usize,
        /// The most that is taken.
        limit: usize,
    },
    /// Nested deeper than is taken.
    #[error("the query is nested deeper than {limit} levels; simplify it")]
    TooDeep {
        /// The most levels that are taken.
        limit: usize,
    },
}

fn at(column: Option<usize>) -> String {
    column.map(|column| format!(" (column {column})")).unwrap_or_default()
}

/// A query that Prometheus too would answer with an error on this data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// Several series of one side match one of the other.
    #[error(
        "several series on the {side} of {operator:?} share the labels {group}; name the labels that tell them apart in on(…)"
    )]
    ManyToMany {
        /// Which side: "left" or "right".
        side: &'static str,
        /// The operator.
        operator: &'static str,
        /// The labels they share.
        group: String,
    },
    /// Two result series would have the same labels.
    #[error(
        "two series of the result have the same labels {labels}; aggregate them first, for example with sum by (…)"
    )]
    SameLabels {
        /// The labels.
        labels: String,
    },
}
