//! Bringing the program up: hidden verbs, and the runtime for everything else.

use std::ffi::OsString;
use std::future::Future;
use std::path::Path;
use std::process::ExitCode;

use super::{CliError, Context, Exit, history};
use crate::conductor::{Options, RunFolder};
use crate::model::ids::RunId;
use crate::session;

/// The verbs that gonogo calls itself by; `None` for everything else.
pub(super) fn hidden(verb: &str, mut rest: impl Iterator<Item = OsString>) -> Option<ExitCode> {
    match verb {
        crate::exec::shim::VERB => {
            let dir = rest.next()?;
            Some(crate::exec::shim::main(Path::new(&dir)))
        }
        crate::rehearsal::stand_in::VERB => {
            let name = rest.next()?.to_string_lossy().into_owned();
            let args: Vec<String> = rest.map(|arg| arg.to_string_lossy().into_owned()).collect();
            Some(crate::rehearsal::stand_in::run(&name, &args))
        }
        crate::kubernetes::action::VERB => Some(crate::kubernetes::action::main()),
        session::VERB => {
            let run = rest.next()?.to_string_lossy().into_owned();
            Some(match with_runtime(conductor(RunId::new(run))) {
                Ok(exit) => exit.into(),
                Err(error) => {
                    eprintln!("gonogo: {error}");
                    error.exit().into()
                }
            })
        }
        _ => None,
    }
}

async fn conductor(run: RunId) -> Result<Exit, CliError> {
    let context = Context::discover()?;
    let folder = RunFolder::of(&context.home, &run)?;
    let history = history::of_run(&context, &folder).await;
    let options = Options { exe: context.exe.clone(), history, clock: super::context::now };
    session::conductor_main(&context.home, &run, options).await?;
    Ok(Exit::Done)
}

/// Runs `work` on a runtime of its own.
pub(super) fn with_runtime<T>(work: impl Future<Output = Result<T, CliError>>) -> Result<T, CliError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|source| CliError::File { path: "runtime".into(), source })?;
    let done = runtime.block_on(work);
    // A thread that waits for a command must not hold the program up.
    runtime.shutdown_background();
    done
}
