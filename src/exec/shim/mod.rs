//! The process that owns one running command: hidden verb `__shim DIR`. It runs in its own session, survives whoever
//! started it, and is the only one that sees the command's exit code.

mod command;
mod entry;
mod family;
mod outcome;
mod pump;
mod signals;
mod source;
mod stopping;

pub use entry::{VERB, main};
