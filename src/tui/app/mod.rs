//! What the screen shows: the run's state, what passed by, and where the person is in it.

mod dialog;
mod dirt;
mod field;
mod menu;
mod message;
mod model;
mod output;
mod page;
mod pty;
mod seen;
mod tree;
mod ui;

pub use dialog::{Block, Dialog, Purpose, Tone};
pub use dirt::Dirt;
pub use field::{Field, Rule, Value};
pub use menu::{Choice, Item, Menu};
pub use message::{Msg, Outgoing};
pub use model::{Model, Wish};
pub use output::OutputView;
pub use page::{Page, PageKind};
pub use pty::Pty;
pub use seen::{Sample, Seen, WatchSeen};
pub use tree::{Group, Row, Tree, TreeRow};
pub use ui::{Modal, Notice, Pane, Search, Ui};
