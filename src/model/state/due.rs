//! When phases are due, and how long they take.

use super::State;
use crate::model::runbook::Phase;
use crate::model::stamp::Stamp;

/// When the deployment is, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deployment {
    /// Planned for this moment.
    Planned(Stamp),
    /// It began at this moment.
    Began(Stamp),
    /// Nobody has said: as if it were now.
    Unknown(Stamp),
}

impl Deployment {
    /// The moment.
    pub const fn at(self) -> Stamp {
        match self {
            Self::Planned(at) | Self::Began(at) | Self::Unknown(at) => at,
        }
    }
}

/// When a phase is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhaseDue {
    /// The moment.
    pub at: Stamp,
    /// What it is counted from.
    pub from: Deployment,
}

impl State {
    /// When the deployment is: as planned, else since its first step, else as if it were `now`.
    pub fn deployment(&self, now: Stamp) -> Deployment {
        let planned = self.start.as_ref().and_then(|start| start.planned);
        match (planned, self.deploy_began) {
            (Some(at), _) => Deployment::Planned(at),
            (None, Some(at)) => Deployment::Began(at),
            (None, None) => Deployment::Unknown(now),
        }
    }

    /// When `phase` is due; `None` where it doesn't say. What is due with the deployment is due to begin: once it has
    /// begun it is never late.
    pub fn phase_due(&self, phase: &Phase, now: Stamp) -> Option<PhaseDue> {
        let offset = phase.due?.as_millis();
        if offset == 0 && self.phase_began(phase).is_some() {
            return None;
        }
        let from = self.deployment(now);
        let offset = offset / i64::from(self.speed());
        Some(PhaseDue { at: from.at().plus_millis(offset), from })
    }

    /// Whether every step of `phase` is settled.
    pub fn phase_settled(&self, phase: &Phase) -> bool {
        phase.step.iter().all(|step| self.status(step).is_settled())
    }

    /// The phase that is due first of those that are open.
    pub fn next_due(&self, now: Stamp) -> Option<(&Phase, PhaseDue)> {
        let open = self.book.phase.iter().filter(|phase| phase.due.is_some() && !self.phase_settled(phase));
        open.filter_map(|phase| Some((phase, self.phase_due(phase, now)?))).min_by_key(|(_, due)| due.at)
    }

    /// When the first step of `phase` began.
    pub fn phase_began(&self, phase: &Phase) -> Option<Stamp> {
        phase.step.iter().filter_map(|step| self.step(&step.id)?.began()).min()
    }
}
