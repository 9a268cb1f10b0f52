//! Incidents that were declared during the run.

use serde::{Deserialize, Serialize};

use super::State;
use crate::model::ids::SeverityId;
use crate::model::stamp::Stamp;

/// An incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// From 1, in the order of declaration.
    pub number: u32,
    /// How grave it is.
    pub severity: SeverityId,
    /// Why it was declared.
    pub reason: String,
    /// Who declared it.
    pub by: String,
    /// When.
    pub declared: Stamp,
    /// The levels that were told, in order.
    pub escalated: Vec<Escalated>,
    /// Who answered first, and when.
    pub responded: Option<(Stamp, String)>,
    /// The limits that were missed, and when that was seen.
    pub overdue: Vec<(Limit, Stamp)>,
    /// Who resolved it, when, and what they said.
    pub resolved: Option<Resolved>,
}

/// A level of the escalation that came due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    /// The level, from 0.
    pub level: usize,
    /// Who is told.
    pub to: String,
    /// When.
    pub at: Stamp,
    /// When and by whom it was acknowledged.
    pub acknowledged: Option<(Stamp, String)>,
}

/// How an incident was resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// When.
    pub at: Stamp,
    /// Who said so.
    pub by: String,
    /// What they said.
    pub note: String,
}

/// A limit of an incident's severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Service restored.
    Rto,
    /// First answer.
    Respond,
}

impl Limit {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rto => "RTO",
            Self::Respond => "response",
        }
    }
}

impl Incident {
    /// Whether it is still open.
    pub const fn is_open(&self) -> bool {
        self.resolved.is_none()
    }

    /// The levels that were told and that nobody has acknowledged yet.
    pub fn unacknowledged(&self) -> impl Iterator<Item = &Escalated> {
        self.escalated.iter().filter(|it| it.acknowledged.is_none())
    }

    /// Whether `limit` was missed.
    pub fn missed(&self, limit: Limit) -> bool {
        self.overdue.iter().any(|(it, _)| *it == limit)
    }
}

impl State {
    /// The incidents that are open, oldest first.
    pub fn open_incidents(&self) -> impl Iterator<Item = &Incident> {
        self.incidents.iter().filter(|incident| incident.is_open())
    }

    /// The incident of that number.
    pub fn incident(&self, number: u32) -> Option<&Incident> {
        self.incidents.iter().find(|incident| incident.number == number)
    }

    /// When `limit` of `incident` is reached; `None` where its severity sets none.
    pub fn limit_at(&self, incident: &Incident, limit: Limit) -> Option<Stamp> {
        let severity = self.book.severity(&incident.severity)?;
        let within = match limit {
            Limit::Rto => severity.rto,
            Limit::Respond => severity.respond,
        };
        Some(incident.declared.plus_millis(self.scaled(within?)))
    }

    /// The level that is told next, with who and when; `None` once all were told.
    pub fn next_level(&self, incident: &Incident) -> Option<(usize, &str, Stamp)> {
        let severity = self.book.severity(&incident.severity)?;
        let told = |level: usize| incident.escalated.iter().any(|it| it.level == level);
        let open = severity.escalate.iter().enumerate().filter(|(level, _)| !told(*level));
        open.map(|(level, it)| (level, it.to.as_str(), incident.declared.plus_millis(self.scaled(it.after))))
            .min_by_key(|(level, _, at)| (*at, *level))
    }
}
