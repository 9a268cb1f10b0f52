//! The simulated world, as a runbook describes its own.

mod file;
mod http;
mod peer;
mod problems;
mod scenario;
mod series;
mod tool;
mod when;
mod world;

pub use file::WorldFile;
pub use http::{Body, HttpAnswer, Method};
pub use peer::{SqlAnswer, WorldDns, WorldPostgres, WorldRedis, WorldTls};
pub use scenario::{FaultPhase, Heals, Scenario};
pub use series::{Series, SeriesChange, SeriesKind};
pub use tool::{Answer, Stdin, Tool};
pub use when::{Moment, When};
pub use world::Rehearsal;
