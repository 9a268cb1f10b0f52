//! What comes due by the mere passing of time.

use super::{Limit, State};
use crate::model::ids::ClockId;
use crate::model::stamp::Stamp;

/// Something that comes due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The next level of an incident's escalation is told.
    Level {
        /// The incident.
        incident: u32,
        /// The level, from 0.
        level: usize,
    },
    /// A limit of an incident's severity is missed.
    Limit {
        /// The incident.
        incident: u32,
        /// Which.
        limit: Limit,
    },
    /// A clock is missed.
    Clock {
        /// The clock.
        clock: ClockId,
        /// Its number.
        number: u32,
    },
}

impl State {
    /// Everything that is still to come due, with the moment. What has come due already is not among it.
    pub fn timers(&self) -> Vec<(Stamp, Timer)> {
        if self.outcome().is_some() || (self.incidents.is_empty() && self.clocks.is_empty()) {
            return Vec::new();
        }
        let mut timers = Vec::new();
        for incident in self.open_incidents() {
            let number = incident.number;
            if let Some((level, _, at)) = self.next_level(incident) {
                timers.push((at, Timer::Level { incident: number, level }));
            }
            for limit in [Limit::Respond, Limit::Rto] {
                let answered = limit == Limit::Respond && incident.responded.is_some();
                let at = self.limit_at(incident, limit).filter(|_| !answered && !incident.missed(limit));
                // Missed is what is over, not what is just reached.
                timers.extend(at.map(|at| (at.plus_millis(1), Timer::Limit { incident: number, limit })));
            }
        }
        for run in self.clocks.iter().filter(|run| run.stopped.is_none() && run.missed.is_none()) {
            let timer = Timer::Clock { clock: run.clock.clone(), number: run.number };
            timers.extend(self.clock_due(run).map(|at| (at.plus_millis(1), timer)));
        }
        timers
    }

    /// What comes due first.
    pub fn next_timer(&self) -> Option<(Stamp, Timer)> {
        self.timers().into_iter().min_by_key(|(at, _)| *at)
    }
}
