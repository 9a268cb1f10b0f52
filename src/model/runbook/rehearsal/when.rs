//! When an answer or a reading holds.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::FaultPhase;
use crate::model::ids::{Mark, ScenarioName};

/// `when = { scenario = ["health-down"] }`: every given key must hold. The more keys, the more it counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// One of these scenarios is played; while its fault is there, where `phase` doesn't say otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenario: Vec<ScenarioName>,
    /// How far the fault of the scenario has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<FaultPhase>,
    /// An answer has set this mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// No answer has set this mark, or another has removed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unless: Option<Mark>,
}

impl When {
    /// How many keys hold at `moment`; `None` where one doesn't.
    pub fn fits(&self, moment: &Moment) -> Option<usize> {
        let mut keys = 0;
        if !self.scenario.is_empty() {
            let played = moment.scenario.as_ref().is_some_and(|name| self.scenario.contains(name));
            if !played || moment.phase != self.phase.unwrap_or(FaultPhase::Faulty) {
                return None;
            }
            keys += 1;
        }
        if let Some(phase) = self.phase {
            if moment.phase != phase {
                return None;
            }
            keys += 1;
        }
        if let Some(mark) = &self.mark {
            if !moment.marks.contains(mark) {
                return None;
            }
            keys += 1;
        }
        if let Some(mark) = &self.unless {
            if moment.marks.contains(mark) {
                return None;
            }
            keys += 1;
        }
        Some(keys)
    }

    /// Whether no key is given, so that it always holds.
    pub fn is_always(&self) -> bool {
        *self == Self::default()
    }
}

/// How the world stands at one time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The scenario that is played.
    pub scenario: Option<ScenarioName>,
    /// How far its fault has come.
    pub phase: FaultPhase,
    /// The marks that are set.
    pub marks: BTreeSet<Mark>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(phase: FaultPhase, marks: &[&str]) -> Moment {
        Moment {
            scenario: Some("slow".into()),
            phase,
            marks: marks.iter().map(|mark| Mark::new(*mark)).collect(),
        }
    }

    #[test]
    fn a_scenario_alone_means_its_fault() {
        let when: When = toml::from_str("scenario = [\"slow\"]").unwrap();
        assert_eq!(when.fits(&moment(FaultPhase::Before, &[])), None);
        assert_eq!(when.fits(&moment(FaultPhase::Faulty, &[])), Some(1));
        assert_eq!(when.fits(&moment(FaultPhase::Healed, &[])), None);
        assert_eq!(when.fits(&Moment::default()), None);
    }

    #[test]
    fn every_key_must_hold_and_counts() {
        let when: When =
            toml::from_str("scenario = [\"slow\"]\nphase = \"healed\"\nmark = \"a\"\nunless = \"b\"")
                .unwrap();
        assert_eq!(when.fits(&moment(FaultPhase::Healed, &["a"])), Some(4));
        assert_eq!(when.fits(&moment(FaultPhase::Healed, &["a", "b"])), None);
        assert_eq!(when.fits(&moment(FaultPhase::Healed, &[])), None);
        assert_eq!(when.fits(&moment(FaultPhase::Faulty, &["a"])), None);
    }
}
