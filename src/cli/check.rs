//! `gonogo check`

use super::args::CheckArgs;
use super::{CliError, Context, Exit, load, print};
use crate::runbook::Problem;

pub(super) fn run(context: &Context, args: &CheckArgs) -> Result<Exit, CliError> {
    let mut all: Vec<Problem> = Vec::new();
    for name in &args.books {
        match load::found(context, name)? {
            Ok((shown, loaded)) => {
                if !args.json && loaded.warnings.is_empty() {
                    print::line(format_args!("{shown}: good"))?;
                }
                all.extend(loaded.warnings);
            }
            Err(problems) => all.extend(problems.into_vec()),
        }
    }
    if args.json {
        let list: Vec<_> = all.iter().map(json).collect();
        print::line(serde_json::to_string_pretty(&list)?)?;
    } else {
        for problem in &all {
            print::line(problem)?;
        }
    }
    Ok(if all.iter().any(Problem::is_error) { Exit::Error } else { Exit::Done })
}

fn json(problem: &Problem) -> serde_json::Value {
    serde_json::json!({
        "file": problem.file,
        "line": problem.line,
        "col": problem.col,
        "severity": problem.severity.word(),
        "message": problem.message,
    })
}
