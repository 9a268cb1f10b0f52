//! Why a source gave no reading.

use std::time::Duration;

use crate::metrics::exposition::ExpositionError;

/// A source that could not be read. The URL carries no credentials.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// Not a URL that can be read.
    #[error("{url:?} is not a URL gonogo can read: {reason}; give http:// or https://")]
    Url {
        /// As given.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// No client could be made.
    #[error("TLS could not be set up: {reason}")]
    Setup {
        /// What is wrong.
        reason: String,
    },
    /// No connection, or it broke.
    #[error("cannot reach {url}: {reason}")]
    Refused {
        /// What was asked.
        url: String,
        /// The innermost cause.
        reason: String,
    },
    /// No whole answer in time.
    #[error("{url} gave no whole answer within {limit:?}")]
    Timeout {
        /// What was asked.
        url: String,
        /// The time it had.
        limit: Duration,
    },
    /// Another status than success.
    #[error("{url} answered {code}{}", detail(.body))]
    Status {
        /// What was asked.
        url: String,
        /// The HTTP status.
        code: u16,
        /// The start of the answer.
        body: String,
    },
    /// A redirect to another host, which is not followed.
    #[error("{url} redirects to {to}, another host; give that URL if it is meant")]
    Redirected {
        /// What was asked.
        url: String,
        /// Where it points.
        to: String,
    },
    /// A larger answer than is taken.
    #[error("{url} sends more than {limit} bytes")]
    TooLarge {
        /// What was asked.
        url: String,
        /// The most that is taken.
        limit: usize,
    },
    /// A page that is not in the exposition format.
    #[error("{url}: {error}")]
    Page {
        /// What was asked.
        url: String,
        /// Where and what.
        error: ExpositionError,
    },
    /// An answer that is not what Prometheus sends.
    #[error("{url} does not answer as Prometheus does: {reason}")]
    Parse {
        /// What was asked.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// The server refuses the query; asking again does not help.
    #[error("Prometheus refuses the query: {message}")]
    BadQuery {
        /// The server's words.
        message: String,
    },
    /// The server could not evaluate the query this time.
    #[error("Prometheus could not evaluate the query ({kind}): {message}")]
    Evaluation {
        /// The server's `errorType`.
        kind: String,
        /// The server's words.
        message: String,
    },
}

impl SourceError {
    /// Whether asking again cannot help.
    pub fn is_permanent(&self) -> bool {
        matches!(self, Self::BadQuery { .. } | Self::Url { .. } | Self::Setup { .. })
    }
}

fn detail(body: &str) -> String {
    if body.is_empty() { String::new() } else { format!(": {body}") }
}
