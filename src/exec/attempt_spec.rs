use std::{fmt, path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};

/// The size of a terminal, in character cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalSize {
    /// Height.
    pub rows: u16,
    /// Width.
    pub columns: u16,
}

/// All that one execution of a command needs. It may hold secrets: it travels to the shim through a pipe, is never
/// written down, and its `Debug` shows none of its values.
#[derive(Clone, Serialize, Deserialize)]
pub struct AttemptSpec {
    /// The attempt's own folder, created 0700; used once. It never holds a secret's value.
    pub dir: PathBuf,
    /// The run's folder for the shell state (0700, tmpfs when there is one), shared by successive attempts.
    pub state_dir: PathBuf,
    /// The bash text to run.
    pub body: String,
    /// The working directory while no earlier attempt has left one.
    pub cwd: PathBuf,
    /// Added to the environment that bash starts with. The carried shell state wins over these.
    pub env: Vec<(String, String)>,
    /// Assigned and exported after the shell state is loaded: these win.
    pub set: Vec<(String, String)>,
    /// Values that must not appear in the output; those shorter than four bytes are ignored (see [`crate::exec::Mask`]).
    pub secrets: Vec<String>,
    /// Run on a terminal of this size instead of on pipes.
    pub terminal: Option<TerminalSize>,
    /// Stop the command after this long.
    pub timeout: Option<Duration>,
    /// How long a command that is being stopped has between SIGTERM and SIGKILL.
    pub grace: Duration,
}

impl fmt::Debug for AttemptSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names =
            |pairs: &[(String, String)]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        f.debug_struct("AttemptSpec")
            .field("dir", &self.dir)
            .field("state_dir", &self.state_dir)
            .field("cwd", &self.cwd)
            .field("env", &names(&self.env))
            .field("set", &names(&self.set))
            .field("terminal", &self.terminal)
            .field("timeout", &self.timeout)
            .field("grace", &self.grace)
            .finish_non_exhaustive()
    }
}
