//! The text a `/metrics` page is made of: exposition format 0.0.4 as Prometheus 2.42 accepts it, the quoted names
//! of Prometheus 3, and `OpenMetrics` 1.0.
//!
//! A page is taken whole or refused whole, as Prometheus does. Nothing a page holds can panic the parser.

mod cursor;
mod error;
mod float;
mod metadata;
mod open_metrics;
mod page;
mod parser;
mod series;
#[cfg(test)]
mod tests;
mod text;

pub use error::{ExpositionError, Fault};
pub use page::{Family, Format, Kind, Label, Page, Sample};
pub use parser::{MAX_LABELS, MAX_PAGE_BYTES, MAX_SAMPLES, parse};
