//! The print copy and the other forms in which a run leaves gonogo.
//!
//! [`fill`] turns a state into a [`FilledCopy`], the filled checklist as data; [`print_copy`] and [`markdown`] write it down.
//! [`show`] is the run as a JSON document, [`RunEntry`] one line of the list of runs. Nothing here reads a journal or
//! writes a file: the caller brings the state and the [`ExportInfo`], and keeps the text.

mod clean;
mod copy;
mod deviations;
mod fill;
mod in_time;
mod info;
mod json;
mod line;
mod list;
mod mark;
mod markdown;
mod notes;
mod rollup;
mod text;
mod wrap;

pub use clean::clean;
pub use copy::{Fact, FilledCopy, FilledLine, FilledSection, Remark};
pub use fill::fill;
pub use info::{Chain, ExportInfo};
pub use json::show;
pub use list::{DueOf, RunEntry};
pub use mark::Mark;
pub use markdown::markdown;
pub use rollup::roll_up;
pub use text::print_copy;
