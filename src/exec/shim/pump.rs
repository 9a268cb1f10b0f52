use std::{
    fmt,
    io::{self, Write as _},
    thread,
    time::Duration,
};

use portable_pty::MasterPty;
use rustix::process::{WaitId, WaitIdOptions, waitid};
use tokio::{net::unix::pipe, sync::mpsc, time::Instant};

use super::{
    command::{Running, pty_size},
    signals::Signals,
    source::Sources,
    stopping::{Stopping, to_pid},
};
use crate::exec::{
    attempt_folder::AttemptFolder,
    attempt_spec::AttemptSpec,
    control::{Request, take_requests},
    ended::{End, Exit},
    mask::Mask,
    mask_stream::MaskStream,
    recorder::Recorder,
    transcript::Stream,
};

/// How long output is still read after bash's end while somebody keeps the pipe open.
const DRAIN: Duration = Duration::from_millis(200);

/// A command that writes many small pieces is read at this pace, instead of being woken for each of them.
const PACE: Duration = Duration::from_millis(2);
/// Smaller pieces, sooner after one another than [`PACE`], are many small pieces.
const SMALL: usize = 8 * 1024;

/// What the pump saw.
#[derive(Clone, Debug)]
pub(super) struct Finished {
    pub(super) exit: Exit,
    pub(super) end: End,
    pub(super) fault: Option<String>,
}

/// Carries the command's output to the transcript and requests to the command, until both have ended.
pub(super) struct Pump<'a> {
    pub(super) sources: Sources,
    pub(super) recorder: Recorder,
    mask: &'a Mask,
    held: [MaskStream; 2],
    pid: u32,
    exited: tokio::sync::oneshot::Receiver<io::Result<Exit>>,
    control: pipe::Receiver,
    requests: Vec<u8>,
    terminal: Option<Terminal>,
    deadline: Option<Instant>,
    grace: Duration,
}

struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: mpsc::Sender<Vec<u8>>,
}

impl fmt::Debug for Pump<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pump").field("pid", &self.pid).finish_non_exhaustive()
    }
}

impl<'a> Pump<'a> {
    pub(super) fn new(
        spec: &AttemptSpec,
        folder: &AttemptFolder,
        mask: &'a Mask,
        recorder: Recorder,
        running: Running,
    ) -> io::Result<Self> {
        Ok(Self {
            sources: running.sources,
            recorder,
            mask,
            held: [MaskStream::default(), MaskStream::default()],
            pid: running.pid,
            exited: watch(running.pid)?,
            // Open for writing, too: it must not come to an end when a sender closes it.
            control: pipe::OpenOptions::new().read_write(true).open_receiver(folder.control())?,
            requests: Vec::new(),
            terminal: running.terminal.map(Terminal::new).transpose()?,
            deadline: spec.timeout.map(|timeout| Instant::now() + timeout),
            grace: spec.grace,
        })
    }

    pub(super) async fn run(&mut self, mut signals: Signals) -> Finished {
        let mut stopping = Stopping::No;
        let mut exit = None;
        let mut fault = None;
        let mut drained_at: Option<Instant> = None;
        let mut last_piece: Option<Instant> = None;
        loop {
            let now = Instant::now();
            if exit.is_some() && stopping.is_over() {
                let drain = *drained_at.get_or_insert(now + DRAIN);
                if self.sources.are_closed() || now >= drain {
                    break;
                }
            }
            let deadline = self.deadline.filter(|_| exit.is_none() && matches!(stopping, Stopping::No));
            let alarm =
                [deadline, stopping.next_look(exit.is_some()), drained_at].into_iter().flatten().min();
            let mut small = None;
            tokio::select! {
                piece = self.sources.stdout.next() => {
                    record(&mut self.recorder, self.mask, &mut self.held[0], Stream::Stdout, piece);
                    small = Some(piece.len() < SMALL);
                }
                piece = self.sources.stderr.next() => {
                    record(&mut self.recorder, self.mask, &mut self.held[1], Stream::Stderr, piece);
                    small = Some(piece.len() < SMALL);
                }
                seen = &mut self.exited, if exit.is_none() => {
                    exit = Some(seen.unwrap_or_else(|_| Err(io::Error::other("nobody waited"))));
                }
                ready = self.control.readable() => {
                    if ready.is_ok() && self.obey() {
                        stopping.ask(End::Cancelled, self.pid, self.grace);
                    }
                }
                () = signals.told_to_end(), if matches!(stopping, Stopping::No) => {
                    fault = Some("the process that watches the command was told to end by a signal".to_owned());
                    stopping.ask(End::Cancelled, self.pid, self.grace);
                }
                () = sleep_until(alarm) => {
                    if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                        stopping.ask(End::TimedOut, self.pid, self.grace);
                    }
                    stopping.look(self.pid);
                }
            }
            if let Some(small) = small {
                let busy = last_piece.is_some_and(|last| last.elapsed() < PACE);
                if small && busy && exit.is_none() {
                    // Blocking on purpose: a waiting reactor is woken by each piece, which is what costs.
                    thread::sleep(PACE);
                }
                last_piece = Some(Instant::now());
            }
        }
        for (held, stream) in self.held.iter_mut().zip([Stream::Stdout, Stream::Stderr]) {
            held.finish(self.mask, |bytes| self.recorder.push(stream, bytes));
            self.recorder.flush(stream);
        }
        let exit = match exit {
            Some(Ok(exit)) => exit,
            Some(Err(error)) => {
                fault.get_or_insert(format!("the exit code could not be read: {error}"));
                Exit::Code(-1)
            }
            None => Exit::Code(-1),
        };
        Finished { exit, end: stopping.end(), fault }
    }

    /// Serves what has come through the FIFO; true when the command is to be stopped.
    fn obey(&mut self) -> bool {
        let mut piece = [0; 4096];
        while let Ok(read @ 1..) = self.control.try_read(&mut piece) {
            self.requests.extend_from_slice(&piece[..read]);
        }
        let mut stop = false;
        for request in take_requests(&mut self.requests) {
            match (request, &self.terminal) {
                (Request::Cancel, _) => stop = true,
                (Request::Resize(size), Some(terminal)) => {
                    let _ = terminal.master.resize(pty_size(size));
                }
                // A program that does not read its terminal loses what is typed, as on any terminal.
                (Request::Keys(keys), Some(terminal)) => {
                    let _ = terminal.keys.try_send(keys);
                }
                (Request::Resize(_) | Request::Keys(_), None) => {}
            }
        }
        stop
    }
}

impl Terminal {
    fn new(master: Box<dyn MasterPty + Send>) -> io::Result<Self> {
        let mut writer = master.take_writer().map_err(io::Error::other)?;
        let (keys, mut typed) = mpsc::channel::<Vec<u8>>(64);
        thread::Builder::new().name("type".into()).spawn(move || {
            while let Some(keys) = typed.blocking_recv() {
                if writer.write_all(&keys).and_then(|()| writer.flush()).is_err() {
                    break;
                }
            }
        })?;
        Ok(Self { master, keys })
    }
}

fn record(recorder: &mut Recorder, mask: &Mask, held: &mut MaskStream, stream: Stream, piece: &[u8]) {
    held.push(mask, piece, |bytes| recorder.push(stream, bytes));
    recorder.flush(stream);
}

async fn sleep_until(alarm: Option<Instant>) {
    match alarm {
        Some(alarm) => tokio::time::sleep_until(alarm).await,
        None => std::future::pending().await,
    }
}

/// Tells when `pid` has ended without collecting it: its id, which is also its group's, stays its own.
fn watch(pid: u32) -> io::Result<tokio::sync::oneshot::Receiver<io::Result<Exit>>> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let pid = to_pid(pid).ok_or_else(|| io::Error::other("a process id out of range"))?;
    thread::Builder::new().name("await-bash".into()).spawn(move || {
        let seen = loop {
            match waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT) {
                Ok(Some(status)) => {
                    break Ok(match (status.exit_status(), status.terminating_signal()) {
                        (Some(code), _) => Exit::Code(code),
                        (None, Some(signal)) => Exit::Signal(signal),
                        (None, None) => Exit::Code(-1),
                    });
                }
                Ok(None) | Err(rustix::io::Errno::INTR) => {}
                Err(error) => break Err(error.into()),
            }
        };
        let _ = sender.send(seen);
    })?;
    Ok(receiver)
}
