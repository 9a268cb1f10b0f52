//! What a query says when one number is wanted.

/// The outcome of a query where a single number is needed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// Exactly one value, not NaN (infinities count).
    One(f64),
    /// No series matched.
    Empty,
    /// This many series matched, where one is needed.
    Many(usize),
    /// One value, and it is not a number (for example 0/0).
    NaN,
}

impl Reading {
    /// Classifies one number.
    pub fn of(value: f64) -> Self {
        if value.is_nan() { Self::NaN } else { Self::One(value) }
    }

    /// The number, where there is exactly one.
    pub fn value(self) -> Option<f64> {
        match self {
            Self::One(value) => Some(value),
            Self::Empty | Self::Many(_) | Self::NaN => None,
        }
    }
}

impl std::fmt::Display for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::One(value) => write!(f, "{value}"),
            Self::Empty => f.write_str("no series matched"),
            Self::Many(count) => write!(f, "{count} series matched where one is needed"),
            Self::NaN => f.write_str("not a number"),
        }
    }
}
