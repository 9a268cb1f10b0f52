//! How things look: roles, themes, marks.

mod color;
mod role;
mod symbols;
mod themes;

pub use color::{Depth, Rgb};
pub use role::Role;
pub use symbols::Symbols;
pub use themes::{BUILT_IN, Paint, Theme, ThemeError, paints};
