//! What the caller decides about the screen.

use std::sync::{Arc, Mutex};

use super::app::{Modal, Pane};
use super::theme::{Depth, Symbols, Theme, ThemeError};
use crate::model::ids::{Person, StepId};
use crate::model::stamp::Stamp;

/// Tells the time; a test's never moves by itself.
pub type Now = fn() -> Stamp;

/// What survives a lost connection.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// The step under the cursor.
    pub selected: Option<StepId>,
    /// The pane that has the keys.
    pub pane: Pane,
    /// The first line shown of the detail.
    pub detail_top: usize,
    /// Whether the mouse is on.
    pub mouse: bool,
    /// What was in front: what is typed there is not lost with the connection.
    pub modals: Vec<Modal>,
    /// Why the connection was lost.
    pub lost: Option<String>,
}

/// What the caller decides about the screen.
#[derive(Clone, Debug)]
pub struct TuiOptions {
    /// Who is at this client, as they sign.
    pub person: Person,
    /// The theme with its marks.
    pub theme: Theme,
    /// Where the person was; written when the screen is left, read when it is entered.
    pub memory: Arc<Mutex<Memory>>,
    /// Tells the time.
    pub now: Now,
}

impl TuiOptions {
    /// Options for `person`, with the theme called `theme` (`dark` where none is), as far as the environment's
    /// `NO_COLOR`, `COLORTERM`, `TERM` and locale allow. `ascii` draws without a single character beyond ASCII.
    pub fn new(person: Person, theme: Option<&str>, ascii: bool) -> Result<Self, ThemeError> {
        Ok(Self {
            person,
            theme: theme_of(theme, ascii)?,
            memory: Arc::new(Mutex::new(Memory { mouse: true, ..Memory::default() })),
            now,
        })
    }
}

/// The theme called `name`, `dark` where none is, as far as the environment allows.
pub fn theme_of(name: Option<&str>, ascii: bool) -> Result<Theme, ThemeError> {
    let var = |name: &str| std::env::var(name).ok();
    let symbols = if ascii { Symbols::ASCII } else { Symbols::detect(var) };
    Theme::load(name.unwrap_or("dark"), Depth::detect(var), symbols)
}

/// The wall clock.
pub fn now() -> Stamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Stamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
