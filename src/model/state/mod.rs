//! What a run looks like after some of its events.

mod book;
mod clock;
mod due;
mod eta;
mod incident;
mod mode;
mod next;
mod poll;
mod run;
mod status;
mod step;
mod timer;

pub use book::{Book, Place};
pub use clock::{ClockRun, ClockStanding, Stopped};
pub use due::{Deployment, PhaseDue};
pub use eta::{History, eta, step_estimate};
pub use incident::{Escalated, Incident, Limit, Resolved};
pub use mode::{Ended, Mode, PlanRun};
pub use next::{Next, next};
pub use poll::{Poll, polls};
pub use run::{Declined, GuardState, Note, Offer, Override, State};
pub use status::Status;
pub use step::{Answer, Attempt, CheckState, Look, Resolution, Settled, Signoff, StepState, Try, WatchState};
pub use timer::Timer;
