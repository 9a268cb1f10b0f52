//! Why there is no screen.

use thiserror::Error;

/// Why there is no screen.
#[derive(Debug, Error)]
pub enum TuiError {
    /// Input or output is no terminal.
    #[error("{which} is not a terminal: run gonogo in one, or use --headless")]
    NotATerminal {
        /// `standard input` or `standard output`.
        which: &'static str,
    },
    /// The terminal does not do what it should.
    #[error("the terminal failed while {doing}: {why}; the run goes on, `gonogo attach` comes back to it")]
    Terminal {
        /// What was being done.
        doing: &'static str,
        /// Why.
        why: std::io::Error,
    },
}
