//! Exit codes.

use std::process::ExitCode;

use crate::model::verdict::RunOutcome;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: the run ended GO, or the command did its work.
    Done,
    /// 1: an error; `verify`: tampered.
    Error,
    /// 2: wrong usage; `verify`: incomplete or unsealed.
    Usage,
    /// 3: the run ended NO-GO or rolled back; `verify`: valid with exceptions.
    NoGo,
    /// 4: the run is parked and needs a person.
    Parked,
}

impl Exit {
    /// What a run's outcome means.
    pub fn of(outcome: RunOutcome) -> Self {
        match outcome {
            RunOutcome::Go => Self::Done,
            RunOutcome::NoGo | RunOutcome::RolledBack => Self::NoGo,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Error => 1,
            Exit::Usage => 2,
            Exit::NoGo => 3,
            Exit::Parked => 4,
        })
    }
}
