//! The world's Kubernetes cluster: objects in memory, controllers that bring them on in the world's time, and an API
//! that `kubectl` and every other client understand. Nothing in it runs anything: pods are made up.
//!
//! ```text
//! PORT/kubernetes            the API, on the port of the world's services
//! workspace/.kube/config     how to get there
//! folder/cluster.json        the objects, for a world that is taken up again
//! ```

mod api;
mod defaults;
mod kind;
mod kubeconfig;
mod life;
mod log_lines;
mod object;
mod patch;
mod running;
mod seed;
mod selector;
mod settle;
mod store;

pub(super) use api::PREFIX;
pub(super) use kind::Kind;
pub(super) use kubeconfig::{kubeconfig, leads_home};
pub(super) use running::Cluster;
