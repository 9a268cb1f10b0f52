//! Figures from several rounds.

use std::time::{Duration, Instant};

/// What `work` gives, and how long it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let done = work();
    (done, started.elapsed())
}

/// The middle one.
pub fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all[all.len() / 2]
}

/// The one that `percent` of all stay at or below.
pub fn percentile(mut all: Vec<Duration>, percent: usize) -> Duration {
    all.sort_unstable();
    all[(all.len() * percent / 100).min(all.len() - 1)]
}

/// In milliseconds.
pub fn ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    if ms < 10.0 { format!("{ms:.1} ms") } else { format!("{ms:.0} ms") }
}

/// In milliseconds, of what `ours` takes beyond `peer`.
pub fn over(ours: Duration, peer: Duration) -> String {
    format!("{:+.1} ms", (ours.as_secs_f64() - peer.as_secs_f64()) * 1e3)
}

/// How many times `peer`.
pub fn times(ours: Duration, peer: Duration) -> f64 {
    ours.as_secs_f64() / peer.as_secs_f64()
}
