//! The pure core: what a runbook is, what can happen in a run, and what follows. No I/O, clock or randomness.

pub mod plain;
