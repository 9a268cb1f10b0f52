//! `kubernetes`: what a cluster says of workloads, pods, services, jobs, and which keys secrets hold.

mod by_hand;
mod daemon_set;
mod deployment;
mod endpoints;
mod image;
mod job;
mod keys;
mod pods;
mod probe;
mod problems;
mod restarts;
mod rollout;
mod selector;
mod since;
mod stateful_set;
mod told;

pub(super) use probe::Kubernetes;
