//! The Kubernetes API: as much of it as `kubectl` and client libraries ask for.

mod asked;
mod cells;
mod columns;
mod discovery;
mod logs;
mod metrics;
mod pod_cells;
mod read;
mod refusal;
mod route;
mod scale;
mod table;
mod watch;
mod write;

pub(super) use discovery::VERSION;
pub(in crate::rehearsal) use route::PREFIX;
