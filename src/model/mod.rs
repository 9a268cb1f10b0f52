//! The pure core: what a runbook is, what can happen in a run, and what follows. No I/O, clock or randomness.
//!
//! [`decide`] turns a [`Command`] into events or a [`Refusal`]; [`fold`] turns events into a [`State`]. The conductor
//! and every client share both.
pub mod ask;
pub mod change;
pub mod command;
pub mod decide;
pub mod event;
pub mod figure;
pub mod fold;
pub mod ids;
pub mod live;
pub mod placeholder;
pub mod plain;
pub mod quantity;
pub mod refusal;
pub mod runbook;
pub mod span;
pub mod stamp;
pub mod state;
pub mod uses;
pub mod verdict;
pub use ask::Ask;
pub use command::{Actor, Command, Report};
pub use decide::decide;
pub use event::{Event, Recorded};
pub use fold::fold;
pub use refusal::Refusal;
pub use state::State;
