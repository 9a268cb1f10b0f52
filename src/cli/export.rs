//! `gonogo export`

use std::path::Path;

use super::args::{ExportArgs, Format};
use super::journalled::Journalled;
use super::{CliError, Context, Exit, print};
use crate::export::{self, Chain, ExportInfo};

pub(super) async fn run(context: &Context, args: &ExportArgs) -> Result<Exit, CliError> {
    let run = Journalled::read(context, &args.run).await?;
    if let Some(damage) = run.damage() {
        eprintln!("gonogo: {damage}");
    }
    let text = render(&run, args.format)?;
    match args.output.as_deref() {
        None => print::text(&text)?,
        Some(path) if path == Path::new("-") => print::text(&text)?,
        Some(path) => {
            write(path, &text)?;
            eprintln!("written to {}", path.display());
        }
    }
    Ok(Exit::Done)
}

/// The export of a run in a form.
pub(super) fn render(run: &Journalled, format: Format) -> Result<String, CliError> {
    let info = ExportInfo {
        head: run.head.to_string(),
        events: run.events,
        exported_at: super::context::now(),
        chain: run.damage().map_or(Chain::Whole, Chain::Broken),
    };
    Ok(match format {
        Format::Text => export::print_copy(&run.state, &info),
        Format::Markdown => export::markdown(&run.state, &info),
        Format::Json => format!("{}\n", export::show(&run.state, &info)?.trim_end()),
    })
}

/// Writes `text` to `path` whole or not at all.
pub(super) fn write(path: &Path, text: &str) -> Result<(), CliError> {
    let failed = |source| CliError::Unwritten { path: path.to_path_buf(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = folder.join(format!(".{name}.new"));
    std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, path)).map_err(failed)
}
