//! Where the person is: pane, row, what is in front.

use std::collections::HashMap;

use ratatui_textarea::TextArea;

use super::{Dialog, Group, LogView, Menu, MetricView, Page, Row};
use crate::model::ids::{StepId, TroubleId};
use crate::tui::keys::Layer;
use crate::tui::theme::Role;

/// A pane; on a narrow screen, a tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The steps.
    #[default]
    Steps,
    /// The step under the cursor.
    Detail,
    /// What its command printed.
    Output,
    /// Metrics and guards.
    Side,
}

impl Pane {
    /// Every pane, in the order of Tab.
    pub const ALL: [Self; 4] = [Self::Steps, Self::Detail, Self::Output, Self::Side];

    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Steps => "Steps",
            Self::Detail => "Step",
            Self::Output => "Output",
            Self::Side => "Metrics",
        }
    }
}

/// What is said in the status line until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What.
    pub text: String,
    /// How grave.
    pub role: Role,
}

/// A search under way.
#[derive(Clone, Debug)]
pub struct Search {
    /// What is typed.
    pub text: TextArea<'static>,
    /// Where it began.
    pub origin: Row,
    /// What matches.
    pub found: Vec<StepId>,
    /// Which match is shown.
    pub at: usize,
}

/// What is in front of the panes.
#[derive(Clone, Debug)]
pub enum Modal {
    /// A dialog with fields.
    Dialog(Box<Dialog>),
    /// A list to pick from.
    Menu(Box<Menu>),
    /// A page to read.
    Page(Page),
    /// The metrics.
    Metrics(MetricView),
    /// Followed logs.
    Logs(LogView),
}

/// Where the person is.
#[derive(Clone, Debug)]
pub struct Ui {
    /// The pane that has the keys.
    pub pane: Pane,
    /// Whether that pane takes the whole screen.
    pub zoomed: bool,
    /// The row under the cursor.
    pub selected: Row,
    /// The groups that the person folded or opened.
    pub folded: HashMap<Group, bool>,
    /// The first line shown of the detail.
    pub detail_top: usize,
    /// The first line shown of metrics and guards.
    pub side_top: usize,
    /// A search under way.
    pub search: Option<Search>,
    /// What is said in the status line.
    pub notice: Option<Notice>,
    /// What is in front, the foremost last.
    pub modals: Vec<Modal>,
    /// The issue whose steps are shown among the others.
    pub trouble: Option<TroubleId>,
    /// Whether a step's terminal has the keys.
    pub captured: bool,
    /// Whether the mouse is on.
    pub mouse: bool,
}

impl Ui {
    /// Says `text` until the next key.
    pub fn say(&mut self, role: Role, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), role });
    }

    /// The table of keys that is in force.
    pub fn layer(&self) -> Layer {
        match self.modals.last() {
            Some(Modal::Dialog(_)) => Layer::Dialog,
            Some(Modal::Menu(_)) => Layer::Menu,
            Some(Modal::Page(_)) => Layer::Page,
            Some(Modal::Metrics(_)) => Layer::Metrics,
            Some(Modal::Logs(_)) => Layer::Logs,
            None if self.search.is_some() => Layer::Search,
            None if self.captured => Layer::Terminal,
            None => Layer::Main,
        }
    }

    /// The foremost dialog.
    pub fn dialog(&mut self) -> Option<&mut Dialog> {
        match self.modals.last_mut() {
            Some(Modal::Dialog(dialog)) => Some(dialog),
            _ => None,
        }
    }
}
