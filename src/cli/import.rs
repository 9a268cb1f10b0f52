//! `gonogo import`

use std::path::Path;

use super::args::{ImportArgs, ReportForm};
use super::{CliError, Exit, export, imported, print};

pub(super) fn run(args: &ImportArgs) -> Result<Exit, CliError> {
    let (name, bytes) = imported::read(&args.file)?;
    let imported = imported::import(&name, &bytes)?;
    let file = args.output.as_deref().filter(|path| *path != Path::new("-"));
    if let Some(path) = file {
        if path.exists() && !args.force {
            return Err(CliError::Exists { path: path.to_owned() });
        }
        export::write(path, &imported.text)?;
    } else if args.output.is_some() || args.report == ReportForm::Text {
        print::text(&imported.text)?;
    }
    let to_stdout = args.report == ReportForm::Json && (args.output.is_none() || file.is_some());
    let report = match args.report {
        ReportForm::Text => imported.report.text(),
        ReportForm::Json => serde_json::to_string_pretty(&imported.report)? + "\n",
    };
    if to_stdout {
        print::text(&report)?;
    } else {
        // What a document says must not act on the terminal.
        eprint!("{}", crate::model::plain::plain(&report));
    }
    if let Some(path) = file {
        eprintln!("written to {}; look it over, then: gonogo check {0}", path.display());
    }
    Ok(Exit::Done)
}
