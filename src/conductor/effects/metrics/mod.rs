//! Metrics: sampled, kept for a while, told to everybody, held against the guards.
//!
//! ```text
//! samplers ─┐                       ┌─► board ──► clients that attach, probe.compare
//! histories ┼─► judge ── each one ──┼─► live ───► clients that are here
//! probes ───┘     │                 └─► samples ► watches
//!                 └─ guards ─► GuardMoved, baselines ─► BaselineTaken
//! ```

mod baseline;
mod beat;
mod board;
mod feed;
mod history;
mod judge;
mod probes;
mod sources;
mod watching;

pub(super) use beat::beat;
pub(super) use board::Board;
pub(super) use feed::{Feed, Sample};
