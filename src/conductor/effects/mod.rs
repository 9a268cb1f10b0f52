//! What events call for, outside the state: commands, checks, watches, metrics, the simulated world. An effect starts
//! only after its event is on disk, and reports back as a request.

mod action;
mod attempt;
mod check;
mod compare;
mod dispatch;
mod logs;
mod metrics;
mod reader;
mod sound;
mod start;
mod watch;
mod world;

pub(super) use dispatch::Effects;
pub(super) use start::Start;
