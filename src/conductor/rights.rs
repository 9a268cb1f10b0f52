//! Who may ask for what.

use crate::model::live::Seat;
use crate::model::{Actor, Ask, Refusal, State};

/// Refuses what the seat doesn't allow: the driver drives; the pair signs, answers, notes, declares and acknowledges incidents, and may take over; the
/// observer looks on.
pub(super) fn may(state: &State, seat: Seat, by: &Actor, ask: &Ask) -> Result<(), Refusal> {
    let allowed = match seat {
        // Who was taken over from a moment ago may not know it yet: the journal decides.
        Seat::Driver => {
            !matches!(by, Actor::Person(person) if state.driver.as_ref() != Some(person))
                || matches!(ask, Ask::Drive { .. })
        }
        Seat::Pair => matches!(
            ask,
            Ask::Drive { .. }
                | Ask::SignOff { .. }
                | Ask::Note { .. }
                | Ask::Acknowledge { .. }
                | Ask::Declare { .. }
                | Ask::AcknowledgeIncident { .. }
                | Ask::Answer { .. }
        ),
        Seat::Observer => false,
    };
    match (allowed, seat) {
        (true, _) => Ok(()),
        (false, Seat::Observer) => Err(Refusal::ReadOnly { why: "you are here as an observer".to_owned() }),
        (false, _) => Err(Refusal::NotDriver {
            person: state.driver.as_ref().map_or_else(|| "nobody".to_owned(), ToString::to_string),
        }),
    }
}
