//! The one place where the model changes.

mod actions;
mod applies;
mod ask;
mod dispatch;
pub mod edit;
mod eyes;
mod fetch;
mod go;
mod incident;
mod incoming;
mod keys;
mod menus;
mod mouse;
mod moves;
mod open;
mod pages;
mod refused;
mod search;
mod submit;
mod together;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_eyes;
#[cfg(test)]
mod tests_moves;
#[cfg(test)]
mod tests_reach;
#[cfg(test)]
mod tests_said;
#[cfg(test)]
mod tests_together;

pub use applies::applies;
pub use dispatch::update;
pub use fetch::fetch;
pub use open::inputs as input_dialog;

use ask::ask;
