//! Standard output, whose reader may have seen enough: `gonogo check … | head`.

use std::fmt::Display;
use std::io::Write;

use super::CliError;

/// Prints `text` as it is.
pub(super) fn text(text: &str) -> Result<(), CliError> {
    match std::io::stdout().write_all(text.as_bytes()) {
        // The reader has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|source| CliError::File { path: "standard output".into(), source }),
    }
}

/// Prints a line.
pub(super) fn line(line: impl Display) -> Result<(), CliError> {
    text(&format!("{line}\n"))
}
