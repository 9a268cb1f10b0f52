//! Actions: changes of a cluster that gonogo makes itself. The conductor runs each as a command under a shim, by a verb
//! that gonogo calls itself by, so that the attempt is journalled, followed, cancelled and found again like any other.

mod entry;
mod fault;
mod order;
mod perform;
mod restart;
mod scale;
mod set_image;
mod switch;
mod undo;

pub use entry::{UNKNOWN, VERB, main};
pub use order::{COMMAND, Order, Unusable};
