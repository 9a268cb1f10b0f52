//! The way to a conductor from outside its task.

use std::sync::Arc;

use tokio::sync::{broadcast, mpsc, oneshot};

use super::RunFolder;
use crate::exec::TerminalSize;
use crate::model::event::Recorded;
use crate::model::live::{Here, Live, Seat};
use crate::model::state::History;
use crate::model::{Actor, Ask, Refusal, Report, State};

/// What a conductor tells everybody.
#[derive(Clone, Debug)]
pub enum Notice {
    /// Events that were decided together, on disk by now.
    Events(Arc<[Recorded]>),
    /// Something that passes by.
    Live(Arc<Live>),
}

/// A state and what comes after it.
pub struct Subscription {
    /// The state at the time of subscribing.
    pub state: State,
    /// Everything after it. A receiver that lags subscribes anew.
    pub notices: broadcast::Receiver<Notice>,
    /// How long steps took in past runs.
    pub history: Arc<History>,
}

/// What reaches the actor.
pub(super) enum Request {
    Ask { by: Actor, seat: Seat, ask: Ask, reply: oneshot::Sender<Result<(), Refusal>> },
    Report(Report),
    Live(Live),
    Subscribe(oneshot::Sender<Subscription>),
    Passing(oneshot::Sender<Vec<Live>>),
    Presence(Vec<Here>),
    Terminal(TerminalSize),
    Stop(oneshot::Sender<()>),
}

/// The way to a conductor. Cheap to clone; the conductor ends when told to, not when handles are dropped.
#[derive(Clone)]
pub struct Handle {
    pub(super) requests: mpsc::Sender<Request>,
    pub(super) folder: RunFolder,
}

impl Handle {
    /// Asks on behalf of `by` in `seat`.
    ///
    /// # Errors
    /// The refusal; also where the conductor has ended.
    pub async fn ask(&self, by: Actor, seat: Seat, ask: Ask) -> Result<(), Refusal> {
        let (reply, answer) = oneshot::channel();
        let gone = || Refusal::ReadOnly { why: "the conductor has ended; attach again".to_owned() };
        self.requests.send(Request::Ask { by, seat, ask, reply }).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    /// The state now, and all that follows; `None` where the conductor has ended.
    pub async fn subscribe(&self) -> Option<Subscription> {
        let (reply, answer) = oneshot::channel();
        self.requests.send(Request::Subscribe(reply)).await.ok()?;
        answer.await.ok()
    }

    /// What has passed by already and still holds: the past of metrics, how guards and logs stand.
    pub async fn passing(&self) -> Vec<Live> {
        let (reply, answer) = oneshot::channel();
        if self.requests.send(Request::Passing(reply)).await.is_err() {
            return Vec::new();
        }
        answer.await.unwrap_or_default()
    }

    /// Tells who is attached.
    pub async fn presence(&self, clients: Vec<Here>) {
        // Nobody to tell once the conductor has ended.
        let _ = self.requests.send(Request::Presence(clients)).await;
    }

    /// Ends the conductor; commands that run go on. Returns when the journal is closed.
    pub async fn stop(&self) {
        let (reply, done) = oneshot::channel();
        if self.requests.send(Request::Stop(reply)).await.is_ok() {
            let _ = done.await;
        }
    }

    /// Tells how large the driver's pane for a command's terminal is: the next command starts with that.
    pub async fn terminal(&self, size: TerminalSize) {
        // Nobody to tell once the conductor has ended.
        let _ = self.requests.send(Request::Terminal(size)).await;
    }

    /// The run's folder.
    pub fn folder(&self) -> &RunFolder {
        &self.folder
    }
}
