//! What has happened in a run. These are journalled, sent to clients and folded; nothing else is the truth.
//!
//! No event holds a floating-point number or a secret; new kinds and new optional fields may be added, none removed.

mod attempt_end;
mod baseline;
mod guard_phase;
mod observation;
mod recorded;
mod run_started;
mod vocabulary;

pub use attempt_end::{AttemptEnd, FailedCommand};
pub use baseline::Baseline;
pub use guard_phase::GuardPhase;
pub use observation::{CriterionEnd, Observation};
pub use recorded::Recorded;
pub use run_started::{RehearsalOf, RunStarted};
pub use vocabulary::Event;
