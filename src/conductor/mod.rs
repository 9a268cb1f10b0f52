//! The process that owns a run: it decides, appends, folds, publishes, and does what the events call for. Knows no
//! socket and no screen.
//!
//! ```text
//! Handle ── Request ──► Actor: decide → append → fold → publish ──► Notice (events, live)
//!   ▲                     │ events
//!   └────── Report ◄── Effects: attempts · checks · watches · metrics · guards · the rehearsal's world
//! ```

mod actor;
mod alarm;
mod answer;
pub mod autopilot;
mod create;
mod effects;
mod error;
mod folder;
mod fresh;
mod handle;
mod open;
pub mod record;
mod rights;
mod values;
mod windows;

pub use create::{NewRun, Rehearse, create};
pub use error::ConductorError;
pub use folder::RunFolder;
pub use handle::{Handle, Notice, Subscription};
pub use open::{Options, open};
