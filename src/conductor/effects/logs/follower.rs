//! Following one log for as long as the run is on.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::tail::Tail;
use crate::checks::Context;
use crate::conductor::handle::Request;
use crate::exec::{self, Exit, FollowSpec, Mask};
use crate::metrics::Timestamp;
use crate::model::live::LogStanding;
use crate::model::stamp::Stamp;

/// How often what is new is told.
const BEAT: Duration = Duration::from_millis(250);
/// The pause before a command that ended is started again, doubled each time it ends soon.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// A log and what it needs.
pub(super) struct Follower {
    pub(super) text: String,
    pub(super) tail: Arc<Mutex<Tail>>,
    pub(super) context: watch::Receiver<Option<Arc<Context>>>,
    pub(super) mask: watch::Receiver<Arc<Mask>>,
    pub(super) requests: mpsc::Sender<Request>,
}

impl Follower {
    /// Follows until stopped, once a client has `looked`.
    pub(super) async fn run(self, mut looked: watch::Receiver<bool>, stop: CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = async {
                if looked.wait_for(|looked| *looked).await.is_ok() {
                    tokio::join!(self.follow(), self.tell_on());
                }
            } => {}
        }
        self.stand(LogStanding::Idle);
        self.tell();
    }

    async fn follow(&self) {
        let mut pause = PAUSE;
        loop {
            let Some(context) = self.context.borrow().clone() else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let spec = FollowSpec {
                text: self.text.clone(),
                folder: context.folder.clone(),
                env: context.env.clone(),
            };
            self.stand(LogStanding::Following);
            let begun = Instant::now();
            let ended = exec::follow(spec, || Arc::clone(&self.mask.borrow()), |line| self.take(line)).await;
            if begun.elapsed() > LONGEST_PAUSE {
                pause = PAUSE;
            }
            // A stand-in that ends at once has said all that it was told to say: again it would say the same. One that
            // has followed pods ends with them, as the real one does.
            let over = context.simulated && ended == Ok(Exit::Code(0)) && begun.elapsed() < PAUSE;
            let why = match ended {
                Ok(Exit::Code(code)) => format!("exit {code}"),
                Ok(Exit::Signal(signal)) => format!("ended by signal {signal}"),
                Err(why) => why,
            };
            let millis = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
            let again = (!over).then(|| now().plus_millis(millis));
            self.stand(LogStanding::Ended { why, again });
            if over {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn tell_on(&self) {
        let mut beats = tokio::time::interval(BEAT);
        beats.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut last = None;
        loop {
            beats.tick().await;
            let now = self.tail().snapshot();
            if last.as_ref() != Some(&now) {
                last = Some(now);
                self.tell();
            }
        }
    }

    fn take(&self, line: &[u8]) {
        self.tail().push(now(), line);
    }

    fn stand(&self, standing: LogStanding) {
        self.tail().stand(standing);
    }

    /// Lossy on purpose: what passes by never waits for the conductor.
    fn tell(&self) {
        for live in self.tail().news() {
            let _ = self.requests.try_send(Request::Live(live));
        }
    }

    fn tail(&self) -> std::sync::MutexGuard<'_, Tail> {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn now() -> Stamp {
    Stamp::from_millis(Timestamp::from(std::time::SystemTime::now()).as_millis())
}
