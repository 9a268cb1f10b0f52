use std::{
    io::{self, PipeReader, Read},
    os::fd::OwnedFd,
    thread,
};

use tokio::{net::unix::pipe, sync::mpsc};

const PIECE: usize = 128 * 1024;
/// What an unprivileged process may ask for on Linux: fewer switches between writer and reader.
const PIPE: usize = 1024 * 1024;

/// One end of the command's output.
#[derive(Debug)]
pub(super) struct Source {
    kind: Kind,
    piece: Vec<u8>,
}

#[derive(Debug)]
enum Kind {
    Pipe(pipe::Receiver),
    Terminal(mpsc::Receiver<Vec<u8>>),
    Closed,
}

impl Source {
    pub(super) fn pipe(reader: PipeReader) -> io::Result<Self> {
        let fd = OwnedFd::from(reader);
        #[cfg(target_os = "linux")]
        let _ = rustix::pipe::fcntl_setpipe_size(&fd, PIPE);
        Ok(Self { kind: Kind::Pipe(pipe::Receiver::from_owned_fd(fd)?), piece: vec![0; PIECE] })
    }

    /// A terminal's master, which can only be read blocking.
    pub(super) fn terminal(mut master: Box<dyn Read + Send>) -> io::Result<Self> {
        let (sender, receiver) = mpsc::channel(16);
        thread::Builder::new().name("read-terminal".into()).spawn(move || {
            let mut piece = vec![0; 16 * 1024];
            // Linux reports the end of a terminal as an error.
            while let Ok(read @ 1..) = master.read(&mut piece) {
                if sender.blocking_send(piece[..read].to_vec()).is_err() {
                    break;
                }
            }
        })?;
        Ok(Self { kind: Kind::Terminal(receiver), piece: Vec::new() })
    }

    pub(super) fn closed() -> Self {
        Self { kind: Kind::Closed, piece: Vec::new() }
    }

    pub(super) fn is_closed(&self) -> bool {
        matches!(self.kind, Kind::Closed)
    }

    /// The next piece, empty at the end. Pends for ever once closed. Safe to drop between two calls.
    pub(super) async fn next(&mut self) -> &[u8] {
        let read = match &mut self.kind {
            Kind::Closed => std::future::pending().await,
            Kind::Terminal(receiver) => match receiver.recv().await {
                Some(piece) => {
                    self.piece = piece;
                    self.piece.len()
                }
                None => 0,
            },
            Kind::Pipe(receiver) => loop {
                if receiver.readable().await.is_err() {
                    break 0;
                }
                match receiver.try_read(&mut self.piece) {
                    Ok(read) => break read,
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    Err(_) => break 0,
                }
            },
        };
        if read == 0 {
            self.kind = Kind::Closed;
        }
        &self.piece[..read]
    }
}

/// Both ends of the command's output.
#[derive(Debug)]
pub(super) struct Sources {
    pub(super) stdout: Source,
    pub(super) stderr: Source,
}

impl Sources {
    pub(super) fn are_closed(&self) -> bool {
        self.stdout.is_closed() && self.stderr.is_closed()
    }

    /// Reads on and drops what comes: processes that outlive their step must not die of a broken pipe.
    pub(super) async fn linger(&mut self) {
        while !self.are_closed() {
            tokio::select! {
                _ = self.stdout.next() => {}
                _ = self.stderr.next() => {}
            }
        }
    }
}
