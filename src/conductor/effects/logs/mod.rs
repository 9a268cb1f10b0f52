//! Followed logs: each its own process group, a bounded tail, counts. Nothing here decides anything.

mod follower;
mod panes;
mod tail;

pub(super) use panes::Panes;
