//! Running one command: the shim that owns it, the shell state carried from command to command, its transcript.
//!
//! Nothing here knows a runbook, a run or a screen. A caller fills an [`AttemptSpec`], calls [`launch`], waits with
//! [`wait`] (or, after a restart, asks [`recover`] first) and reads the output through [`Transcript`].
//!
//! ```text
//! caller ── spec by stdin ──► shim (own session, holds DIR/lock) ── pipes or PTY ──► bash WRAPPER ── sources ──► body
//!   ▲                          │ masks, appends
//!   └── DIR/exit, DIR/output ◄─┘
//! ```

mod attempt_folder;
mod attempt_spec;
mod cancel;
mod control;
mod ended;
mod error;
mod failures;
mod follow;
mod identity;
mod launch;
mod mask;
mod mask_stream;
mod recorder;
mod recover;
mod secret_forms;
pub mod shim;
mod snapshot;
mod state;
mod styled;
mod syntax;
pub mod terminal;
mod transcript;
mod wait;
mod wrapper;

pub use attempt_spec::{AttemptSpec, TerminalSize};
pub use cancel::cancel;
pub use ended::{Captured, End, Ended, Exit, FailedCommand, TranscriptInfo};
pub use error::ExecError;
pub use follow::{FollowSpec, follow};
pub use launch::{Launched, Launcher, launch};
pub use mask::Mask;
pub use recover::{Recovered, recover};
pub use state::{forget_state, has_state, state_place, state_values};
pub use styled::{Colour, Style, StyledSpan, styled};
pub use syntax::{SyntaxProblem, all_sound, syntax};
pub use transcript::{Line, Stream, Transcript};
pub use wait::wait;
