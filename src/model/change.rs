//! How far a value may move from what it was before: `< 1.2x`, `< +10%`, `< +5`, `< +1pp`.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::quantity::Threshold;

/// Why a text is not a change.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "`{0}` is not a change: write a comparison and a factor (`< 1.2x`), a part (`< +10%`), percentage points (`< +1pp`) \
     or a difference with its sign (`< +50ms`)"
)]
pub struct BadChange(String);

/// How after is held against before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// After / before: `1.2x`.
    Ratio,
    /// (after - before) / before: `+10%`.
    Relative,
    /// After - before in percentage points, of a ratio: `+1pp`.
    Points,
    /// After - before in the metric's unit: `+5`, `+50ms`.
    Absolute,
}

/// A bound on a change. Its threshold is a factor, a fraction of before, percentage points, or the unit's base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Change {
    kind: ChangeKind,
    limit: Threshold,
    text: String,
}

impl Change {
    /// How after is held against before.
    pub const fn kind(&self) -> ChangeKind {
        self.kind
    }

    /// What the change must meet.
    pub const fn limit(&self) -> &Threshold {
        &self.limit
    }
}

impl FromStr for Change {
    type Err = BadChange;

    fn from_str(text: &str) -> Result<Self, BadChange> {
        let bad = || BadChange(text.to_owned());
        let trimmed = text.trim();
        let at = trimmed.find(|c: char| !"<>=!≤".contains(c)).ok_or_else(bad)?;
        let (sign, amount) = (&trimmed[..at], trimmed[at..].trim());
        let signed = amount.starts_with(['+', '-']);
        let (kind, number) = if let Some(factor) = amount.strip_suffix('x') {
            (ChangeKind::Ratio, factor)
        } else if let Some(points) = amount.strip_suffix("pp") {
            (ChangeKind::Points, points)
        } else if amount.ends_with('%') {
            (ChangeKind::Relative, amount)
        } else {
            (ChangeKind::Absolute, amount)
        };
        // A factor has no sign; a difference without one would read as a plain threshold.
        if signed == (kind == ChangeKind::Ratio) {
            return Err(bad());
        }
        let number = number.trim().trim_start_matches('+');
        let limit = format!("{sign} {number}").parse().map_err(|_| bad())?;
        Ok(Self { kind, limit, text: trimmed.to_owned() })
    }
}

impl TryFrom<String> for Change {
    type Error = BadChange;

    fn try_from(text: String) -> Result<Self, BadChange> {
        text.parse()
    }
}

impl From<Change> for String {
    fn from(change: Change) -> Self {
        change.text
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_has_a_kind_and_a_bound() {
        for (text, kind, inside, outside) in [
            ("< 1.2x", ChangeKind::Ratio, 1.19, 1.2),
            ("< +10%", ChangeKind::Relative, 0.09, 0.1),
            ("> -10%", ChangeKind::Relative, -0.09, -0.1),
            ("<= +1pp", ChangeKind::Points, 1.0, 1.01),
            ("< +5", ChangeKind::Absolute, 4.9, 5.0),
            ("< +50ms", ChangeKind::Absolute, 0.049, 0.05),
            ("> -5", ChangeKind::Absolute, -4.0, -5.0),
        ] {
            let change: Change = text.parse().unwrap();
            assert_eq!(change.kind(), kind, "{text}");
            assert!(change.limit().holds(inside) && !change.limit().holds(outside), "{text}");
            assert_eq!(change.to_string(), text);
        }
        for bad in ["", "5", "< 5", "< 10%", "+10%", "< +1.2x", "< x", "< +", "< +abc", "<"] {
            assert!(bad.parse::<Change>().is_err(), "{bad}");
        }
    }
}
