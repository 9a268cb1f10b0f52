//! A service whose page, health and temper a test changes while it is watched.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How it answers.
#[derive(Clone)]
pub enum Temper {
    /// With this status and body.
    Says(u16, String),
    /// Not at all: it takes the connection and is silent.
    Silent,
    /// With a body, to those alone whose `Authorization` is this.
    Asks(String, String),
}

/// A service on loopback; it ends when dropped.
pub struct Service {
    pub url: String,
    temper: Arc<Mutex<Temper>>,
    task: JoinHandle<()>,
}

impl Service {
    pub async fn start(temper: Temper) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let temper = Arc::new(Mutex::new(temper));
        let shared = Arc::clone(&temper);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&shared)));
            }
        });
        Self { url, temper, task }
    }

    /// A page with `errors` at this value.
    pub async fn of(value: &str) -> Self {
        Self::start(Temper::Says(200, page(value))).await
    }

    pub fn now(&self, temper: Temper) {
        *self.temper.lock().unwrap() = temper;
    }

    /// From now on, `errors` has this value.
    pub fn is(&self, value: &str) {
        self.now(Temper::Says(200, page(value)));
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub fn page(value: &str) -> String {
    format!("errors {value}\n")
}

async fn answer(mut stream: TcpStream, temper: Arc<Mutex<Temper>>) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(read) if read > 0 => request.extend_from_slice(&buffer[..read]),
            _ => return,
        }
    }
    let request = String::from_utf8_lossy(&request).to_lowercase();
    let now = temper.lock().unwrap().clone();
    let (status, body) = match now {
        Temper::Says(status, body) => (status, body),
        Temper::Asks(authorization, body) => {
            if request.contains(&format!("authorization: {}", authorization.to_lowercase())) {
                (200, body)
            } else {
                (401, format!("not you: {request}"))
            }
        }
        Temper::Silent => {
            // Until the peer gives up.
            while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
            return;
        }
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
}
