//! The names of things: each its own type, so that a step can't be taken for a plan.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes `text` as it is; the lint says what an id may look like.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text of the id.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

ids! {
    /// Names a runbook in the library: `holi-labs`.
    RunbookId;
    /// Names one run: six characters of Crockford's base 32.
    RunId;
    /// Names a phase within its runbook.
    PhaseId;
    /// Names a step; unique in the whole runbook, plans and troubleshooting included.
    StepId;
    /// Names a variant within its step: `compose`.
    VariantId;
    /// Names a rollback plan.
    PlanId;
    /// Names a metric.
    MetricId;
    /// Names a source of metrics.
    SourceId;
    /// Names a guard: its `id`, else its title in small letters and dashes.
    GuardId;
    /// Names a troubleshooting issue.
    TroubleId;
    /// Names a severity: `p0`.
    SeverityId;
    /// Names a clock.
    ClockId;
    /// Names a maintenance window or a freeze.
    MaintenanceId;
    /// Names a check within its step: its `name`.
    CheckName;
    /// Names an input or an environment value, as a shell variable is named.
    InputName;
    /// Names a target environment: `production`.
    EnvironmentName;
    /// Names a person as they sign.
    Person;
    /// Names a role that signs: `deployer`.
    Role;
    /// Names a scenario of the rehearsal: `health-down`.
    ScenarioName;
    /// Names something that is so in the rehearsal's world until it is undone: `queue-paused`.
    Mark;
}

/// Whether `text` may serve as an id in a runbook: small letters, digits and single dashes, up to 64.
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// Whether `text` may name a shell variable.
pub fn is_variable(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// `text` as an id: small letters and digits, anything else one dash.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(64);
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_small_letters_digits_and_single_dashes() {
        for good in ["a", "holi-labs", "step-4", "24h-before"] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "A", "a b", "é", &"a".repeat(65)] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn a_title_becomes_an_id() {
        assert_eq!(slug("Error rate above 5% for 2 minutes"), "error-rate-above-5-for-2-minutes");
        assert_eq!(slug("  P95 > 1s! "), "p95-1s");
    }

    #[test]
    fn a_variable_does_not_begin_with_a_digit() {
        assert!(is_variable("BACKUP_FILE") && is_variable("_x1"));
        assert!(!is_variable("1x") && !is_variable("a-b") && !is_variable(""));
    }
}
