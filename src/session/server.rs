//! A conductor's end of the socket: accepts clients, gives out seats, knows when nobody needs it any more.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::UnixListener;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::serve::{Client, serve_client};
use crate::conductor::{Handle, Notice};
use crate::model::State;
use crate::model::ids::Person;
use crate::model::live::{Here, Seat};
use crate::model::state::Status;

/// How often it is considered whether anybody needs the conductor.
const LOOK: Duration = Duration::from_millis(500);

/// How long a run that has ended waits for a client to come back.
const AFTER_END: Duration = Duration::from_secs(3);

/// Why serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nothing runs and nobody came for a while.
    Idle,
    /// It was told to.
    Told,
}

/// What clients share.
pub(super) struct Shared {
    pub(super) handle: Handle,
    seats: Mutex<Seats>,
    /// Counts changes of seats; a client looks at its own when it changes.
    pub(super) moved: watch::Sender<u64>,
    pub(super) stop: Notify,
}

#[derive(Default)]
struct Seats {
    next: u64,
    clients: BTreeMap<u64, Here>,
}

impl Shared {
    fn seats(&self) -> std::sync::MutexGuard<'_, Seats> {
        // A poisoned map is still a map: every change to it is one call.
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a client in; the driver's seat only where nobody sits in it, and only for who drives by the journal:
    /// `driver` comes back to it after a lost line or a killed conductor, anybody else is the pair until they take it over.
    pub(super) fn enter(&self, person: Person, wanted: Seat, driver: Option<&Person>) -> (u64, Seat) {
        let mut seats = self.seats();
        let free = driver == Some(&person) && seats.clients.values().all(|here| here.role != Seat::Driver);
        let seat = if wanted == Seat::Driver && !free { Seat::Pair } else { wanted };
        seats.next += 1;
        let id = seats.next;
        seats.clients.insert(id, Here { person, role: seat });
        (id, seat)
    }

    /// The client goes.
    pub(super) fn leave(&self, id: u64) {
        self.seats().clients.remove(&id);
    }

    /// The client takes the driver's seat; whoever sat in it is the pair now.
    pub(super) fn take_over(&self, id: u64) {
        for (other, here) in &mut self.seats().clients {
            if *other == id {
                here.role = Seat::Driver;
            } else if here.role == Seat::Driver {
                here.role = Seat::Pair;
            }
        }
        self.moved.send_modify(|changes| *changes += 1);
    }

    /// The client's seat now.
    pub(super) fn seat(&self, id: u64) -> Seat {
        self.seats().clients.get(&id).map_or(Seat::Observer, |here| here.role)
    }

    /// Who is here.
    pub(super) fn here(&self) -> Vec<Here> {
        self.seats().clients.values().cloned().collect()
    }
}

/// Serves clients at `listener` until nobody needs the conductor for `idle`, or a client or `stop` says so.
pub async fn serve(handle: Handle, listener: UnixListener, idle: Duration, stop: Arc<Notify>) -> Ended {
    let shared = Arc::new(Shared {
        handle: handle.clone(),
        seats: Mutex::new(Seats::default()),
        moved: watch::Sender::new(0),
        stop: Notify::new(),
    });
    let mut needed = Needed::start(&handle).await;
    let mut look = tokio::time::interval(LOOK);
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    tokio::spawn(serve_client(Client { shared: Arc::clone(&shared), stream }));
                }
            }
            _ = look.tick() => {
                if needed.look(&handle, shared.here().is_empty(), idle).await {
                    return Ended::Idle;
                }
            }
            () = stop.notified() => return Ended::Told,
            () = shared.stop.notified() => return Ended::Told,
        }
    }
}

/// Whether anybody needs the conductor: kept from the notices, so that no state is copied to find out.
struct Needed {
    notices: Option<tokio::sync::broadcast::Receiver<Notice>>,
    ended: bool,
    busy: bool,
    since: Instant,
}

impl Needed {
    async fn start(handle: &Handle) -> Self {
        let mut it = Self { notices: None, ended: false, busy: true, since: Instant::now() };
        it.refresh(handle).await;
        it
    }

    async fn refresh(&mut self, handle: &Handle) {
        if let Some(subscription) = handle.subscribe().await {
            let state = &subscription.state;
            self.ended = state.outcome().is_some();
            // Somebody must be told in time, whether a screen is there or not.
            let waits = state.open_incidents().any(|incident| state.next_level(incident).is_some());
            self.busy = waits && !self.ended
                || state
                    .steps
                    .keys()
                    .filter_map(|id| state.book.find(id))
                    .any(|step| state.status(step) == Status::Running && is_automatic(state, step));
            self.notices = Some(subscription.notices);
        }
    }

    async fn look(&mut self, handle: &Handle, alone: bool, idle: Duration) -> bool {
        let news = self.notices.as_mut().is_none_or(|notices| {
            let mut events = false;
            loop {
                match notices.try_recv() {
                    Ok(Notice::Events(_)) | Err(tokio::sync::broadcast::error::TryRecvError::Lagged(_)) => {
                        events = true;
                    }
                    Ok(Notice::Live(_)) => {}
                    Err(_) => return events,
                }
            }
        });
        if news {
            self.refresh(handle).await;
            self.since = Instant::now();
        }
        if !alone || self.busy {
            self.since = Instant::now();
        }
        self.since.elapsed() >= if self.ended { AFTER_END.min(idle) } else { idle }
    }
}

fn is_automatic(state: &State, step: &crate::model::runbook::Step) -> bool {
    use crate::model::state::Next;
    matches!(state.next(step), Next::Running | Next::Checking | Next::Watching)
}
