use std::{
    fmt, io,
    os::unix::process::CommandExt as _,
    path::PathBuf,
    process::{Command, Stdio},
};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::source::{Source, Sources};
use crate::exec::{
    attempt_spec::{AttemptSpec, TerminalSize},
    wrapper::PrivateFolder,
};

/// Would change what bash does before the body's first line.
const UNWANTED: [&str; 4] = ["BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS"];
const BASH: &str = "bash";

/// The command, started. It leads its own process group.
pub(super) struct Running {
    pub(super) pid: u32,
    pub(super) sources: Sources,
    pub(super) terminal: Option<Box<dyn MasterPty + Send>>,
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").field("pid", &self.pid).finish_non_exhaustive()
    }
}

pub(super) fn spawn(
    spec: &AttemptSpec,
    private: &PrivateFolder,
    carried: Option<PathBuf>,
) -> io::Result<Running> {
    let cwd = carried.unwrap_or_else(|| spec.cwd.clone());
    if !cwd.is_dir() {
        let text =
            format!("the working directory {} is gone; create it again or choose another", cwd.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, text));
    }
    let started = match spec.terminal {
        None => on_pipes(spec, private, &cwd),
        Some(size) => on_terminal(spec, private, &cwd, size),
    };
    started.map_err(|error| io::Error::new(error.kind(), format!("bash could not be started: {error}")))
}

fn on_pipes(spec: &AttemptSpec, private: &PrivateFolder, cwd: &PathBuf) -> io::Result<Running> {
    let (stdout, stdout_end) = io::pipe()?;
    let (stderr, stderr_end) = io::pipe()?;
    let mut command = Command::new(BASH);
    command.args(["--noprofile", "--norc"]).arg(private.wrapper());
    command.current_dir(cwd).env("PWD", cwd).envs(spec.env.iter().cloned());
    for name in UNWANTED {
        command.env_remove(name);
    }
    command.stdin(Stdio::null()).stdout(stdout_end).stderr(stderr_end).process_group(0);
    // The handle is not kept: the process is waited for by its id, and must stay uncollected as long as its group
    // may be signalled.
    let pid = command.spawn()?.id();
    let sources = Sources { stdout: Source::pipe(stdout)?, stderr: Source::pipe(stderr)? };
    Ok(Running { pid, sources, terminal: None })
}

fn on_terminal(
    spec: &AttemptSpec,
    private: &PrivateFolder,
    cwd: &PathBuf,
    size: TerminalSize,
) -> io::Result<Running> {
    let pair = native_pty_system().openpty(pty_size(size)).map_err(io::Error::other)?;
    let mut command = CommandBuilder::new(BASH);
    command.args(["--noprofile", "--norc"]);
    command.arg(private.wrapper());
    command.cwd(cwd);
    command.env("TERM", "xterm-256color");
    for (name, value) in &spec.env {
        command.env(name, value);
    }
    command.env("PWD", cwd);
    for name in UNWANTED {
        command.env_remove(name);
    }
    let child = pair.slave.spawn_command(command).map_err(io::Error::other)?;
    let pid = child.process_id().ok_or_else(|| io::Error::other("it has no process id"))?;
    let reader = pair.master.try_clone_reader().map_err(io::Error::other)?;
    // Without this the terminal would never come to its end.
    drop(pair.slave);
    let sources = Sources { stdout: Source::terminal(reader)?, stderr: Source::closed() };
    Ok(Running { pid, sources, terminal: Some(pair.master) })
}

pub(super) fn pty_size(size: TerminalSize) -> PtySize {
    PtySize { rows: size.rows.max(1), cols: size.columns.max(1), pixel_width: 0, pixel_height: 0 }
}
