//! `gonogo verify`: chain, sign-offs and end of a run in the archive.

use super::args::VerifyArgs;
use super::journalled::Journalled;
use super::{CliError, Context, Exit};
use crate::model::verdict::Assurance;

pub(super) async fn run(context: &Context, args: &VerifyArgs) -> Result<Exit, CliError> {
    let run = Journalled::read(context, &args.run).await?;
    let count = run.events;
    let verdict = match run.damage() {
        Some(damage) => {
            println!("chain     {count} good events, then broken");
            println!("          {damage}");
            (Exit::Error, "TAMPERED OR DAMAGED")
        }
        None => {
            println!("chain     {count}/{count} OK   head {}", run.head);
            let signed: Vec<_> = run.state.steps.values().flat_map(|of| &of.signoffs).collect();
            let unsigned = signed.iter().filter(|it| it.assurance == Assurance::Unsigned).count();
            println!("signoffs  {} by key, {unsigned} UNSIGNED", signed.len() - unsigned);
            match run.state.outcome() {
                None => println!("end       the run is open"),
                Some(outcome) => println!("end       {}", outcome.word()),
            }
            println!("seal      none: this version does not seal runs");
            (Exit::Usage, "INCOMPLETE: chain good, not sealed")
        }
    };
    println!("RESULT    {}", verdict.1);
    Ok(verdict.0)
}
