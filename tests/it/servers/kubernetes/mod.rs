//! A small API server of Kubernetes' shapes and manners: objects by their paths, selectors, pages, patches of three
//! kinds, versions, credentials and rights. It runs no controllers: a test says what the objects are.

mod api;
mod objects;
mod patch;

pub use api::{Api, Manner, TOKEN, kubeconfig};
pub use objects::{deployment, pod, replica_set, service};
