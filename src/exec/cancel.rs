use std::path::Path;

use super::{control::Request, error::ExecError};

/// Asks for the end of the attempt in `dir`: SIGTERM to all that descends from the command, SIGKILL after the attempt's
/// grace time. Returns at once; the end is seen by [`super::wait`]. Works from any process, also after a restart.
pub fn cancel(dir: &Path) -> Result<(), ExecError> {
    Request::Cancel.send(dir)
}
