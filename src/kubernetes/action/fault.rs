use thiserror::Error;

use crate::kubernetes::Trouble;

/// Why a change was not made, or may not have been.
#[derive(Debug, Error)]
pub(super) enum Fault {
    /// The cluster could not be asked, or refused.
    #[error("{0}")]
    Cluster(#[from] Trouble),
    /// Refused before anything was asked to change.
    #[error("{0}; nothing was changed")]
    Refused(String),
}

impl Fault {
    /// Refuses, for this reason.
    pub(super) fn refuse<T>(why: impl Into<String>) -> Result<T, Self> {
        Err(Self::Refused(why.into()))
    }

    /// Whether the change may have been made all the same.
    pub(super) fn leaves_open(&self) -> bool {
        match self {
            Self::Cluster(trouble) => trouble.leaves_open(),
            Self::Refused(_) => false,
        }
    }
}
