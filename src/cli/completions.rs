//! `gonogo completions` and `gonogo man`

use super::args::{CompletionsArgs, command};
use super::{CliError, Exit};

#[expect(clippy::unnecessary_wraps, reason = "verbs all end the same way")]
pub(super) fn completions(args: &CompletionsArgs) -> Result<Exit, CliError> {
    clap_complete::generate(args.shell, &mut command(), "gonogo", &mut std::io::stdout());
    Ok(Exit::Done)
}

pub(super) fn man() -> Result<Exit, CliError> {
    clap_mangen::Man::new(command())
        .render(&mut std::io::stdout())
        .map_err(|source| CliError::File { path: "standard output".into(), source })?;
    Ok(Exit::Done)
}
