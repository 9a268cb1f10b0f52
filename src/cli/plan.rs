//! `gonogo plan`

use super::args::PlanArgs;
use super::{CliError, Context, Exit, load, print};
use crate::checks::KINDS;
use crate::runbook::{Preview, preview};

pub(super) fn run(context: &Context, args: &PlanArgs) -> Result<Exit, CliError> {
    let loaded = load::book(context, &args.book.book, false)?;
    let resolved = load::previewed(&loaded.book, &args.book)?;
    let of = Preview {
        book: &loaded.book,
        sha256: &loaded.sha256,
        resolved: &resolved,
        warnings: &loaded.warnings,
        kinds: KINDS,
    };
    print::text(&preview(&of))?;
    Ok(Exit::Done)
}
