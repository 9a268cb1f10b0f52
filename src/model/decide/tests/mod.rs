//! The rules of a run, wish by wish and report by report.

mod chain;
mod checks;
mod clock;
mod condition;
mod end;
mod evidence;
mod guard;
mod incident;
mod input;
mod invariants;
mod late;
mod look;
mod order;
mod plan;
mod retry;
mod settle;
mod sign;
mod start;
mod variant;
mod walk;
mod watch;
mod window;
