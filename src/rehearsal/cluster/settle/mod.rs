//! The cluster's controllers: they bring what is towards what was asked for.
//!
//! They know no task and no clock of their own: each round gets the time, and finds what is to be done in the objects.

mod deployments;
mod events;
mod jobs;
mod marks;
mod pod_status;
mod pods;
mod replica_sets;
mod rollout_status;
mod round;
mod scaling;
mod services;
mod stateful_sets;

use events::Told;
pub(super) use pod_status::NODES;
pub(super) use round::Round;
