//! The home screen: runbooks, unfinished runs, history.

mod entries;
mod screen;

pub use entries::{HomeBook, HomeChoice, HomeEntries, HomeRun};
pub use screen::home;
