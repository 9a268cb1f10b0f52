//! Which days something falls on, and at what time: `second sunday`, `02:00`.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text names no days.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "`{0}` doesn't say on which days: write `daily`, `weekdays`, a day like `sunday`, or one of a month like `second sunday` or `last friday`"
)]
pub struct BadEvery(String);

/// Why a text is not a time of day.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not a time of day: write it like `02:00`, from 00:00 to 24:00")]
pub struct BadTimeOfDay(String);

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weekday {
    /// The first of the week.
    Monday,
    /// The second.
    Tuesday,
    /// The third.
    Wednesday,
    /// The fourth.
    Thursday,
    /// The fifth.
    Friday,
    /// The sixth.
    Saturday,
    /// The seventh.
    Sunday,
}

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Which one of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nth {
    /// The first to the fourth.
    From(u8),
    /// The last.
    Last,
}

const NTHS: [(&str, Nth); 5] = [
    ("first", Nth::From(1)),
    ("second", Nth::From(2)),
    ("third", Nth::From(3)),
    ("fourth", Nth::From(4)),
    ("last", Nth::Last),
];

/// Which days: `daily`, `weekdays`, `sunday`, `second sunday`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub enum Every {
    /// Each day.
    Day,
    /// Monday to Friday.
    Weekdays,
    /// One day of each week.
    Week(Weekday),
    /// One day of each month.
    Month(Nth, Weekday),
}

impl FromStr for Every {
    type Err = BadEvery;

    fn from_str(text: &str) -> Result<Self, BadEvery> {
        let bad = || BadEvery(text.to_owned());
        let small = text.to_lowercase();
        let day = |word: &str| DAYS.iter().find(|(name, _)| *name == word).map(|(_, day)| *day);
        match small.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["daily"] => Ok(Self::Day),
            ["weekdays"] => Ok(Self::Weekdays),
            [word] => day(word).map(Self::Week).ok_or_else(bad),
            [nth, word] => {
                let (_, nth) = NTHS.iter().find(|(name, _)| name == nth).ok_or_else(bad)?;
                Ok(Self::Month(*nth, day(word).ok_or_else(bad)?))
            }
            _ => Err(bad()),
        }
    }
}

impl fmt::Display for Every {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |day: &Weekday| DAYS.iter().find(|(_, it)| it == day).map_or("", |(name, _)| name);
        match self {
            Self::Day => f.write_str("daily"),
            Self::Weekdays => f.write_str("weekdays"),
            Self::Week(day) => f.write_str(name(day)),
            Self::Month(nth, day) => {
                let nth = NTHS.iter().find(|(_, it)| it == nth).map_or("", |(name, _)| name);
                write!(f, "{nth} {}", name(day))
            }
        }
    }
}

impl TryFrom<String> for Every {
    type Error = BadEvery;

    fn try_from(text: String) -> Result<Self, BadEvery> {
        text.parse()
    }
}

impl From<Every> for String {
    fn from(every: Every) -> Self {
        every.to_string()
    }
}

/// A time of day, to the minute; `24:00` is the day's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct TimeOfDay {
    minutes: u16,
}

impl TimeOfDay {
    /// The day's beginning.
    pub const MIDNIGHT: Self = Self { minutes: 0 };
    /// The day's end.
    pub const END: Self = Self { minutes: 24 * 60 };

    /// Minutes from midnight, at most 1440.
    pub const fn minutes(self) -> u16 {
        self.minutes
    }
}

impl FromStr for TimeOfDay {
    type Err = BadTimeOfDay;

    fn from_str(text: &str) -> Result<Self, BadTimeOfDay> {
        let part = |text: &str| {
            let digits = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
            if digits { text.parse::<u16>().ok() } else { None }
        };
        let minutes = text.trim().split_once(':').and_then(|(hours, minutes)| {
            let (hours, minutes) = (part(hours)?, part(minutes).filter(|it| *it < 60)?);
            Some(hours * 60 + minutes)
        });
        match minutes {
            Some(minutes) if minutes <= Self::END.minutes => Ok(Self { minutes }),
            _ => Err(BadTimeOfDay(text.to_owned())),
        }
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = BadTimeOfDay;

    fn try_from(text: String) -> Result<Self, BadTimeOfDay> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_and_write_the_same() {
        for text in ["daily", "weekdays", "sunday", "second sunday", "last friday", "fourth monday"] {
            assert_eq!(text.parse::<Every>().unwrap().to_string(), text);
        }
        assert_eq!("Second  Sunday".parse::<Every>().unwrap(), Every::Month(Nth::From(2), Weekday::Sunday));
        for bad in ["", "sun day", "fifth sunday", "sunday second", "every second sunday", "2nd sunday"] {
            assert!(bad.parse::<Every>().is_err(), "{bad}");
        }
    }

    #[test]
    fn times_of_day_end_at_24_00() {
        assert_eq!("2:00".parse::<TimeOfDay>().unwrap().to_string(), "02:00");
        assert_eq!("24:00".parse::<TimeOfDay>().unwrap(), TimeOfDay::END);
        for bad in ["24:01", "2", "02:60", "-1:00", "02:00:00", "2:+1", "aa:bb", ""] {
            assert!(bad.parse::<TimeOfDay>().is_err(), "{bad}");
        }
    }
}
