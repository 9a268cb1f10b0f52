//! Which HTTP statuses are expected: `200`, `"2xx"`, `"200-299"`.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

/// A status, or a range of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Statuses {
    from: u16,
    to: u16,
}

impl Statuses {
    /// Any success.
    pub(super) const SUCCESS: Self = Self { from: 200, to: 299 };

    pub(super) fn holds(self, status: u16) -> bool {
        (self.from..=self.to).contains(&status)
    }

    fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| text.trim().parse().ok().filter(|status| (100..=599).contains(status));
        if let Some(class) = text.strip_suffix("xx") {
            let class: u16 = class.parse().ok().filter(|class| (1..=5).contains(class))?;
            return Some(Self { from: class * 100, to: class * 100 + 99 });
        }
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        Some(Self { from: number(from)?, to: number(to)? }).filter(|range| range.from <= range.to)
    }
}

impl fmt::Display for Statuses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to {
            write!(f, "{}", self.from)
        } else if self.from.is_multiple_of(100) && self.to == self.from + 99 {
            write!(f, "{}xx", self.from / 100)
        } else {
            write!(f, "{}-{}", self.from, self.to)
        }
    }
}

impl<'de> Deserialize<'de> for Statuses {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;

        impl Visitor<'_> for One {
            type Value = Statuses;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a status like 200, \"2xx\" or \"200-299\"")
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Statuses, E> {
                self.visit_str(&value.to_string())
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Statuses, E> {
                Statuses::parse(value).ok_or_else(|| {
                    E::custom(format!(
                        "`{value}` is not an HTTP status: write it like 200, \"2xx\" or \"200-299\""
                    ))
                })
            }
        }

        deserializer.deserialize_any(One)
    }
}

impl JsonSchema for Statuses {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Statuses".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "integer", "minimum": 100, "maximum": 599 },
            { "type": "string", "pattern": "^([1-5]xx|[1-5][0-9]{2}(-[1-5][0-9]{2})?)$" },
        ] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_read_and_show_the_same() {
        for (json, shown, inside, outside) in
            [("200", "200", 200, 201), ("\"2xx\"", "2xx", 299, 300), ("\"200-204\"", "200-204", 204, 205)]
        {
            let statuses: Statuses = serde_json::from_str(json).unwrap();
            assert_eq!(statuses.to_string(), shown);
            assert!(statuses.holds(inside) && !statuses.holds(outside));
        }
        for bad in ["99", "600", "\"6xx\"", "\"ok\"", "\"300-200\"", "-1", "true"] {
            assert!(serde_json::from_str::<Statuses>(bad).is_err(), "{bad}");
        }
    }
}
