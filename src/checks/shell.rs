//! How the command of a check is run. The conductor may give its own way; here is plain bash.

use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use futures::future::BoxFuture;
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How much of each stream is kept.
const KEPT: usize = 1024 * 1024;
/// How long a stream is still read after its command ended, where somebody else holds it open.
const GRACE: Duration = Duration::from_millis(500);

/// A command of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellCommand {
    /// The text.
    pub text: String,
    /// Where it starts.
    pub folder: PathBuf,
    /// Variables on top of gonogo's own.
    pub env: Vec<(String, String)>,
}

/// What a command gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShellOutput {
    /// The exit code; `None` after a signal.
    pub exit: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// Standard output, up to 1 MiB.
    pub stdout: Vec<u8>,
    /// Standard error, up to 1 MiB.
    pub stderr: Vec<u8>,
    /// Whether standard output was longer.
    pub cut: bool,
}

/// Runs the commands of checks.
pub trait Shell: Send + Sync {
    /// Runs `command` to its end. Dropping the future or cancelling ends the command and all that it started.
    /// The error says why it could not be run.
    fn run<'a>(
        &'a self,
        command: ShellCommand,
        cancel: CancellationToken,
    ) -> BoxFuture<'a, Result<ShellOutput, String>>;
}

/// `bash --noprofile --norc -c`, in a process group of its own, without standard input.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bash;

impl Shell for Bash {
    fn run<'a>(
        &'a self,
        command: ShellCommand,
        cancel: CancellationToken,
    ) -> BoxFuture<'a, Result<ShellOutput, String>> {
        Box::pin(async move {
            tokio::select! {
                biased;
                () = cancel.cancelled() => Err("stopped".to_owned()),
                output = run(command) => output,
            }
        })
    }
}

/// Ends a process group when dropped.
struct Group(Option<Pid>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // It may be gone already: then there is nothing to end.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

async fn run(command: ShellCommand) -> Result<ShellOutput, String> {
    let mut child = Command::new("bash")
        .args(["--noprofile", "--norc", "-c", &command.text])
        .current_dir(&command.folder)
        .envs(command.env)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("bash could not be started in {}: {error}", command.folder.display()))?;
    let group = Group(child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)));
    let (mut out, mut err) = (Kept::default(), Kept::default());
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let status = {
        let read = async { tokio::join!(out.fill(stdout), err.fill(stderr)) };
        tokio::pin!(read);
        tokio::select! {
            status = child.wait() => {
                // What it left in the background ends with it; that also closes the streams.
                drop(group);
                let _ = timeout(GRACE, read).await;
                status
            }
            _ = &mut read => child.wait().await,
        }
    };
    let status = status.map_err(|error| format!("bash could not be waited for: {error}"))?;
    Ok(ShellOutput {
        exit: status.code(),
        signal: status.signal(),
        stdout: out.bytes,
        stderr: err.bytes,
        cut: out.cut,
    })
}

#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    cut: bool,
}

impl Kept {
    /// Reads to the end and keeps the beginning, so that the command never blocks on a full pipe.
    async fn fill(&mut self, stream: Option<impl AsyncRead + Unpin>) {
        let Some(mut stream) = stream else { return };
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(read) = stream.read(&mut buffer).await {
            if read == 0 {
                return;
            }
            let keep = read.min(KEPT - self.bytes.len());
            self.bytes.extend_from_slice(&buffer[..keep]);
            self.cut |= keep < read;
        }
    }
}
