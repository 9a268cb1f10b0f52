//! From commands to events, or a refusal. Pure: what it needs to know stands in the state and the command.

mod access;
mod ask;
mod evidence;
mod follow;
mod input;
mod plan;
mod report;
mod run;
mod settle;
mod sign;

pub use evidence::evidence;

use super::{Command, Event, Refusal, State};

/// What follows from `command`: events to be recorded in this order, none where there is nothing to do.
///
/// # Errors
/// A [`Refusal`] where the wish can't be granted; the state stays as it is.
pub fn decide(state: &State, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Ask(ask) => ask::decide(state, ask),
        Command::Report(report) => Ok(report::decide(state, report)),
    }
}
