//! What a query evaluates to.

use crate::metrics::{Labels, Reading};

/// The result of a query at one time.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number without labels.
    Scalar(f64),
    /// A number for each series.
    Vector(Vec<(Labels, f64)>),
}

impl Value {
    /// The reading where a single number is needed.
    pub fn single(&self) -> Reading {
        match self {
            Self::Scalar(value) => Reading::of(*value),
            Self::Vector(series) => match series.as_slice() {
                [] => Reading::Empty,
                [(_, value)] => Reading::of(*value),
                several => Reading::Many(several.len()),
            },
        }
    }

    pub(super) fn into_vector(self) -> Vec<(Labels, f64)> {
        match self {
            Self::Scalar(value) => vec![(Labels::default(), value)],
            Self::Vector(series) => series,
        }
    }

    /// `PromQL`'s `scalar()`: NaN unless there is exactly one element.
    pub(super) fn into_scalar(self) -> f64 {
        match self {
            Self::Scalar(value) => value,
            Self::Vector(series) => match series.as_slice() {
                [(_, value)] => *value,
                _ => f64::NAN,
            },
        }
    }
}
