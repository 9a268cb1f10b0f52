//! A probe plus when to give up on it. What a probe's fields mean is the business of its kind in `crate::checks`.

use schemars::JsonSchema;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::model::ids::CheckName;
use crate::model::span::Span;

/// `[[phase.step.check]]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What is checked, as the print copy says it; unique in its step.
    pub name: CheckName,
    /// What is probed and expected: `probe.http = { url = "…", status = 200 }`.
    pub probe: Probe,
    /// How long one try may take. 10 s by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Span>,
    /// The pause from the end of one try to the start of the next. 5 s by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Span>,
    /// How many tries at most; 1 by default, or as many as fit where there is a `deadline`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// The time for all tries; it cuts a try in flight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Span>,
    /// How many passes in a row are needed. 1 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consecutive: Option<u32>,
    /// The wait before the first try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay: Option<Span>,
    /// A failure is shown but doesn't fail the step.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub advisory: bool,
    /// The same by hand: a command that an engineer can repeat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_hand: Option<String>,
}

/// A probe: its kind and the kind's fields, as the file has them.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[schemars(with = "Map<String, Value>")]
pub struct Probe {
    /// The kind: `http`.
    pub kind: String,
    /// The kind's fields.
    pub fields: Map<String, Value>,
}

impl Probe {
    /// Whether a person answers it.
    pub fn is_person(&self) -> bool {
        self.kind == "person"
    }
}

impl Serialize for Probe {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(&self.kind, &self.fields)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Probe {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;

        impl<'de> Visitor<'de> for One {
            type Value = Probe;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("one probe, like `probe.http = { url = \"…\" }`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Probe, A::Error> {
                let Some((kind, fields)) = map.next_entry::<String, Map<String, Value>>()? else {
                    return Err(A::Error::custom(
                        "a probe needs a kind, like `probe.http = { url = \"…\" }`",
                    ));
                };
                if let Some((second, _)) = map.next_entry::<String, Value>()? {
                    return Err(A::Error::custom(format!(
                        "a check has one probe, but here are `{kind}` and `{second}`: make it two checks"
                    )));
                }
                Ok(Probe { kind, fields })
            }
        }

        deserializer.deserialize_map(One)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probe_is_one_kind_with_its_fields() {
        let probe: Probe = toml::from_str("file = { path = \"x\", gzip = true }").unwrap();
        assert_eq!(probe.kind, "file");
        assert_eq!(probe.fields["gzip"], Value::Bool(true));
        let text = serde_json::to_string(&probe).unwrap();
        assert_eq!(serde_json::from_str::<Probe>(&text).unwrap(), probe);
    }

    #[test]
    fn two_kinds_in_one_probe_are_refused() {
        let error = toml::from_str::<Probe>("file = {}\nhttp = {}").unwrap_err().to_string();
        assert!(error.contains("make it two checks"), "{error}");
    }
}
