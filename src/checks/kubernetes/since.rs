use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use crate::model::span::Span;

/// From when on something counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Since {
    /// So long ago.
    Ago(Span),
    /// At a time.
    At(Timestamp),
}

impl Since {
    /// The time, seen from `now`.
    pub(super) fn time(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Ago(span) => SignedDuration::try_from(span.duration())
                .ok()
                .and_then(|span| now.checked_sub(span).ok())
                .unwrap_or(Timestamp::MIN),
            Self::At(time) => time,
        }
    }

    pub(super) fn bad(text: &str) -> String {
        format!("`{text}` is no time: write it like `10m` or `2026-11-21T02:00:00Z`")
    }
}

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let ago = text.parse().map(Self::Ago);
        ago.or_else(|_| text.trim().parse().map(Self::At)).map_err(|_| Self::bad(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_absolute_or_seen_from_now() {
        let now: Timestamp = "2026-11-21T02:10:00Z".parse().unwrap();
        for text in ["10m", "2026-11-21T02:00:00Z", "2026-11-21T04:00:00+02:00"] {
            let since: Since = text.parse().unwrap();
            assert_eq!(since.time(now).to_string(), "2026-11-21T02:00:00Z", "{text}");
        }
        assert!("yesterday".parse::<Since>().is_err());
    }
}
