//! gonogo walks an on-call engineer through a production deployment runbook in the terminal: it runs the commands
//! and the checks inline, asks for the sign-offs, knows the way back, and leaves a print copy that can be verified.
//!
//! Layers, each importing only from those below it: faces ([`cli`], [`tui`]) → [`session`] → [`conductor`] →
//! work ([`exec`], [`checks`], [`metrics`], [`sign`], [`export`], [`rehearsal`]) → reach ([`kubernetes`]) →
//! store ([`journal`]) → file ([`runbook`]) → [`model`].
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, reason = "a test states what it needs"))]

pub mod checks;
pub mod cli;
pub mod conductor;
pub mod exec;
pub mod export;
pub mod journal;
pub mod kubernetes;
pub mod metrics;
pub mod model;
pub mod rehearsal;
pub mod runbook;
pub mod session;
pub mod sign;
pub mod tui;

/// Runs the program with its arguments.
pub fn run() -> std::process::ExitCode {
    cli::main()
}
