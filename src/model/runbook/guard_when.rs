//! What a guard looks at.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Probe;
use crate::model::ids::{CheckName, MetricId, StepId};
use crate::model::quantity::Threshold;
use crate::model::span::Span;

/// The condition of a guard: a metric beyond a threshold, a step's check failing, or a probe of its own failing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Keys", into = "Keys")]
pub enum GuardWhen {
    /// `when = { metric = "error-rate", is = "> 5%" }`
    Metric {
        /// The metric.
        metric: MetricId,
        /// The threshold that calls.
        is: Threshold,
    },
    /// `when = { check = { step = "health", check = "API answers" } }`: the check's probe goes on being tried.
    Check {
        /// The check.
        check: CheckOf,
        /// How often.
        every: Option<Span>,
    },
    /// `when = { probe.http = { url = "…" }, every = "10s" }`
    Probe {
        /// The probe.
        probe: Probe,
        /// How often.
        every: Option<Span>,
    },
}

impl GuardWhen {
    /// How often a guard tries its probe that doesn't say.
    pub const DEFAULT_EVERY: Span = Span::seconds(10);

    /// The metric, where it looks at one.
    pub fn metric(&self) -> Option<&MetricId> {
        match self {
            Self::Metric { metric, .. } => Some(metric),
            Self::Check { .. } | Self::Probe { .. } => None,
        }
    }

    /// How often a probe is tried; nothing for a metric, which is sampled as its source says.
    pub fn every(&self) -> Option<Span> {
        match self {
            Self::Metric { .. } => None,
            Self::Check { every, .. } | Self::Probe { every, .. } => {
                Some(every.unwrap_or(Self::DEFAULT_EVERY))
            }
        }
    }
}

impl std::fmt::Display for GuardWhen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Metric { metric, is } => write!(f, "{metric} {is}"),
            Self::Check { check, .. } => write!(f, "“{}” of {} fails", check.check, check.step),
            Self::Probe { probe, .. } => write!(f, "probe.{} fails", probe.kind),
        }
    }
}

/// A check by its step and its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckOf {
    /// The step.
    pub step: StepId,
    /// The check's name in it.
    pub check: CheckName,
}

/// The keys as the file has them: one of three forms.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GuardWhen")]
struct Keys {
    /// The metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    metric: Option<MetricId>,
    /// The threshold that calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is: Option<Threshold>,
    /// A check that must not fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    check: Option<CheckOf>,
    /// A probe that must not fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    probe: Option<Probe>,
    /// How often the check or the probe is tried. 10 s by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    every: Option<Span>,
}

impl JsonSchema for GuardWhen {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Keys::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Keys::json_schema(generator)
    }
}

impl TryFrom<Keys> for GuardWhen {
    type Error = &'static str;

    fn try_from(keys: Keys) -> Result<Self, Self::Error> {
        match keys {
            Keys { metric: Some(metric), is: Some(is), check: None, probe: None, every: None } => {
                Ok(Self::Metric { metric, is })
            }
            Keys { metric: None, is: None, check: Some(check), probe: None, every } => {
                Ok(Self::Check { check, every })
            }
            Keys { metric: None, is: None, check: None, probe: Some(probe), every } => {
                Ok(Self::Probe { probe, every })
            }
            Keys { metric: Some(_), is: Some(_), check: None, probe: None, every: Some(_) } => {
                Err("a metric is sampled as its source says: take `every` out, or write it at the source")
            }
            _ => Err(
                "a guard looks at one thing: write `metric` with `is`, or `check` with its step, or `probe`",
            ),
        }
    }
}

impl From<GuardWhen> for Keys {
    fn from(when: GuardWhen) -> Self {
        let none = Self { metric: None, is: None, check: None, probe: None, every: None };
        match when {
            GuardWhen::Metric { metric, is } => Self { metric: Some(metric), is: Some(is), ..none },
            GuardWhen::Check { check, every } => Self { check: Some(check), every, ..none },
            GuardWhen::Probe { probe, every } => Self { probe: Some(probe), every, ..none },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_looks_at_one_thing() {
        for (text, shown) in [
            ("metric = \"errors\"\nis = \"> 5%\"", "errors > 5%"),
            ("check = { step = \"health\", check = \"API\" }", "“API” of health fails"),
            ("probe.http = { url = \"http://a\" }\nevery = \"5s\"", "probe.http fails"),
        ] {
            let when: GuardWhen = toml::from_str(text).unwrap();
            assert_eq!(when.to_string(), shown);
            let json = serde_json::to_string(&when).unwrap();
            assert_eq!(serde_json::from_str::<GuardWhen>(&json).unwrap(), when);
        }
        for (text, why) in [
            ("metric = \"errors\"", "one thing"),
            ("metric = \"errors\"\nis = \"> 5%\"\nprobe.tcp = {}", "one thing"),
            ("metric = \"errors\"\nis = \"> 5%\"\nevery = \"5s\"", "at the source"),
        ] {
            let error = toml::from_str::<GuardWhen>(text).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
