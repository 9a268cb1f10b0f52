//! Which series a query reads.

use std::time::Duration;

use promql_parser::label::Matcher;

use crate::metrics::labels::NAME;
use crate::metrics::{Labels, Timestamp};

/// How far back an instant selector looks for a sample.
pub const LOOKBACK: Duration = Duration::from_mins(5);

/// A selector of series: a name, matchers and an offset.
#[derive(Debug, Clone, PartialEq)]
pub struct Selector {
    pub(super) name: Option<String>,
    pub(super) matchers: Vec<Matcher>,
    /// Milliseconds back in time; negative looks ahead.
    pub(super) offset_millis: i64,
}

impl Selector {
    /// The metric's name, where the selector gives exactly one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether a series is selected, by a look-up that gives `""` for a label it lacks.
    pub fn selects<'series>(&self, label: impl Fn(&str) -> &'series str) -> bool {
        self.name.as_deref().is_none_or(|name| label(NAME) == name)
            && self.matchers.iter().all(|matcher| matcher.is_match(label(&matcher.name)))
    }

    pub(crate) fn selects_labels(&self, labels: &Labels) -> bool {
        self.selects(|name| labels.get(name))
    }

    /// The time the selector reads at when the query is evaluated at `at`.
    pub(super) fn reference(&self, at: Timestamp) -> Timestamp {
        Timestamp::from_millis(at.as_millis().saturating_sub(self.offset_millis))
    }

    /// How far back in time the offset reaches.
    pub(super) fn reaches_back(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.offset_millis).unwrap_or(0))
    }
}
