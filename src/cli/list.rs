//! `gonogo list`

use super::args::ListArgs;
use super::{CliError, Context, Exit, load, print};
use crate::checks::KINDS;

pub(super) fn run(context: &Context, args: &ListArgs) -> Result<Exit, CliError> {
    let here = std::env::current_dir().map_err(|source| CliError::File { path: ".".into(), source })?;
    let found = load::library(context, &here).list(KINDS);
    if args.json {
        let list: Vec<_> = found
            .iter()
            .map(|it| {
                serde_json::json!({
                    "id": it.id,
                    "title": it.title,
                    "origin": it.origin.words(),
                    "path": it.path,
                    "problem": it.problem,
                })
            })
            .collect();
        print::line(serde_json::to_string_pretty(&list)?)?;
        return Ok(Exit::Done);
    }
    for it in found {
        print::line(format_args!("{:<24} {:<14} {}", it.id, it.origin.words(), it.title))?;
        if let Some(problem) = it.problem {
            print::line(format_args!("{:<24} {problem}", ""))?;
        }
    }
    Ok(Exit::Done)
}
