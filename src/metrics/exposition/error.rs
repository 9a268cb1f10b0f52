//! Why a page was refused.

/// A refused page: the line and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("metrics page, line {line}: {fault}")]
pub struct ExpositionError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong on it.
    pub fault: Fault,
}

/// What is wrong on a line of a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The page is larger than the parser takes.
    #[error("the page has {bytes} bytes, more than the {limit} gonogo takes")]
    TooLarge {
        /// Bytes in the page.
        bytes: usize,
        /// The most that is taken.
        limit: usize,
    },
    /// More of something than the parser keeps.
    #[error("the page has more than {limit} {what}")]
    TooMany {
        /// "samples" or "labels".
        what: &'static str,
        /// The most that is taken.
        limit: usize,
    },
    /// Bytes that are not UTF-8.
    #[error("not valid UTF-8")]
    NotUtf8,
    /// Something else was needed here.
    #[error("expected {wanted}, found {found:?}")]
    Expected {
        /// What the format needs at this place.
        wanted: &'static str,
        /// What stands there, shortened.
        found: String,
    },
    /// A quoted text without its closing quote.
    #[error("a quoted text is not closed")]
    Unclosed,
    /// A number that Prometheus does not read, or that is out of range.
    #[error("{0:?} is not a number Prometheus reads")]
    Number(String),
    /// The same label twice on one series.
    #[error("label {0:?} is given twice")]
    DuplicateLabel(String),
    /// `# TYPE` names no known type.
    #[error("unknown metric type {0:?}")]
    Kind(String),
    /// An `OpenMetrics` page without `# EOF`.
    #[error("the page does not end with \"# EOF\"")]
    NoEof,
    /// Text after `# EOF`.
    #[error("text after \"# EOF\"")]
    AfterEof,
}
