//! Reading metrics: the exposition format, a `PromQL` subset over scraped pages, a Prometheus server, and what is
//! decided from the readings (guards, watches, baselines).
//!
//! Boundary: readings in, values and transitions out. [`guard`], [`watch`], [`baseline`], [`history`], [`exposition`],
//! [`promql`] and [`store`] are pure: the clock comes in as an argument. Only [`source`] and [`sampler`] do I/O.
//! Semantics follow Prometheus 2.42, which the tests hold against `promtool`.

pub mod baseline;
pub mod exposition;
pub mod guard;
pub mod history;
pub mod labels;
pub mod mann_whitney;
pub mod observation;
pub mod promql;
pub mod reading;
pub mod sampler;
pub mod source;
pub mod statistics;
pub mod steady_clock;
pub mod store;
pub mod threshold;
pub mod timestamp;
pub mod watch;

pub use labels::Labels;
pub use observation::Observation;
pub use reading::Reading;
pub use sampler::{Sampled, Sampler};
pub use source::{Source, SourceError};
pub use steady_clock::SteadyClock;
pub use store::Store;
pub use threshold::Threshold;
pub use timestamp::Timestamp;
