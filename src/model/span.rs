//! Lengths of time as people write them: `90s`, `5m`, `1h 30m`, `7d`, and where a phase is due: `-24h`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text is not a length of time.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not a length of time: write it like `90s`, `5m`, `1h30m` or `7d`")]
pub struct BadSpan(String);

const UNITS: [(&str, u64); 7] = [
    ("ms", 1),
    ("s", 1_000),
    ("sec", 1_000),
    ("m", 60_000),
    ("min", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

fn millis(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    let mut sum = 0_u64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let unit = match &rest[..letters] {
            "w" => 7 * 86_400_000,
            name => UNITS.iter().find(|(unit, _)| *unit == name)?.1,
        };
        sum = sum.checked_add(number.checked_mul(unit)?)?;
        rest = rest[letters..].trim_start();
    }
    Some(sum)
}

fn write_millis(f: &mut fmt::Formatter<'_>, total: u64) -> fmt::Result {
    if total == 0 {
        return f.write_str("0s");
    }
    let mut rest = total;
    for (name, unit) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)] {
        if rest >= unit {
            write!(f, "{}{name}", rest / unit)?;
            rest %= unit;
        }
    }
    Ok(())
}

/// A length of time, to the millisecond.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Span(Duration);

impl Span {
    /// `seconds` as a span.
    pub const fn seconds(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    /// `millis` milliseconds as a span.
    pub const fn millis(millis: u64) -> Self {
        Self(Duration::from_millis(millis))
    }

    /// The same as a standard duration.
    pub const fn duration(self) -> Duration {
        self.0
    }

    /// Whole milliseconds, at most `i64::MAX`.
    pub fn as_millis(self) -> i64 {
        i64::try_from(self.0.as_millis()).unwrap_or(i64::MAX)
    }
}

impl FromStr for Span {
    type Err = BadSpan;

    fn from_str(text: &str) -> Result<Self, BadSpan> {
        millis(text).map(Self::millis).ok_or_else(|| BadSpan(text.to_owned()))
    }
}

impl TryFrom<String> for Span {
    type Error = BadSpan;

    fn try_from(text: String) -> Result<Self, BadSpan> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_millis(f, u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX))
    }
}

/// When a phase is due, relative to the deployment: `-7d`, `+15m`, `0s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Due {
    millis: i64,
}

impl Due {
    /// Milliseconds after the deployment; negative before it.
    pub const fn as_millis(self) -> i64 {
        self.millis
    }
}

impl FromStr for Due {
    type Err = BadSpan;

    fn from_str(text: &str) -> Result<Self, BadSpan> {
        let bad = || BadSpan(text.to_owned());
        let (sign, rest) = match text.trim().strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.trim().trim_start_matches('+')),
        };
        let value = i64::try_from(millis(rest).ok_or_else(bad)?).map_err(|_| bad())?;
        Ok(Self { millis: sign * value })
    }
}

impl TryFrom<String> for Due {
    type Error = BadSpan;

    fn try_from(text: String) -> Result<Self, BadSpan> {
        text.parse()
    }
}

impl From<Due> for String {
    fn from(due: Due) -> Self {
        due.to_string()
    }
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.millis < 0 { "-" } else { "+" })?;
        write_millis(f, self.millis.unsigned_abs())
    }
}

/// How long a step takes by experience: `2m`, or from-to: `2-5m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Takes {
    /// The short end.
    pub least: Span,
    /// The long end; the same as `least` where one figure was given.
    pub most: Span,
}

impl FromStr for Takes {
    type Err = BadSpan;

    fn from_str(text: &str) -> Result<Self, BadSpan> {
        let Some((from, to)) = text.split_once('-') else {
            let one = text.parse()?;
            return Ok(Self { least: one, most: one });
        };
        let most: Span = to.parse()?;
        // `2-5m`: the first figure borrows the unit of the second.
        let unit = to.trim().trim_start_matches(|c: char| c.is_ascii_digit());
        let least = from.parse().or_else(|_| format!("{}{unit}", from.trim()).parse())?;
        if least > most {
            return Err(BadSpan(text.to_owned()));
        }
        Ok(Self { least, most })
    }
}

impl TryFrom<String> for Takes {
    type Error = BadSpan;

    fn try_from(text: String) -> Result<Self, BadSpan> {
        text.parse()
    }
}

impl From<Takes> for String {
    fn from(takes: Takes) -> Self {
        takes.to_string()
    }
}

impl fmt::Display for Takes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.least == self.most {
            write!(f, "{}", self.most)
        } else {
            write!(f, "{}-{}", self.least, self.most)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_and_write_the_same() {
        for (text, seconds, shown) in [
            ("90s", 90, "1m30s"),
            ("5m", 300, "5m"),
            ("1h 30m", 5400, "1h30m"),
            ("7d", 604_800, "7d"),
            ("1w", 604_800, "7d"),
        ] {
            let span: Span = text.parse().unwrap();
            assert_eq!(span, Span::seconds(seconds), "{text}");
            assert_eq!(span.to_string(), shown);
            assert_eq!(shown.parse::<Span>().unwrap(), span);
        }
    }

    #[test]
    fn rubbish_is_no_span() {
        for bad in ["", "5", "m", "5 parsecs", "-5m", "99999999999999999999d", "1.5h", "５m"] {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }

    #[test]
    fn due_times_keep_their_sign() {
        assert_eq!("-24h".parse::<Due>().unwrap().as_millis(), -86_400_000);
        assert_eq!("+15m".parse::<Due>().unwrap().to_string(), "+15m");
        assert_eq!("-7d".parse::<Due>().unwrap().to_string(), "-7d");
        assert!("--7d".parse::<Due>().is_err());
    }

    #[test]
    fn a_range_borrows_its_unit() {
        let takes: Takes = "2-5m".parse().unwrap();
        assert_eq!((takes.least, takes.most), (Span::seconds(120), Span::seconds(300)));
        assert_eq!("30s-2m".parse::<Takes>().unwrap().least, Span::seconds(30));
        assert!("5-2m".parse::<Takes>().is_err());
        assert_eq!(takes.to_string(), "2m-5m");
    }
}
