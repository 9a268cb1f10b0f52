//! Numbers with units, and thresholds over them: `> 5%`, `< 300ms`, `>= 30d`, `< 500MB`.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text is not a threshold.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "`{0}` is not a threshold: write a comparison and a number with its unit, like `> 5%`, `< 300ms` or `= 0`"
)]
pub struct BadThreshold(String);

/// How an observed number is held against a threshold's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `=`
    Equal,
    /// `!=`
    Different,
}

impl Comparison {
    const SIGNS: [(&'static str, Self); 8] = [
        ("<=", Self::AtMost),
        (">=", Self::AtLeast),
        ("!=", Self::Different),
        ("==", Self::Equal),
        ("<", Self::Less),
        (">", Self::More),
        ("=", Self::Equal),
        ("≤", Self::AtMost),
    ];

    fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Equal => "=",
            Self::Different => "!=",
        }
    }
}

/// What a number counts. The base is what a query returns: a ratio, seconds, bytes, or a bare number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A bare number.
    #[default]
    Count,
    /// A ratio, shown times a hundred.
    Percent,
    /// Seconds, shown in ms, s, m, h or d.
    Seconds,
    /// Bytes, shown in B, KB, MB, GB.
    Bytes,
    /// Per second.
    PerSecond,
}

impl Unit {
    /// `value`, given in the unit's base, as a person reads it.
    pub fn show(self, value: f64) -> String {
        if !value.is_finite() {
            return if value.is_nan() { "no value".to_owned() } else { value.to_string() };
        }
        match self {
            Self::Count => trim(value),
            Self::Percent => format!("{} %", trim(value * 100.0)),
            Self::PerSecond => format!("{}/s", trim(value)),
            Self::Seconds => {
                scaled(value, &[(86_400.0, "d"), (3_600.0, "h"), (60.0, "min"), (1.0, "s"), (0.001, "ms")])
            }
            Self::Bytes => scaled(value, &[(1e9, "GB"), (1e6, "MB"), (1e3, "KB"), (1.0, "B")]),
        }
    }
}

fn scaled(value: f64, steps: &[(f64, &str)]) -> String {
    let step = steps.iter().find(|(size, _)| value.abs() >= *size).or_else(|| steps.last());
    step.map_or_else(|| trim(value), |(size, name)| format!("{} {name}", trim(value / size)))
}

fn trim(value: f64) -> String {
    let digits = if value.abs() >= 100.0 {
        0
    } else if value.abs() >= 10.0 {
        1
    } else {
        2
    };
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A comparison with a number, as it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Threshold {
    comparison: Comparison,
    value: f64,
    text: String,
}

impl Threshold {
    /// `>= count`
    pub fn at_least(count: u32) -> Self {
        Self { comparison: Comparison::AtLeast, value: f64::from(count), text: format!(">= {count}") }
    }

    /// Whether `observed`, in the unit's base (ratio, seconds, bytes), meets the comparison. NaN never does.
    pub fn holds(&self, observed: f64) -> bool {
        match self.comparison {
            Comparison::Less => observed < self.value,
            Comparison::AtMost => observed <= self.value,
            Comparison::More => observed > self.value,
            Comparison::AtLeast => observed >= self.value,
            Comparison::Equal => (observed - self.value).abs() <= f64::EPSILON,
            Comparison::Different => !observed.is_nan() && (observed - self.value).abs() > f64::EPSILON,
        }
    }

    /// The number, in the unit's base.
    pub const fn value(&self) -> f64 {
        self.value
    }

    /// The comparison.
    pub const fn comparison(&self) -> Comparison {
        self.comparison
    }
}

const SIZES: [(&str, f64); 21] = [
    ("%", 0.01),
    ("ms", 0.001),
    ("min", 60.0),
    ("s", 1.0),
    ("m", 60.0),
    ("h", 3_600.0),
    ("days", 86_400.0),
    ("d", 86_400.0),
    ("B", 1.0),
    ("KB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("KiB", 1_024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("TiB", 1_099_511_627_776.0),
    ("TB", 1e12),
    ("/s", 1.0),
    ("k", 1e3),
    ("x", 1.0),
    ("", 1.0),
];

/// A number with an optional unit, in the unit's base: `5%` is 0.05, `300ms` is 0.3, `1 KiB` is 1024.
pub fn parse_number(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text
        .char_indices()
        .find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || (*at == 0 && *c == '-')))
        .map_or(text.len(), |(at, _)| at);
    let number: f64 = text[..end].parse().ok()?;
    let unit = text[end..].trim();
    SIZES.iter().find(|(name, _)| *name == unit).map(|(_, size)| number * size)
}

impl FromStr for Threshold {
    type Err = BadThreshold;

    fn from_str(text: &str) -> Result<Self, BadThreshold> {
        let bad = || BadThreshold(text.to_owned());
        let (sign, comparison) =
            Comparison::SIGNS.into_iter().find(|(sign, _)| text.trim().starts_with(sign)).ok_or_else(bad)?;
        let value = parse_number(&text.trim()[sign.len()..]).ok_or_else(bad)?;
        Ok(Self { comparison, value, text: text.trim().to_owned() })
    }
}

impl TryFrom<String> for Threshold {
    type Error = BadThreshold;

    fn try_from(text: String) -> Result<Self, BadThreshold> {
        text.parse()
    }
}

impl From<Threshold> for String {
    fn from(threshold: Threshold) -> Self {
        threshold.text
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sign())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_in_their_base_unit() {
        for (text, inside, outside) in [
            ("> 5%", 0.051, 0.05),
            ("< 300ms", 0.299, 0.3),
            (">= 30d", 2_592_000.0, 2_591_999.0),
            ("< 500MB", 499e6, 500e6),
            ("= 0", 0.0, 1.0),
            ("!= 0", 1.0, 0.0),
            ("<= 2", 2.0, 2.1),
        ] {
            let threshold: Threshold = text.parse().unwrap();
            assert!(threshold.holds(inside), "{text} {inside}");
            assert!(!threshold.holds(outside), "{text} {outside}");
            assert!(!threshold.holds(f64::NAN), "{text} NaN");
            assert_eq!(threshold.to_string(), text);
        }
    }

    #[test]
    fn rubbish_is_no_threshold() {
        for bad in ["", "5%", "> ", "> five", "> 5 parsecs", ">> 5"] {
            assert!(bad.parse::<Threshold>().is_err(), "{bad}");
        }
    }

    #[test]
    fn values_read_well() {
        assert_eq!(Unit::Percent.show(0.0042), "0.42 %");
        assert_eq!(Unit::Seconds.show(0.212), "212 ms");
        assert_eq!(Unit::Seconds.show(90.0), "1.5 min");
        assert_eq!(Unit::Bytes.show(245e6), "245 MB");
        assert_eq!(Unit::Count.show(14.0), "14");
        assert_eq!(Unit::Count.show(f64::NAN), "no value");
    }
}
