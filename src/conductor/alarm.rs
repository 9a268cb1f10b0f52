//! How long the conductor may sleep: until something comes due, or a report can be tried again.

use std::time::Duration;

use super::actor::Keeper;

/// How often reports that could not be recorded are tried again.
const TRY_AGAIN: Duration = Duration::from_secs(2);

/// The longest sleep before something that is due: the wall clock may jump, and a laptop that slept wakes up late.
const LONGEST: Duration = Duration::from_secs(5);

/// How long to wait for a request at most; `None`: as long as it takes.
pub(super) fn pause(keeper: &Keeper) -> Option<Duration> {
    if !keeper.unrecorded.is_empty() {
        return Some(TRY_AGAIN);
    }
    let (at, _) = keeper.state.next_timer()?;
    let left = u64::try_from(at.since((keeper.clock)())).unwrap_or(0);
    Some(Duration::from_millis(left).min(LONGEST))
}
