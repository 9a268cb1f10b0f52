//! The `gonogo` binary.

fn main() -> std::process::ExitCode {
    gonogo::run()
}
