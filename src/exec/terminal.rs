//! Typing into a command that runs on a terminal.

use std::path::Path;

use super::{
    attempt_spec::TerminalSize,
    control::{MOST_KEYS, Request},
    error::ExecError,
};

/// Types `keys` into the attempt's terminal. A command without one ignores them.
pub fn send_keys(dir: &Path, keys: &[u8]) -> Result<(), ExecError> {
    keys.chunks(MOST_KEYS).try_for_each(|keys| Request::Keys(keys.to_vec()).send(dir))
}

/// Gives the attempt's terminal another size; the command gets SIGWINCH.
pub fn resize(dir: &Path, size: TerminalSize) -> Result<(), ExecError> {
    Request::Resize(size).send(dir)
}
