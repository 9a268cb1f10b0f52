//! The one place where the model changes.

mod actions;
mod applies;
mod ask;
mod dispatch;
pub mod edit;
mod fetch;
mod go;
mod incident;
mod incoming;
mod keys;
mod menus;
mod mouse;
mod moves;
mod open;
mod refused;
mod search;
mod submit;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_moves;

pub use applies::applies;
pub use dispatch::update;
pub use fetch::fetch;
pub use open::inputs as input_dialog;

use ask::ask;
