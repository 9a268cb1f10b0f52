//! The world's Prometheus: its query API over the world's own series, evaluated by [`crate::metrics::promql`]. (The one
//! import between siblings of the work layer: a second evaluator would be a second truth.)
//!
//! Series are functions of time, so the past is sampled when it is asked for: there is history from the first moment on.
//! Times are the world's: a minute of `[1m]` is one of the world's minutes, whatever the speed. A time up to now is taken
//! as so long before now; a later one as told by a clock that runs at the world's speed since its begin.

mod api;
mod history;
mod shown;

pub(super) use api::answer;
