//! A number that may stand in an event.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A finite number. Two are the same where their bits are, so that events can be compared.
#[derive(Clone, Copy, Debug)]
pub struct Figure(f64);

impl Figure {
    /// `value`, unless it is infinite or not a number.
    pub fn new(value: f64) -> Option<Self> {
        // A negative zero would not come back from canonical JSON.
        value.is_finite().then_some(Self(value + 0.0))
    }

    /// The number.
    pub const fn value(self) -> f64 {
        self.0
    }
}

impl PartialEq for Figure {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Figure {}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Self::new(value).ok_or_else(|| de::Error::custom(format!("{value} is not a finite number")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_finite_and_comes_back_the_same() {
        assert_eq!(Figure::new(f64::NAN), None);
        assert_eq!(Figure::new(f64::INFINITY), None);
        for value in [0.0, -0.0, 0.1, 1e300, -5.5, 3.0] {
            let figure = Figure::new(value).unwrap();
            let text = serde_json::to_string(&figure).unwrap();
            assert_eq!(serde_json::from_str::<Figure>(&text).unwrap(), figure, "{text}");
        }
        assert_eq!(serde_json::from_str::<Figure>("3").unwrap(), Figure::new(3.0).unwrap());
    }
}
