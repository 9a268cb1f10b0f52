//! `gonogo runs`

use super::args::ListArgs;
use super::journalled::Journalled;
use super::{CliError, Context, Exit, print};
use crate::export::RunEntry;
use crate::model::ids::RunId;

pub(super) async fn run(context: &Context, args: &ListArgs) -> Result<Exit, CliError> {
    let entries = list(context).await?;
    if args.json {
        print::line(serde_json::to_string_pretty(&entries)?)?;
        return Ok(Exit::Done);
    }
    if entries.is_empty() {
        print::line("no runs yet; start one with: gonogo rehearse holi-labs")?;
    }
    for entry in entries {
        let mark = if entry.rehearsal { " REHEARSAL" } else { "" };
        print::line(format_args!(
            "{}  {:<12} {:<20} {}{mark}{}",
            entry.run,
            entry.outcome.unwrap_or("running"),
            entry.started.map(crate::model::stamp::Stamp::date_time).unwrap_or_default(),
            entry.book,
            entry.due.map_or(String::new(), |due| format!("  {}", due.words())),
        ))?;
    }
    Ok(Exit::Done)
}

/// Every run that can be read, newest first; the others are told on stderr.
pub(super) async fn list(context: &Context) -> Result<Vec<RunEntry>, CliError> {
    let mut entries = Vec::new();
    for folder in crate::journal::list_runs(&context.home)? {
        match Journalled::of(&context.home, &RunId::new(folder.id.clone())).await {
            Ok(run) => entries.push(RunEntry::of(&run.run, &run.state, super::context::now())),
            Err(error) => eprintln!("run {}: {error}", folder.id),
        }
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.started));
    Ok(entries)
}
