//! Where readings come from: a bare `/metrics` page, or a Prometheus server.

mod auth;
mod error;
mod http;
mod json;
mod kind;
mod page;
mod prometheus;
mod status;

pub use auth::Auth;
pub use error::SourceError;
pub use http::HttpOptions;
pub use kind::Source;
pub use page::{PageSource, Scraped};
pub use prometheus::Prometheus;
pub use status::{Alert, AlertState, Health, Target};
