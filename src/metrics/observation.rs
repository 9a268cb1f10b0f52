//! What an evaluation saw, for guards and watches.

use super::Reading;

/// The outcome of one evaluation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Observation {
    /// A number.
    Value(f64),
    /// Observed, and there was no number: no series, or NaN.
    NoData,
    /// Not observed, or not one number: the source failed, or several series matched.
    Errored,
}

impl From<Reading> for Observation {
    fn from(reading: Reading) -> Self {
        match reading {
            Reading::One(value) => Self::of(value),
            Reading::Empty | Reading::NaN => Self::NoData,
            Reading::Many(_) => Self::Errored,
        }
    }
}

impl Observation {
    /// A number, or no data where it is NaN.
    pub fn of(value: f64) -> Self {
        if value.is_nan() { Self::NoData } else { Self::Value(value) }
    }
}
