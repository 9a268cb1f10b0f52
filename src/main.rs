//! The `gonogo` binary.
use std::process::ExitCode;

fn main() -> ExitCode {
    gonogo::run()
}
