//! From keys to actions.

mod action;
mod key;
mod pty;
mod table;

pub use action::Action;
pub use key::Key;
pub use pty::{paste_bytes, pty_bytes};
pub use table::{Binding, Layer};
