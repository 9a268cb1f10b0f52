use std::borrow::Cow;

use super::Action;

/// What an attempt of a step does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Work<'s> {
    /// It runs bash text.
    Command(&'s str),
    /// gonogo does it itself.
    Action(&'s Action),
}

impl<'s> Work<'s> {
    /// What it is, as text: what is hashed when an attempt starts.
    pub fn text(self) -> Cow<'s, str> {
        match self {
            Self::Command(text) => Cow::Borrowed(text),
            Self::Action(action) => Cow::Owned(action.text()),
        }
    }

    /// The text in which placeholders would stand.
    pub fn fillable(self) -> Cow<'s, str> {
        match self {
            Self::Command(text) => Cow::Borrowed(text),
            Self::Action(action) => Cow::Owned(action.texts()),
        }
    }
}
