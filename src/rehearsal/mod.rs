//! The simulated world that a rehearsal runs against: services on loopback, stand-ins for tools, a workspace, and a
//! fault that comes with a step and goes with the way back. What is in it comes from the runbook's `[rehearsal]` alone.
//!
//! ```text
//! folder/bin/NAME          stand-ins, first on PATH
//! folder/workspace/        where the commands run
//! folder/world.json        what the stand-ins need to know
//! folder/timeline.jsonl    faults and marks as they came: the one truth about the world's state
//! folder/received.jsonl    what the services were sent
//! folder/commands.jsonl    what the stand-ins were called with
//! folder/cluster.json      the objects of the cluster, where there is one
//! ```
//!
//! Nothing outside the folder is ever written. Numbers are made from hashes and the time since the start: the same
//! rehearsal shows the same world.

mod choose;
mod cluster;
mod error;
mod exposition;
mod folder;
mod glob;
mod host;
mod latency;
mod options;
mod peers;
mod ports;
mod prometheus;
mod reading;
mod record;
mod scan;
mod scene;
mod server;
mod setup;
pub mod stand_in;
mod template;
mod timeline;
mod wave;
mod words;
mod world;

pub use error::RehearsalError;
pub use options::WorldOptions;
pub use world::{World, WorldSignal};
