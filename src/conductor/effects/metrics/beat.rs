//! How far apart samples may be expected.

use std::time::Duration;

/// The shortest real time between samples that a sped-up rehearsal counts on.
const REAL_BEAT: Duration = Duration::from_millis(500);

/// `every`, but no denser than a machine under load can deliver at a rehearsal's speed.
pub(in crate::conductor::effects) fn beat(every: Duration, speed: u32) -> Duration {
    if speed > 1 { every.max(REAL_BEAT * speed) } else { every }
}
