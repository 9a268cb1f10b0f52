use super::{CliError, Context, Exit};
use crate::model::ids::{Person, RunId};
pub(super) async fn run(_c: &Context, _a: &super::args::AttachArgs) -> Result<Exit, CliError> { Ok(Exit::Done) }
pub(super) fn needs_terminal() -> Result<(), CliError> { Ok(()) }
pub(super) async fn to(_c: &Context, _r: &RunId, _p: &Person, _o: bool) -> Result<Exit, CliError> { Ok(Exit::Done) }
