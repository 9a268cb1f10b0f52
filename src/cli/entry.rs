//! From the command line to a verb, and from its end to an exit code.

use std::process::ExitCode;

use clap::Parser;

use super::context::Context;
use super::{
    Args, CliError, Exit, Verb, attach, check, completions, doctor, export, home, import, list, plan,
    run as verb_run, runs, schema, show, start, verify,
};

/// Runs the program: hidden verbs first, since a shim must be quick, then what the person asked for.
pub fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    if let Some(first) = args.next()
        && let Some(code) = start::hidden(&first.to_string_lossy(), args)
    {
        return code;
    }
    match Args::try_parse() {
        Ok(args) => report(start::with_runtime(run(args))),
        Err(error) => {
            // Help and version are no errors; everything else is wrong usage.
            let code = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            let _ = error.print();
            code.into()
        }
    }
}

fn report(result: Result<Exit, CliError>) -> ExitCode {
    match result {
        Ok(exit) => exit.into(),
        Err(error) => {
            eprintln!("gonogo: {error}");
            error.exit().into()
        }
    }
}

async fn run(args: Args) -> Result<Exit, CliError> {
    let context = Context::discover()?;
    match args.verb {
        None => home::run(&context).await,
        Some(Verb::List(args)) => list::run(&context, &args),
        Some(Verb::Check(args)) => check::run(&context, &args),
        Some(Verb::Plan(args)) => plan::run(&context, &args),
        Some(Verb::Run(args)) => Box::pin(verb_run::run(&context, args)).await,
        Some(Verb::Rehearse(args)) => Box::pin(verb_run::rehearse(&context, args)).await,
        Some(Verb::Attach(args)) => attach::run(&context, &args).await,
        Some(Verb::Runs(args)) => runs::run(&context, &args).await,
        Some(Verb::Show(args)) => show::run(&context, &args).await,
        Some(Verb::Export(args)) => export::run(&context, &args).await,
        Some(Verb::Verify(args)) => verify::run(&context, &args).await,
        Some(Verb::Import(args)) => import::run(&args),
        Some(Verb::Schema) => schema::run(),
        Some(Verb::Doctor) => Ok(doctor::run(&context)),
        Some(Verb::Completions(args)) => completions::completions(&args),
        Some(Verb::Man) => completions::man(),
    }
}
