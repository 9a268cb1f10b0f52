//! A server that does what servers must not.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// What it does with a connection.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// Takes it and says nothing.
    Silent,
    /// Closes it at once.
    Closed,
    /// Sends half a body and stops.
    Half,
    /// Sends half a body and closes.
    Torn,
    /// Sends half a body and resets the connection.
    Reset,
    /// Sends a body without end.
    Endless,
    /// Says something that is no protocol.
    Rubbish,
}

/// A server with a fault; it ends when dropped.
pub struct Faulty {
    pub port: u16,
    task: JoinHandle<()>,
    closed: mpsc::UnboundedReceiver<()>,
}

impl Faulty {
    pub async fn start(fault: Fault) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (gone, closed) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let gone = gone.clone();
                tokio::spawn(async move {
                    serve(stream, fault).await;
                    let _ = gone.send(());
                });
            }
        });
        Self { port, task, closed }
    }

    /// Waits until a peer has let go of its connection.
    pub async fn left(&mut self) {
        self.closed.recv().await.unwrap();
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, fault: Fault) {
    let mut request = [0; 4_096];
    if !matches!(fault, Fault::Silent | Fault::Closed) {
        let _ = stream.read(&mut request).await;
    }
    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"status\":";
    match fault {
        Fault::Closed | Fault::Silent => {}
        Fault::Half | Fault::Torn => drop(stream.write_all(half).await),
        Fault::Reset => {
            let _ = stream.write_all(half).await;
            // A socket that lingers for no time at all is reset when it is closed.
            rustix::net::sockopt::set_socket_linger(&stream, Some(std::time::Duration::ZERO)).unwrap();
        }
        Fault::Rubbish => drop(stream.write_all(b"\x00\x1b[2Jnonsense\r\n\r\n").await),
        Fault::Endless => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            let more = vec![b'x'; 64 * 1024];
            while stream.write_all(&more).await.is_ok() {}
        }
    }
    if matches!(fault, Fault::Silent | Fault::Half) {
        // Until the peer goes away.
        while stream.read(&mut request).await.is_ok_and(|read| read > 0) {}
    }
}
