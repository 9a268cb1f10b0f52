//! What the screen shows: the run's state, what passed by, and where the person is in it.

mod dialog;
mod dirt;
mod field;
mod log_view;
mod menu;
mod message;
mod metric_view;
mod model;
mod output;
mod page;
mod pty;
mod seen;
mod series;
mod tree;
mod ui;

pub use dialog::{Block, Dialog, Purpose, Tone};
pub use dirt::Dirt;
pub use field::{Field, Rule, Value};
pub use log_view::LogView;
pub use menu::{Choice, Item, Menu};
pub use message::{Msg, Outgoing};
pub use metric_view::{MetricView, Window};
pub use model::{Model, Wish};
pub use output::OutputView;
pub use page::{Page, PageKind};
pub use pty::Pty;
pub use seen::{Sample, Seen, WatchSeen};
pub use series::{Reading, Series};
pub use tree::{Group, Row, Tree, TreeRow};
pub use ui::{Modal, Notice, Pane, Search, Ui};
