//! What a run would do, as plain text, with every value that is known and no secret: `gonogo plan`.

mod around;
mod in_time;
mod page;
mod step;
mod value;
mod words;

pub use page::{Preview, preview};
