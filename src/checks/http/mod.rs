//! `http`: a request and what its answer must be.

mod fetch;
mod probe;
mod status;

pub(super) use probe::Http;
