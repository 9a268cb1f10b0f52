//! A client's end of the socket.

use std::path::Path;
use std::time::Duration;

use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;

use super::message::{FromClient, FromConductor, Hello, Welcome};
use super::v0::{V0, V0Answer};
use super::{PROTOCOL, SessionError, frame};
use crate::model::State;
use crate::model::ids::Person;
use crate::model::live::Seat;

/// How long a conductor may take to answer a hello.
const PATIENCE: Duration = Duration::from_secs(5);

/// A client that is attached: the state at the welcome, and two lanes.
pub struct Attached {
    /// What the conductor said first.
    pub welcome: Welcome,
    /// The state that the events of `incoming` follow on.
    pub state: State,
    /// From the conductor; closed when the connection ends.
    pub incoming: mpsc::Receiver<FromConductor>,
    /// To the conductor.
    pub outgoing: mpsc::Sender<FromClient>,
}

/// The hello of this version.
pub fn hello(person: Person, seat: Seat) -> Hello {
    Hello { oldest: PROTOCOL, newest: PROTOCOL, version: env!("CARGO_PKG_VERSION").to_owned(), person, seat }
}

/// Attaches at `socket`.
///
/// # Errors
/// No socket, no answer in time, a refusal with its reason.
pub async fn connect(socket: &Path, hello: &Hello) -> Result<Attached, SessionError> {
    let (mut from, mut to) = stream(socket).await?.into_split();
    frame::write(&mut to, hello).await?;
    let (welcome, state) = tokio::time::timeout(PATIENCE, welcome(&mut from))
        .await
        .map_err(|_| SessionError::Refused("no answer to the hello".to_owned()))??;
    let (incoming_tx, incoming) = mpsc::channel(1024);
    let (outgoing, outgoing_rx) = mpsc::channel(256);
    tokio::spawn(read_on(from, incoming_tx));
    tokio::spawn(write_on(to, outgoing_rx));
    Ok(Attached { welcome, state, incoming, outgoing })
}

/// Asks by the frozen protocol 0, which every version answers.
///
/// # Errors
/// No socket, no answer in time.
pub async fn ask_v0(socket: &Path, request: &V0) -> Result<V0Answer, SessionError> {
    let (mut from, mut to) = stream(socket).await?.into_split();
    frame::write(&mut to, request).await?;
    let answer = tokio::time::timeout(PATIENCE, frame::read(&mut from, frame::MOST)).await;
    match answer {
        Ok(Ok(Some(answer))) => Ok(answer),
        Ok(Err(error)) => Err(error),
        Ok(Ok(None)) | Err(_) => Err(SessionError::Refused("no answer".to_owned())),
    }
}

async fn stream(socket: &Path) -> Result<UnixStream, SessionError> {
    UnixStream::connect(socket)
        .await
        .map_err(|source| SessionError::Socket { path: socket.to_path_buf(), source })
}

async fn welcome(from: &mut OwnedReadHalf) -> Result<(Welcome, State), SessionError> {
    let mut welcome = None;
    let mut json = String::new();
    loop {
        match frame::read(from, frame::MOST).await? {
            Some(FromConductor::Welcome(it)) => welcome = Some(*it),
            Some(FromConductor::Snapshot { part, last }) => {
                json.push_str(&part);
                if let Some(welcome) = welcome.take_if(|_| last) {
                    return Ok((welcome, serde_json::from_str(&json)?));
                }
            }
            Some(FromConductor::Bye { reason }) => return Err(SessionError::Refused(reason)),
            Some(_) => {}
            None => return Err(SessionError::Refused("it closed the connection".to_owned())),
        }
    }
}

async fn read_on(mut from: OwnedReadHalf, incoming: mpsc::Sender<FromConductor>) {
    loop {
        let message = match frame::read(&mut from, frame::MOST).await {
            Ok(Some(message)) => message,
            Ok(None) => return,
            Err(error) => FromConductor::Bye { reason: error.to_string() },
        };
        let bye = matches!(message, FromConductor::Bye { .. });
        if incoming.send(message).await.is_err() || bye {
            return;
        }
    }
}

async fn write_on(mut to: OwnedWriteHalf, mut outgoing: mpsc::Receiver<FromClient>) {
    while let Some(message) = outgoing.recv().await {
        let detach = message == FromClient::Detach;
        if frame::write(&mut to, &message).await.is_err() || detach {
            return;
        }
    }
}
