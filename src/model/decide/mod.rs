//! From commands to events, or a refusal.
use super::{Command, Event, Refusal, State};
/// x
pub fn decide(_s: &State, _c: &Command) -> Result<Vec<Event>, Refusal> {
    Ok(vec![])
}
