//! The command line: one verb a file. Errors go to stderr, one line, with what to do next.

mod args;
mod ask;
mod attach;
mod check;
mod completions;
mod context;
mod doctor;
mod entry;
mod error;
mod exit;
mod export;
mod headless;
mod history;
mod home;
mod import;
mod imported;
mod journalled;
mod list;
mod load;
mod plan;
mod print;
mod run;
mod runs;
mod schema;
mod screen;
mod show;
mod start;
mod verify;

pub use args::{Args, Verb, command};
pub use entry::main;
pub use error::CliError;
pub use exit::Exit;

use context::Context;
