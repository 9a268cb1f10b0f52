//! `gonogo schema`

use super::{CliError, Exit};
use crate::checks::KINDS;

pub(super) fn run() -> Result<Exit, CliError> {
    println!("{}", serde_json::to_string_pretty(&crate::runbook::schema(KINDS))?);
    Ok(Exit::Done)
}
