//! From commands to events, or a refusal. Pure: what it needs to know stands in the state and the command.

mod access;
mod ask;
mod command;
mod evidence;
mod follow;
mod incident;
mod input;
mod plan;
mod report;
mod run;
mod settle;
mod sign;
mod stop;
#[cfg(test)]
mod tests;

pub use command::decide;
pub use evidence::evidence;
