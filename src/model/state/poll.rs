//! How a gate's poll stands: for each role, who said what last.

use super::{Signoff, StepState};
use crate::model::ids::Role;
use crate::model::runbook::Gate;
use crate::model::verdict::Meaning;

/// How one role stands to a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poll<'a> {
    /// The role.
    pub role: &'a Role,
    /// What it said last; `None`: nothing yet.
    pub said: Option<&'a Signoff>,
}

impl Poll<'_> {
    /// Whether the role stands at GO.
    pub fn is_go(&self) -> bool {
        self.said.is_some_and(|said| said.meaning != Meaning::Rejected)
    }

    /// Whether the role stands at NO-GO.
    pub fn is_no_go(&self) -> bool {
        self.said.is_some_and(|said| said.meaning == Meaning::Rejected)
    }

    /// The word for it.
    pub fn word(&self) -> &'static str {
        match (self.is_go(), self.is_no_go()) {
            (true, _) => "GO",
            (_, true) => "NO-GO",
            _ => "open",
        }
    }
}

/// Every role of `gate`, in its order: the last word of each counts, what it said before is taken back.
pub fn polls<'a>(gate: &'a Gate, of: &'a StepState) -> impl Iterator<Item = Poll<'a>> {
    gate.roles.iter().map(|role| {
        let said = of.signoffs.iter().rev().find(|signed| signed.role.as_ref() == Some(role));
        Poll { role, said }
    })
}
