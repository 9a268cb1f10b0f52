//! The followed logs of a run.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::follower::Follower;
use super::tail::Tail;
use crate::checks::Context;
use crate::conductor::handle::Request;
use crate::exec::Mask;
use crate::model::State;
use crate::model::live::Live;

/// The logs, followed from the first look at them to the run's end.
pub(in crate::conductor::effects) struct Panes {
    tails: Vec<Arc<Mutex<Tail>>>,
    looked: watch::Sender<bool>,
    context: watch::Sender<Option<Arc<Context>>>,
    mask: watch::Sender<Arc<Mask>>,
    /// What the mask hides.
    masked: Vec<String>,
    stop: CancellationToken,
}

impl Panes {
    /// Nothing runs until somebody looks.
    pub(in crate::conductor::effects) fn start(
        state: &State,
        requests: &mpsc::Sender<Request>,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) -> Self {
        let (looked, looks) = watch::channel(false);
        let (context, contexts) = watch::channel(None);
        let (mask, masks) = watch::channel(Arc::new(Mask::new::<&str>(&[])));
        let stop = stop.child_token();
        let mut tails = Vec::new();
        for log in &state.book.log {
            let tail = Arc::new(Mutex::new(Tail::new(log)));
            let follower = Follower {
                text: log.run.clone(),
                tail: Arc::clone(&tail),
                context: contexts.clone(),
                mask: masks.clone(),
                requests: requests.clone(),
            };
            tails.push(tail);
            if state.outcome().is_none() {
                tasks.spawn(follower.run(looks.clone(), stop.clone()));
            }
        }
        Self { tails, looked, context, mask, masked: Vec::new(), stop }
    }

    /// A client is here.
    pub(in crate::conductor::effects) fn look(&self) {
        self.looked.send_if_modified(|looked| !std::mem::replace(looked, true));
    }

    /// Takes the values that the next start of a command gets, and what is masked from now on.
    pub(in crate::conductor::effects) fn know(&mut self, secrets: &[String], context: Arc<Context>) {
        // Every event comes by here, and a mask costs an automaton.
        if self.masked != secrets {
            self.mask.send_replace(Arc::new(Mask::new(secrets)));
            secrets.clone_into(&mut self.masked);
        }
        self.context.send_replace(Some(context));
    }

    /// What was followed so far, for a client that attaches.
    pub(in crate::conductor::effects) fn all(&self) -> Vec<Live> {
        let tails = self.tails.iter();
        tails.flat_map(|tail| tail.lock().unwrap_or_else(PoisonError::into_inner).all()).collect()
    }

    /// Follows no more.
    pub(in crate::conductor::effects) fn end(&self) {
        self.stop.cancel();
    }
}
