//! `gonogo verify`: chain, sign-offs and end of a run in the archive.

use super::args::VerifyArgs;
use super::journalled::Journalled;
use super::{CliError, Context, Exit, print};
use crate::model::verdict::{Assurance, RunOutcome};

pub(super) async fn run(context: &Context, args: &VerifyArgs) -> Result<Exit, CliError> {
    let run = Journalled::read(context, &args.run).await?;
    let count = run.events;
    let (exit, result) = if let Some(damage) = run.damage() {
        print::line(format_args!("chain     {count} good events, then broken"))?;
        print::line(format_args!("          {damage}"))?;
        (Exit::Error, "TAMPERED OR DAMAGED")
    } else {
        print::line(format_args!("chain     {count}/{count} OK   head {}", run.head))?;
        let signed: Vec<_> = run.state.steps.values().flat_map(|of| &of.signoffs).collect();
        let unsigned = signed.iter().filter(|it| it.assurance == Assurance::Unsigned).count();
        print::line(format_args!("signoffs  {} by key, {unsigned} UNSIGNED", signed.len() - unsigned))?;
        print::line(format_args!(
            "end       {}",
            run.state.outcome().map_or("the run is open", RunOutcome::word)
        ))?;
        print::line("seal      none: this version does not seal runs")?;
        (Exit::Usage, "INCOMPLETE: chain good, not sealed")
    };
    print::line(format_args!("RESULT    {result}"))?;
    Ok(exit)
}
