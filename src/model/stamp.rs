//! A moment, to the millisecond, in UTC.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A moment; written as RFC 3339 in UTC with milliseconds: `2026-01-02T03:04:05.678Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Stamp(i64);

impl Stamp {
    /// From milliseconds since 1970; out-of-range values are clamped to what a calendar can write.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.clamp(-62_135_596_800_000, 253_402_300_799_000))
    }

    /// Milliseconds since 1970.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Milliseconds from `earlier` to this; negative when the clock went back.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// This moment and `millis` later.
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }

    /// For people, in UTC: `2026-01-02 03:04:05`.
    pub fn date_time(self) -> String {
        self.format("%Y-%m-%d %H:%M:%S")
    }

    /// The date alone, in UTC: `2026-01-02`.
    pub fn date(self) -> String {
        self.format("%Y-%m-%d")
    }

    /// The time alone, in UTC: `03:04:05`.
    pub fn time(self) -> String {
        self.format("%H:%M:%S")
    }

    fn format(self, pattern: &str) -> String {
        jiff::Timestamp::from_millisecond(self.0)
            .map(|at| at.strftime(pattern).to_string())
            .unwrap_or_default()
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.format("%Y-%m-%dT%H:%M:%S%.3fZ"))
    }
}

impl From<Stamp> for String {
    fn from(stamp: Stamp) -> Self {
        stamp.to_string()
    }
}

impl TryFrom<String> for Stamp {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, jiff::Error> {
        Ok(Self(text.parse::<jiff::Timestamp>()?.as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_read_and_write_the_same() {
        let stamp = Stamp::from_millis(1_767_323_045_678);
        let text = String::from(stamp);
        assert_eq!(text, "2026-01-02T03:04:05.678Z");
        assert_eq!(Stamp::try_from(text).unwrap(), stamp);
        assert_eq!(stamp.date_time(), "2026-01-02 03:04:05");
    }

    #[test]
    fn whole_seconds_keep_their_milliseconds() {
        assert_eq!(Stamp::from_millis(0).to_string(), "1970-01-01T00:00:00.000Z");
    }
}
