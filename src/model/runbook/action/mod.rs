//! What gonogo does itself instead of running a command.

mod action_kind;
mod by_hand;
mod figure;
mod kubernetes;
mod work;

pub use action_kind::Action;
pub use figure::Figure;
pub use kubernetes::{KubernetesAction, Scale, SetImage, Switch, Undo, Wish};
pub use work::Work;
