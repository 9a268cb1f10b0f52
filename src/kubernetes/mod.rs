//! A Kubernetes cluster as gonogo reaches it: found as kubectl finds it, asked as kubectl asks it, and changed by the
//! actions of a runbook.
//!
//! It knows no run, no check and no screen. A probe asks through [`Cluster`]; an action runs in a process of its own,
//! under a shim like any command, so that its transcript, its end and its masking are those of commands.

pub mod action;
mod asked;
mod cluster;
mod credentials;
mod in_cluster;
mod kubeconfig;
mod near;
mod pods;
mod proxy;
mod selector;
mod trouble;

pub use asked::Asked;
pub use cluster::Cluster;
pub use kubeconfig::found;
pub use near::{Near, Place, Which};
pub use pods::{containers, is_ready, why_waiting};
pub use selector::selector_text;
pub use trouble::Trouble;
