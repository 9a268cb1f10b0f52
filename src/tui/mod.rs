//! The terminal screen.
//!
//! ```text
//! ┌ header: labels · title · environment ─────────────────── run · elapsed · ETA · driver ┐
//! │ banners: rollback, offered plan, firing guard, parked, journal stuck, read-only       │
//! ├ steps ────────────┬ step ───────────────────────────────────────┬ metrics ────────────┤
//! │ view/steps        │ view/detail                                 │ view/metrics        │
//! │                   ├ output ─────────────────────────────────────┼ guards ─────────────┤
//! │                   │ view/output, view/terminal                  │ view/guards         │
//! ├───────────────────┴─────────────────────────────────────────────┴─────────────────────┤
//! │ status: a notice, a refusal, the search                                               │
//! │ footer: the keys that work here                                                       │
//! └───────────────────────────────────────────────────────────────────────────────────────┘
//! below 100 columns the panes become tabs: Steps | Step | Output | Metrics
//! ```
//!
//! [`app`] is what is shown, [`update`] the one place where it changes, [`view`] the drawing, which changes nothing;
//! [`keys`] holds the tables that keys, footer, help and palette are made from. [`run()`] is the loop around them.
//!
//! ⏎ never goes past a step by itself: on a settled step it moves the cursor to the next open one, and only the next
//! ⏎ does something there. A key repeated over a slow line so starts nothing that was not seen.

pub mod app;

pub mod home;
pub mod keys;
pub mod theme;
pub mod update;
pub mod view;

pub mod error;
pub mod form;

pub mod link;
pub mod options;
pub mod output_line;
pub mod run;
pub mod safe;
pub mod scene;
pub mod signals;
pub mod terminal;
pub mod text;
pub mod words;

pub use error::TuiError;
pub use form::{FormField, form};
pub use home::{HomeBook, HomeChoice, HomeEntries, HomeRun, home};

pub use link::{Left, Link};
pub use options::{Memory, Now, TuiOptions, now, theme_of};
pub use run::run;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod screens;
#[cfg(test)]
mod screens_in_time;
