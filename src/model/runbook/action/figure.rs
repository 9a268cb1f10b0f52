use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A whole number, written as such or as a text with `${name}`: `3`, `"${replicas}"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Figure(String);

impl Figure {
    /// The text as the file has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number; `None` while a `${name}` stands in it, and where it is none.
    pub fn number(&self) -> Option<u32> {
        self.0.trim().parse().ok()
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl JsonSchema for Figure {
    fn schema_name() -> Cow<'static, str> {
        "Figure".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A whole number, or a text with `${name}`.",
            "type": ["integer", "string"],
            "minimum": 0
        })
    }
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl Visitor<'_> for Either {
            type Value = Figure;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, or a text like \"${replicas}\"")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Figure, E> {
                Ok(Figure(number.to_string()))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Figure, E> {
                u64::try_from(number)
                    .map_err(|_| E::custom(format!("{number} is below 0: write a whole number from 0 on")))
                    .and_then(|number| self.visit_u64(number))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Figure, E> {
                Ok(Figure(text.to_owned()))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Holder {
        n: Figure,
    }

    #[test]
    fn a_figure_is_a_number_or_a_text() {
        for (toml, text, number) in
            [("n = 3", "3", Some(3)), ("n = '7'", "7", Some(7)), ("n = '${x}'", "${x}", None)]
        {
            let Holder { n } = toml::from_str(toml).unwrap();
            assert_eq!((n.as_str(), n.number()), (text, number));
        }
        assert!(toml::from_str::<Holder>("n = -1").is_err());
        assert!(toml::from_str::<Holder>("n = true").is_err());
    }
}
