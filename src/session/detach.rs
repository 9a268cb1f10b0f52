//! The detached conductor: started by a client, outlives its terminal.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::UnixListener;
use tokio::process::Command;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;

use super::client::{Attached, connect};
use super::message::Hello;
use super::{SessionError, serve};
use crate::conductor::{self, ConductorError, Options, RunFolder};
use crate::journal::{Home, JournalError};
use crate::model::ids::RunId;

/// The hidden verb under which the conductor is started.
pub const VERB: &str = "__conductor";

/// How long a conductor may take to read its journal.
const START: Duration = Duration::from_secs(30);

/// Without a client and with nothing running, a conductor goes after this long.
const IDLE: Duration = Duration::from_mins(10);

/// Attaches to the run's conductor; starts one where there is none.
///
/// # Errors
/// A conductor that can't be started (damaged journal, full disk) or does not answer.
pub async fn attach(home: &Home, run: &RunId, exe: &Path, hello: &Hello) -> Result<Attached, SessionError> {
    let socket = home.socket(run.as_str())?;
    let folder = RunFolder::of(home, run).map_err(SessionError::Places)?;
    let mut last = match connect(&socket, hello).await {
        Ok(attached) => return Ok(attached),
        Err(error @ SessionError::Refused(_)) if is_held(home, run) => return Err(error),
        Err(error) => error,
    };
    for _ in 0..20 {
        if !is_held(home, run) {
            match start_conductor(exe, &folder).await {
                Ok(()) => {}
                // Another client was faster.
                Err(SessionError::NotStarted { why, .. }) if why.contains("already") => {}
                Err(error) => return Err(error),
            }
        }
        match connect(&socket, hello).await {
            Ok(attached) => return Ok(attached),
            Err(error) => last = error,
        }
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    if is_held(home, run) {
        let pid = std::fs::read_to_string(folder.dir().join("lock")).unwrap_or_else(|_| "?".to_owned());
        return Err(SessionError::NotAnswering {
            run: run.to_string(),
            pid: pid.trim().to_owned(),
            log: folder.log(),
        });
    }
    Err(last)
}

fn is_held(home: &Home, run: &RunId) -> bool {
    // The lock decides, never a refused connection.
    crate::journal::list_runs(home)
        .is_ok_and(|runs| runs.iter().any(|folder| folder.id == run.as_str() && folder.locked))
}

/// Starts the detached conductor of a run and returns when it serves.
///
/// # Errors
/// Its own reason for not serving.
pub async fn start_conductor(exe: &Path, folder: &RunFolder) -> Result<(), SessionError> {
    let not_started = |why: String| SessionError::NotStarted { why, log: folder.log() };
    let log = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(folder.log())
        .map_err(|source| SessionError::Conductor(ConductorError::File { path: folder.log(), source }))?;
    let mut child = Command::new(exe)
        .arg(VERB)
        .arg(folder.run().as_str())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .map_err(|error| not_started(format!("{}: {error}", exe.display())))?;
    let Some(stdout) = child.stdout.take() else { return Err(not_started("no pipe to it".to_owned())) };
    let mut lines = BufReader::new(stdout).lines();
    match tokio::time::timeout(START, lines.next_line()).await {
        Ok(Ok(Some(line))) if line == "ready" => Ok(()),
        Ok(Ok(Some(why))) => Err(not_started(why)),
        Ok(_) => Err(not_started("it ended without a word".to_owned())),
        Err(_) => Err(not_started("it took too long to read its journal".to_owned())),
    }
}

/// The detached conductor itself: says `ready`, or why not, on its standard output, then serves.
///
/// # Errors
/// What keeps it from serving; said on standard output, too.
pub async fn conductor_main(home: &Home, run: &RunId, options: Options) -> Result<(), SessionError> {
    match prepare(home, run, options).await {
        Ok(ready) => {
            say("ready");
            serve_until_told(ready).await
        }
        Err(error) => {
            say(&error.to_string());
            Err(error)
        }
    }
}

struct Ready {
    handle: conductor::Handle,
    listener: UnixListener,
    socket: PathBuf,
}

async fn prepare(home: &Home, run: &RunId, options: Options) -> Result<Ready, SessionError> {
    // A session of its own: no hang-up of the terminal reaches it. It fails where this process leads one already.
    let _ = rustix::process::setsid();
    let folder = RunFolder::of(home, run).map_err(SessionError::Places)?;
    let socket = home.socket(run.as_str())?;
    let root = Path::new("/");
    std::env::set_current_dir(root)
        .map_err(|source| SessionError::Socket { path: root.to_path_buf(), source })?;
    // Holds the run's lock from here on: whatever socket lies there is nobody's.
    let handle = match conductor::open(folder, options).await {
        Err(ConductorError::Journal(JournalError::AlreadyOpen { pid, .. })) => {
            let who = pid.map_or_else(String::new, |pid| format!(" (process {pid})"));
            return Err(SessionError::Refused(format!("the run already has a conductor{who}")));
        }
        opened => opened?,
    };
    let listener = bind(&socket)?;
    Ok(Ready { handle, listener, socket })
}

fn bind(socket: &Path) -> Result<UnixListener, SessionError> {
    let failed = |source| SessionError::Socket { path: socket.to_path_buf(), source };
    if std::fs::symlink_metadata(socket).is_ok_and(|found| found.file_type().is_socket()) {
        std::fs::remove_file(socket).map_err(failed)?;
    }
    let listener = UnixListener::bind(socket).map_err(failed)?;
    std::fs::set_permissions(socket, std::fs::Permissions::from_mode(0o600)).map_err(failed)?;
    Ok(listener)
}

async fn serve_until_told(ready: Ready) -> Result<(), SessionError> {
    let Ready { handle, listener, socket } = ready;
    let stop = Arc::new(Notify::new());
    // Handlers, not ignored signals: an ignored signal would be inherited by every command.
    let mut hangup = signal(SignalKind::hangup())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let told = Arc::clone(&stop);
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = hangup.recv() => {}
                _ = terminate.recv() => told.notify_one(),
                _ = interrupt.recv() => told.notify_one(),
            }
        }
    });
    serve(handle.clone(), listener, IDLE, stop).await;
    handle.stop().await;
    // Gone already is as good.
    let _ = std::fs::remove_file(&socket);
    Ok(())
}

fn say(line: &str) {
    let mut stdout = std::io::stdout();
    // The starter may have gone.
    let _ = writeln!(stdout, "{}", line.replace('\n', " "));
    let _ = stdout.flush();
}
