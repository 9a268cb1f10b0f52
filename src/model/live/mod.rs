//! What passes by and is not journalled: a client that misses some of it has lost nothing.

mod guard_now;
mod here;
mod log;
mod passing;
mod trend;

pub use guard_now::GuardNow;
pub use here::{Here, Seat};
pub use log::{LogCount, LogLine, LogNow, LogStanding};
pub use passing::Live;
pub use trend::Trend;
