//! A page to read.

use crate::model::ids::{SeverityId, TroubleId};

/// Which page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// Every key.
    Help,
    /// Whom to call, and what to open.
    Contacts,
    /// An issue.
    Trouble(TroubleId),
    /// A severity with its procedure.
    Severity(SeverityId),
    /// Incidents, clocks, due phases, windows.
    Times,
    /// The metrics.
    Metrics,
}

/// A page to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Which.
    pub kind: PageKind,
    /// The first line shown.
    pub top: usize,
    /// The marked step, where the page has some.
    pub at: usize,
}

impl Page {
    /// The page from its beginning.
    pub const fn new(kind: PageKind) -> Self {
        Self { kind, top: 0, at: 0 }
    }
}
