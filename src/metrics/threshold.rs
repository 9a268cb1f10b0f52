//! A bound that a value is held against.

use std::fmt;

use crate::model::quantity::{self, Comparison};

/// A predicate on a value. NaN satisfies none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Threshold {
    /// `> x`
    Above(f64),
    /// `>= x`
    AtLeast(f64),
    /// `< x`
    Below(f64),
    /// `<= x`
    AtMost(f64),
    /// `== x`
    Equal(f64),
    /// `!= x`
    NotEqual(f64),
}

impl From<&quantity::Threshold> for Threshold {
    fn from(threshold: &quantity::Threshold) -> Self {
        let bound = threshold.value();
        match threshold.comparison() {
            Comparison::Less => Self::Below(bound),
            Comparison::AtMost => Self::AtMost(bound),
            Comparison::More => Self::Above(bound),
            Comparison::AtLeast => Self::AtLeast(bound),
            Comparison::Equal => Self::Equal(bound),
            Comparison::Different => Self::NotEqual(bound),
        }
    }
}

impl Threshold {
    /// Whether it holds for a value.
    #[expect(clippy::float_cmp, reason = "as PromQL's == compares")]
    pub fn holds(self, value: f64) -> bool {
        match self {
            Self::Above(bound) => value > bound,
            Self::AtLeast(bound) => value >= bound,
            Self::Below(bound) => value < bound,
            Self::AtMost(bound) => value <= bound,
            Self::Equal(bound) => value == bound,
            Self::NotEqual(bound) => !value.is_nan() && value != bound,
        }
    }

    /// The bound.
    pub fn bound(self) -> f64 {
        match self {
            Self::Above(bound)
            | Self::AtLeast(bound)
            | Self::Below(bound)
            | Self::AtMost(bound)
            | Self::Equal(bound)
            | Self::NotEqual(bound) => bound,
        }
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self {
            Self::Above(_) => ">",
            Self::AtLeast(_) => ">=",
            Self::Below(_) => "<",
            Self::AtMost(_) => "<=",
            Self::Equal(_) => "==",
            Self::NotEqual(_) => "!=",
        };
        write!(f, "{sign} {}", self.bound())
    }
}
