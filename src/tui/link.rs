//! The screen's two ends: the conductor's channels, and how the screen was left.

use crate::model::State;
use crate::model::verdict::RunOutcome;
use crate::session::message::{FromClient, FromConductor, Welcome};

/// A connection to a conductor, past its welcome and snapshot.
#[derive(Debug)]
pub struct Link {
    /// The conductor's welcome.
    pub welcome: Welcome,
    /// The run as the snapshot has it.
    pub state: State,
    /// What the conductor sends from then on.
    pub incoming: tokio::sync::mpsc::Receiver<FromConductor>,
    /// What is sent to it.
    pub outgoing: tokio::sync::mpsc::Sender<FromClient>,
}

/// How the screen was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// By the person, or by a signal; the run goes on.
    Detached,
    /// After the run's end.
    Ended(RunOutcome),
    /// The conductor is gone: attach again, then call [`run`](super::run()) again.
    Lost(String),
}
