//! Metrics against the real programs: promtool as the oracle of the arithmetic, a Prometheus server as the oracle
//! of the pages it accepts and as a source.

mod bad_pages;
mod dice;
mod exposition;
mod guards;
mod promtool;
mod queries;
pub mod server;
mod sources;
