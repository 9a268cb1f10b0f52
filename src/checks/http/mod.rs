//! `http`: a request and what its answer must be.

mod auth;
mod fetch;
mod probe;
mod status;
mod tls;

pub(super) use fetch::{Redirects, Request, fetch};
pub(super) use probe::Http;
