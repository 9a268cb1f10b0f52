//! `gonogo show`

use super::args::{Format, ShowArgs};
use super::journalled::Journalled;
use super::{CliError, Context, Exit, export, print};

pub(super) async fn run(context: &Context, args: &ShowArgs) -> Result<Exit, CliError> {
    let run = Journalled::read(context, &args.run).await?;
    if let Some(damage) = run.damage() {
        eprintln!("gonogo: {damage}");
    }
    let format = if args.json { Format::Json } else { Format::Text };
    print::text(&export::render(&run, format)?)?;
    Ok(Exit::Done)
}
