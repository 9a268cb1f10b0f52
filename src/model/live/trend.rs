//! Which way a metric goes.

use serde::{Deserialize, Serialize};

/// Which way a metric goes, over what is kept of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trend {
    /// The later half lies higher.
    Rising,
    /// The later half lies lower.
    Falling,
    /// Neither.
    Steady,
}
