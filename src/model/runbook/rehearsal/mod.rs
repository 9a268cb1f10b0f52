//! The simulated world, as a runbook describes its own.

mod cluster;
mod cluster_problems;
mod deployment;
mod file;
mod http;
mod job;
mod keyed;
mod peer;
mod problems;
mod scenario;
mod series;
mod service;
mod tool;
mod when;
mod world;

pub use cluster::WorldCluster;
pub use deployment::{DeploymentKind, DeploymentMark, PodFault, PodTrouble, WorldDeployment};
pub use file::WorldFile;
pub use http::{Body, HttpAnswer, Method};
pub use job::WorldJob;
pub use keyed::{WorldKeys, WorldObject};
pub use peer::{SqlAnswer, WorldDns, WorldPostgres, WorldRedis, WorldTls};
pub use scenario::{FaultPhase, Heals, Scenario};
pub use series::{Series, SeriesChange, SeriesKind};
pub use service::{ServiceMark, WorldService};
pub use tool::{Answer, ClusterPatch, Stdin, Tool};
pub use when::{Moment, When};
pub use world::Rehearsal;
