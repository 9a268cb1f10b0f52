//! The way in: a wish or a report, each to its own kind.

use super::{ask, report};
use crate::model::{Command, Event, Refusal, State};

/// What follows from `command`: events to be recorded in this order, none where there is nothing to do.
///
/// # Errors
/// A [`Refusal`] where the wish can't be granted; the state stays as it is.
pub fn decide(state: &State, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Ask(ask) => ask::decide(state, ask, &[]),
        Command::AskAgainst(ask, against) => ask::decide(state, ask, against),
        Command::Report(report) => Ok(report::decide(state, report)),
    }
}
