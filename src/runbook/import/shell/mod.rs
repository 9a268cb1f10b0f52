//! Blocks of code judged by what stands in them, and made ready to run.

mod content;
mod hazard;
mod known;
mod line;
mod ready;
mod session;
mod simple;

pub(crate) use content::{Content, content};
pub(crate) use hazard::hazard;
pub(crate) use ready::{Ready, ready};
pub(crate) use session::session;
