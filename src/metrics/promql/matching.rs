//! Which labels identify a match or a group.

use super::plan::{Grouping, Matching};
use crate::metrics::Labels;
use crate::metrics::labels::NAME;

impl Matching {
    /// The labels that must agree.
    pub(super) fn signature(&self, labels: &Labels) -> Labels {
        match self {
            Self::On(names) => labels.keep(|name| names.iter().any(|on| on == name)),
            Self::Ignoring(names) => labels.keep(|name| name != NAME && !names.iter().any(|not| not == name)),
        }
    }

    /// The labels of a match's result.
    pub(super) fn result(&self, labels: &Labels, drop_name: bool) -> Labels {
        labels.keep(|name| {
            !(drop_name && name == NAME)
                && match self {
                    Self::On(names) => names.iter().any(|on| on == name),
                    Self::Ignoring(names) => !names.iter().any(|not| not == name),
                }
        })
    }
}

impl Grouping {
    /// The labels of the group a series belongs to.
    pub(super) fn group(&self, labels: &Labels) -> Labels {
        match self {
            Self::By(names) => labels.keep(|name| names.iter().any(|by| by == name)),
            Self::Without(names) => labels.keep(|name| name != NAME && !names.iter().any(|not| not == name)),
        }
    }
}
