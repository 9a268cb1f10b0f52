//! What a metric was before the deployment.

use serde::{Deserialize, Serialize};

use crate::model::figure::Figure;
use crate::model::span::Span;
use crate::model::stamp::Stamp;

/// A metric's baseline: taken once, when the deployment begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// When the deployment began.
    pub at: Stamp,
    /// The query that was asked.
    pub query: String,
    /// The median of the samples, in the unit's base; `None` where nothing was seen.
    pub value: Option<Figure>,
    /// The samples, oldest first, thinned where there were very many.
    pub samples: Vec<Figure>,
    /// From the first sample to the last, on the run's own clock.
    pub covers: Span,
    /// What is to be said of it: why there is no value, or that it was taken late. Empty otherwise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}
