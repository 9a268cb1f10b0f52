//! The `gonogo` binary.
use std::{env, path::Path, process::ExitCode};

fn main() -> ExitCode {
    let args: Vec<_> = env::args_os().collect();
    match args.as_slice() {
        [_, verb, dir] if verb == gonogo::exec::shim::VERB => gonogo::exec::shim::main(Path::new(dir)),
        _ => ExitCode::SUCCESS,
    }
}
