use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Caught and not acted on. A caught signal, unlike an ignored one, is back at its default in the programs that are
/// started, whatever this process has inherited itself.
const CAUGHT: [SignalKind; 9] = [
    SignalKind::hangup(),
    SignalKind::quit(),
    SignalKind::user_defined1(),
    SignalKind::user_defined2(),
    SignalKind::alarm(),
    SignalKind::child(),
    SignalKind::pipe(),
    SignalKind::io(),
    // SIGXFSZ: a file size limit then is an error of the write, not a death.
    SignalKind::from_raw(25),
];

/// The shim's attitude to signals: none ends it.
#[derive(Debug)]
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    _caught: Vec<Signal>,
}

impl Signals {
    pub(super) fn catch() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            _caught: CAUGHT.into_iter().map(signal).collect::<io::Result<_>>()?,
        })
    }

    /// Somebody wants the shim to end: the system going down, or a person.
    pub(super) async fn told_to_end(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
