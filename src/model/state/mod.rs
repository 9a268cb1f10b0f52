//! What a run looks like after some of its events.

mod book;
mod eta;
mod mode;
mod next;
mod run;
mod status;
mod step;

pub use book::{Book, Place};
pub use eta::{History, eta, step_estimate};
pub use mode::{Ended, Mode, PlanRun};
pub use next::{Next, next};
pub use run::{Declined, GuardState, Note, Offer, State};
pub use status::Status;
pub use step::{Answer, Attempt, CheckState, Look, Resolution, Settled, Signoff, StepState, Try, WatchState};
