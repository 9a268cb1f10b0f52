//! What comes in, and what goes out.

use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Size;

use crate::model::stamp::Stamp;
use crate::session::message::{FromClient, FromConductor};
use crate::tui::Left;

/// What comes in.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A key.
    Key(KeyEvent),
    /// A paste.
    Paste(String),
    /// The mouse.
    Mouse(MouseEvent),
    /// The terminal's size.
    Resize(Size),
    /// From the conductor.
    Conductor(Box<FromConductor>),
    /// The conductor's channel is closed.
    Lost(String),
    /// What could not be sent, the channel being full.
    Unsent(Box<FromClient>),
    /// Time has passed.
    Tick(Stamp),
}

/// What goes out.
#[derive(Clone, Debug)]
pub enum Outgoing {
    /// To the conductor.
    Send(FromClient),
    /// Turn the mouse on or off.
    Mouse(bool),
    /// Put a text into the terminal's clipboard.
    Copy(String),
    /// Draw the whole screen anew.
    Redraw,
    /// Leave the screen.
    Leave(Left),
}
