//! The patches that Kubernetes takes.

mod json;
mod merge;
mod strategic;

pub(super) use json::patch as json_patch;
pub(super) use merge::merge;
pub(super) use strategic::strategic;
