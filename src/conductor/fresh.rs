//! Inputs whose value the shell's state doesn't have yet.

use std::collections::BTreeSet;

use crate::model::Event;
use crate::model::ids::InputName;

/// Kept from the events alone, so that a conductor that takes a run up knows them again.
#[derive(Default)]
pub(super) struct Fresh {
    given: BTreeSet<InputName>,
    handed_over: BTreeSet<InputName>,
}

impl Fresh {
    /// Takes an event in.
    pub(super) fn after(&mut self, event: &Event) {
        match event {
            Event::InputGiven { name, .. } => {
                self.given.insert(name.clone());
            }
            Event::AttemptStarted { .. } => self.handed_over.append(&mut self.given),
            // Only a captured state has them; what was given meanwhile waits for the next command.
            Event::AttemptEnded { end, .. } if end.state_lost.is_none() && end.exit.is_some() => {
                self.handed_over.clear();
            }
            _ => {}
        }
    }

    /// Those that the command that starts now must be told over the state that is carried to it.
    pub(super) fn names(&self) -> impl Iterator<Item = &InputName> {
        self.handed_over.iter()
    }
}
