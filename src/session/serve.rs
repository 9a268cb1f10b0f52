//! One client, from its hello to its end.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use super::message::{FromClient, FromConductor, Hello, Welcome};
use super::server::Shared;
use super::transcript::{self, Wanted};
use super::v0::{V0, V0Answer};
use super::{PROTOCOL, SessionError, frame};
use crate::conductor::{Notice, Subscription};
use crate::exec::{TerminalSize, Transcript, terminal};
use crate::model::ids::{Person, StepId};
use crate::model::live::Seat;
use crate::model::{Actor, Ask, State};

/// How long a client may take for its hello.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many bytes of a transcript go into one answer.
const MOST_BYTES: usize = 256 << 10;

/// How many bytes of the state's JSON go into one frame, before escaping.
const PART: usize = 256 << 10;

/// What a client is told whose conductor goes.
const ENDED: &str = "the conductor has ended; attach again";

pub(super) struct Client {
    pub(super) shared: Arc<Shared>,
    pub(super) stream: UnixStream,
}

/// The first frame: a hello, or a request of the frozen protocol 0.
#[derive(Deserialize)]
struct First {
    v0: Option<String>,
}

pub(super) async fn serve_client(client: Client) {
    let Client { shared, stream } = client;
    // The socket is private to its owner; this holds where its folder is shared.
    let mine = stream.peer_cred().is_ok_and(|peer| peer.uid() == rustix::process::geteuid().as_raw());
    let (mut from, mut to) = stream.into_split();
    if !mine {
        bye(&mut to, "this run belongs to another user".to_owned()).await;
        return;
    }
    let first =
        tokio::time::timeout(PATIENCE, frame::read::<serde_json::Value>(&mut from, frame::MOST_BEFORE_HELLO));
    let Ok(Ok(Some(first))) = first.await else { return };
    let is_v0 = serde_json::from_value::<First>(first.clone()).is_ok_and(|it| it.v0.is_some());
    if is_v0 {
        if let Ok(request) = serde_json::from_value(first) {
            answer_v0(&shared, &mut to, request).await;
        }
        return;
    }
    match serde_json::from_value::<Hello>(first) {
        Ok(hello) if (hello.oldest..=hello.newest).contains(&PROTOCOL) => {
            attend(&shared, from, to, hello).await;
        }
        Ok(hello) => {
            let reason = format!(
                "this conductor is gonogo {} and speaks protocol {PROTOCOL}, the client is {} and speaks {}-{}: \
                 attach with gonogo {}, or stop this conductor with `gonogo attach --restart`",
                env!("CARGO_PKG_VERSION"),
                hello.version,
                hello.oldest,
                hello.newest,
                env!("CARGO_PKG_VERSION"),
            );
            bye(&mut to, reason).await;
        }
        Err(error) => bye(&mut to, format!("that was no hello: {error}")).await,
    }
}

async fn bye(to: &mut OwnedWriteHalf, reason: String) {
    // The peer may be gone already.
    let _ = frame::write(to, &FromConductor::Bye { reason }).await;
}

async fn attend(shared: &Arc<Shared>, from: OwnedReadHalf, mut to: OwnedWriteHalf, hello: Hello) {
    let Some(subscription) = shared.handle.subscribe().await else {
        return bye(&mut to, ENDED.to_owned()).await;
    };
    let (id, seat) = shared.enter(hello.person.clone(), hello.seat, subscription.state.driver.as_ref());
    let mut visit = Visit { shared, id, person: hello.person, seat };
    if let Err(error) = visit.run(subscription, from, &mut to).await {
        bye(&mut to, error.to_string()).await;
    }
    shared.leave(id);
    shared.handle.presence(shared.here()).await;
}

struct Visit<'a> {
    shared: &'a Arc<Shared>,
    id: u64,
    person: Person,
    seat: Seat,
}

impl Visit<'_> {
    async fn run(
        &mut self,
        subscription: Subscription,
        from: OwnedReadHalf,
        to: &mut OwnedWriteHalf,
    ) -> Result<(), SessionError> {
        let ended = || SessionError::Refused(ENDED.to_owned());
        let handle = &self.shared.handle;
        self.welcome(&subscription, to).await?;
        for live in handle.passing().await {
            frame::write(to, &FromConductor::Live(live)).await?;
        }
        handle.presence(self.shared.here()).await;
        let mut notices = subscription.notices;
        let (frames_tx, mut frames) = mpsc::channel(64);
        let mut moved = self.shared.moved.subscribe();
        let reader = tokio::spawn(read_on(from, frames_tx));
        let served = loop {
            tokio::select! {
                notice = notices.recv() => match notice {
                    Ok(notice) => tell(to, &notice).await?,
                    Err(RecvError::Lagged(missed)) => {
                        break Err(SessionError::Refused(format!("fell behind by {missed} messages; attach again")));
                    }
                    Err(RecvError::Closed) => break Err(ended()),
                },
                frame = frames.recv() => match frame {
                    Some(Ok(FromClient::Detach)) | None => break Ok(()),
                    Some(Ok(message)) => {
                        if let Some(answer) = self.answer(message).await {
                            // What a wish has changed is told before it is answered.
                            while let Ok(notice) = notices.try_recv() {
                                tell(to, &notice).await?;
                            }
                            frame::write(to, &answer).await?;
                        }
                    }
                    Some(Err(error)) => break Err(error),
                },
                Ok(()) = moved.changed() => {
                    let seat = self.shared.seat(self.id);
                    if seat != self.seat {
                        self.seat = seat;
                        frame::write(to, &FromConductor::Seat { seat }).await?;
                        handle.presence(self.shared.here()).await;
                    }
                }
            }
        };
        reader.abort();
        served
    }

    async fn welcome(
        &self,
        subscription: &Subscription,
        to: &mut OwnedWriteHalf,
    ) -> Result<(), SessionError> {
        let state = &subscription.state;
        let welcome = Welcome {
            protocol: PROTOCOL,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            run: self.shared.handle.folder().run().clone(),
            seat: self.seat,
            epoch: state.epoch,
            history: (*subscription.history).clone(),
            read_only: None,
        };
        frame::write(to, &FromConductor::Welcome(Box::new(welcome))).await?;
        snapshot(state, to).await
    }

    async fn answer(&mut self, message: FromClient) -> Option<FromConductor> {
        match message {
            FromClient::Ask { id, ask } => {
                Some(FromConductor::Reply { id, refusal: self.ask(ask).await.err() })
            }
            FromClient::Lines { id, step, attempt, from, count } => {
                let folder = self.shared.handle.folder().clone();
                let wanted = Wanted { id, step, attempt, from, count };
                let lines =
                    tokio::task::spawn_blocking(move || transcript::read(&folder, wanted)).await.ok()?;
                Some(FromConductor::Lines(lines))
            }
            FromClient::Bytes { id, step, attempt, offset } => {
                let dir = self.shared.handle.folder().attempt(&step, attempt);
                let bytes =
                    Transcript::open(&dir).and_then(|it| it.read(offset, MOST_BYTES)).unwrap_or_default();
                Some(FromConductor::Bytes { id, step, attempt, offset, bytes: STANDARD.encode(bytes) })
            }
            FromClient::Keys { step, bytes } => {
                if let (Some(dir), Ok(keys)) = (self.terminal(&step).await, STANDARD.decode(bytes)) {
                    // A command that has just ended takes no keys.
                    let _ = terminal::send_keys(&dir, &keys);
                }
                None
            }
            FromClient::Resize { step, cols, rows } => {
                if self.shared.seat(self.id) == Seat::Driver {
                    // The step's command may be about to start: it finds its terminal as large as it is shown.
                    self.shared.handle.terminal(TerminalSize { rows, columns: cols }).await;
                }
                if let Some(dir) = self.terminal(&step).await {
                    let _ = terminal::resize(&dir, TerminalSize { rows, columns: cols });
                }
                None
            }
            FromClient::Detach => None,
        }
    }

    /// The attempt's folder of a command that runs, for the driver alone.
    async fn terminal(&self, step: &StepId) -> Option<std::path::PathBuf> {
        if self.shared.seat(self.id) != Seat::Driver {
            return None;
        }
        let state = self.shared.handle.subscribe().await?.state;
        let attempt = state.step(step)?.running()?.number;
        Some(self.shared.handle.folder().attempt(step, attempt))
    }

    async fn ask(&mut self, ask: Ask) -> Result<(), crate::model::Refusal> {
        let takes_over = matches!(ask, Ask::Drive { .. });
        let by = Actor::Person(self.person.clone());
        self.shared.handle.ask(by, self.shared.seat(self.id), ask).await?;
        if takes_over {
            self.shared.take_over(self.id);
        }
        Ok(())
    }
}

async fn tell(to: &mut OwnedWriteHalf, notice: &Notice) -> Result<(), SessionError> {
    match notice {
        Notice::Events(batch) => {
            for recorded in batch.iter() {
                frame::write(to, &FromConductor::Event(Box::new(recorded.clone()))).await?;
            }
            Ok(())
        }
        Notice::Live(live) => frame::write(to, &FromConductor::Live((**live).clone())).await,
    }
}

async fn snapshot(state: &State, to: &mut OwnedWriteHalf) -> Result<(), SessionError> {
    let json = serde_json::to_string(state)?;
    let mut rest = json.as_str();
    loop {
        let mut end = rest.len().min(PART);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (part, after) = rest.split_at(end);
        rest = after;
        let last = rest.is_empty();
        frame::write(to, &FromConductor::Snapshot { part: part.to_owned(), last }).await?;
        if last {
            return Ok(());
        }
    }
}

async fn read_on(mut from: OwnedReadHalf, frames: mpsc::Sender<Result<FromClient, SessionError>>) {
    loop {
        let next = match frame::read(&mut from, frame::MOST).await {
            Ok(Some(message)) => Ok(message),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let broken = next.is_err();
        if frames.send(next).await.is_err() || broken {
            return;
        }
    }
}

async fn answer_v0(shared: &Arc<Shared>, to: &mut OwnedWriteHalf, request: V0) {
    let Some(subscription) = shared.handle.subscribe().await else { return };
    let state = &subscription.state;
    let lines = match request {
        V0::Status => status_lines(state),
        V0::Tail => tail_lines(shared, state),
        V0::Stop => vec!["stopping; commands that run go on".to_owned()],
    };
    let answer = V0Answer {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        run: shared.handle.folder().run().to_string(),
        lines,
    };
    let _ = frame::write(to, &answer).await;
    if request == V0::Stop {
        shared.stop.notify_one();
    }
}

fn status_lines(state: &State) -> Vec<String> {
    let mut lines = vec![format!("{} events", state.events)];
    lines.extend(state.outcome().map(|outcome| format!("ended {}", outcome.word())));
    lines.extend(state.running().map(|step| format!("running {step}")));
    lines.extend(state.current().map(|step| format!("current {} {}", step.id, state.status(step).word())));
    lines
}

fn tail_lines(shared: &Arc<Shared>, state: &State) -> Vec<String> {
    let last = state
        .steps
        .iter()
        .filter_map(|(id, of)| of.attempt().map(|attempt| (attempt.started, id, attempt.number)))
        .max_by_key(|(started, ..)| *started);
    let Some((_, step, attempt)) = last else { return Vec::new() };
    let total = transcript::read(
        shared.handle.folder(),
        Wanted { id: 0, step: step.clone(), attempt, from: 0, count: 0 },
    )
    .total;
    let wanted = Wanted { id: 0, step: step.clone(), attempt, from: total.saturating_sub(40), count: 40 };
    transcript::read(shared.handle.folder(), wanted).lines.into_iter().map(|line| line.text).collect()
}
