//! What a watch concludes.

/// What a watch concludes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// The window is over and the criterion held.
    Passed,
    /// The criterion can no longer hold.
    Failed(Fault),
    /// The window is over and too little was seen.
    Inconclusive(Doubt),
}

/// Why a watch failed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// More samples missed the criterion than may.
    Samples {
        /// How many missed it.
        failures: usize,
        /// How many may.
        allowed: usize,
        /// The value that decided.
        value: f64,
    },
    /// The figure over the window misses it.
    Aggregate {
        /// The figure.
        value: f64,
    },
}

/// Why a watch decided nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Doubt {
    /// Too few samples that count.
    Samples {
        /// How many there were.
        samples: usize,
        /// How many are needed.
        needed: usize,
    },
    /// Samples came in too small a part of the window.
    Coverage {
        /// The part, 0 to 1.
        covered: f64,
        /// The part that is needed.
        needed: f64,
    },
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Passed => f.write_str("held through the window"),
            Self::Failed(Fault::Samples { failures, allowed, value }) => {
                write!(
                    f,
                    "{failures} samples missed the criterion where {allowed} may, the last with {value}"
                )
            }
            Self::Failed(Fault::Aggregate { value }) => {
                write!(f, "{value} over the window misses the criterion")
            }
            Self::Inconclusive(Doubt::Samples { samples, needed }) => {
                write!(f, "{samples} samples counted, {needed} are needed")
            }
            Self::Inconclusive(Doubt::Coverage { covered, needed }) => {
                write!(
                    f,
                    "samples cover {:.0} % of the window, {:.0} % are needed",
                    covered * 100.0,
                    needed * 100.0
                )
            }
        }
    }
}
