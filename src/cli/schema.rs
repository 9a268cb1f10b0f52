//! `gonogo schema`

use super::{CliError, Exit, print};
use crate::checks::KINDS;

pub(super) fn run() -> Result<Exit, CliError> {
    print::line(serde_json::to_string_pretty(&crate::runbook::schema(KINDS))?)?;
    Ok(Exit::Done)
}
