//! From what was typed to a runbook that may be run.

use super::args::BookArgs;
use super::{CliError, Context, imported};
use crate::checks::KINDS;
use crate::exec;
use crate::metrics::promql;
use crate::model::ids::EnvironmentName;
use crate::model::runbook::{Runbook, Step};
use crate::runbook::{
    EMBEDDED, Library, LintOptions, Loaded, Problems, Query, Resolved, Surroundings, Syntax, load_with,
    resolve,
};

/// The runbook that `name` names, linted. Its warnings go to stderr where `loud`.
pub(super) fn book(context: &Context, name: &str, loud: bool) -> Result<Loaded, CliError> {
    let (_, loaded) = found(context, name)??;
    if loud {
        for warning in &loaded.warnings {
            eprintln!("{warning}");
        }
    }
    Ok(loaded)
}

/// The runbook that `name` names, or everything that is wrong with it. A document is imported.
pub(super) fn found(context: &Context, name: &str) -> Result<Result<(String, Loaded), Problems>, CliError> {
    let here = std::env::current_dir().map_err(|source| CliError::File { path: ".".into(), source })?;
    if !imported::is_document(name) {
        let source = library(context, &here).find(name)?;
        return Ok(linted(&source.name, &source.text).map(|loaded| (source.name, loaded)));
    }
    let (name, bytes) = imported::read(std::path::Path::new(name))?;
    let imported = imported::import(&name, &bytes)?;
    Ok(match linted(&name, &imported.text) {
        Ok(loaded) => {
            let warnings = imported::relocate(loaded.warnings, &imported.text);
            Ok((name, Loaded { warnings, ..loaded }))
        }
        Err(problems) => Err(imported::relocated(problems, &imported.text)),
    })
}

/// Where runbooks are looked for.
pub(super) fn library<'a>(context: &'a Context, here: &'a std::path::Path) -> Library<'a> {
    Library { folder: here, config: Some(context.home.config()), embedded: EMBEDDED }
}

/// The runbook in `text`, looked at with everything that there is. One bash looks at all commands; only where it finds
/// something is each command looked at by itself, for the place.
pub(super) fn linted(name: &str, text: &str) -> Result<Loaded, Problems> {
    let promql: &Query<'_> =
        &|text| promql::Query::parse(text).map(|_| ()).map_err(|error| error.to_string());
    let options = LintOptions { syntax: None, promql: Some(promql) };
    let loaded = load_with(name, text, KINDS, &options);
    if let Ok(loaded) = &loaded
        && exec::all_sound(commands(&loaded.book))
    {
        return Ok(loaded.clone());
    }
    let syntax: &Syntax<'_> = &|text| exec::syntax(text).map_err(|problem| (problem.line, problem.message));
    load_with(name, text, KINDS, &LintOptions { syntax: Some(syntax), ..options })
}

fn commands(book: &Runbook) -> impl Iterator<Item = &str> {
    book.steps().flat_map(Step::commands).map(String::as_str)
}

/// What the run is told: from `--set`, the caller's environment, defaults.
pub(super) fn values(
    book: &Runbook,
    args: &BookArgs,
    set: &[(String, String)],
) -> Result<Resolved, CliError> {
    let environment = args.environment.as_deref().map(EnvironmentName::new);
    let around = Surroundings { env: &|name| std::env::var(name).ok(), run_default: &run_default };
    resolve(book, environment.as_ref(), set, &around)
        .map_err(|problems| CliError::Inputs(problems.to_string()))
}

/// What a preview is told: as a run, but the commands of defaults are not run, since a preview touches nothing.
pub(super) fn previewed(book: &Runbook, args: &BookArgs) -> Result<Resolved, CliError> {
    let environment = args.environment.as_deref().map(EnvironmentName::new);
    let around = Surroundings {
        env: &|name| std::env::var(name).ok(),
        run_default: &|command| Err(format!("`{command}` is run when the run starts")),
    };
    resolve(book, environment.as_ref(), &args.set, &around)
        .map_err(|problems| CliError::Inputs(problems.to_string()))
}

/// What a rehearsal is told: nothing of the caller's environment, nothing is run, and what the world sets is left to
/// the world. The first environment is taken where none is given.
pub(super) fn rehearsed(book: &Runbook, args: &BookArgs) -> Result<Resolved, CliError> {
    let mut without = book.clone();
    for name in book.rehearsal.iter().flat_map(|world| world.set.keys()) {
        if let Some(input) = without.input.get_mut(name) {
            input.later = true;
        }
    }
    let first = book.environment.keys().next().cloned();
    let environment = args.environment.as_deref().map(EnvironmentName::new).or(first);
    let around = Surroundings {
        env: &|_| None,
        run_default: &|_| Err("a rehearsal runs nothing on this machine".to_owned()),
    };
    resolve(&without, environment.as_ref(), &args.set, &around)
        .map_err(|problems| CliError::Inputs(problems.to_string()))
}

fn run_default(command: &str) -> Result<String, String> {
    let output = std::process::Command::new("bash")
        .args(["--noprofile", "--norc", "-c", command])
        .stdin(std::process::Stdio::null())
        .output()
        .map_err(|error| format!("bash: {error}"))?;
    let first = String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().trim().to_owned();
    if output.status.success() && !first.is_empty() {
        return Ok(first);
    }
    let why =
        String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or("it printed nothing").to_owned();
    Err(format!("`{command}`: {why}"))
}
