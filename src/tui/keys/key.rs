//! One key, as the table and the screen know it.

use std::fmt;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with its modifiers; shift is in the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key.
    pub code: KeyCode,
    /// With control.
    pub ctrl: bool,
    /// With alt.
    pub alt: bool,
}

impl Key {
    /// `code` alone.
    pub const fn of(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// The letter `c`.
    pub const fn ch(c: char) -> Self {
        Self::of(KeyCode::Char(c))
    }

    /// The letter `c` with control.
    pub const fn ctrl(c: char) -> Self {
        Self { code: KeyCode::Char(c), ctrl: true, alt: false }
    }

    /// As people read it; `enter` is the theme's word for ⏎.
    pub fn show(self, enter: &str) -> String {
        let name = match self.code {
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(c) => c.to_string(),
            KeyCode::Enter => enter.to_owned(),
            KeyCode::Esc => "Esc".to_owned(),
            KeyCode::Tab => "Tab".to_owned(),
            KeyCode::BackTab => "Shift-Tab".to_owned(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            KeyCode::Up if enter == "⏎" => "↑".to_owned(),
            KeyCode::Down if enter == "⏎" => "↓".to_owned(),
            KeyCode::Left if enter == "⏎" => "←".to_owned(),
            KeyCode::Right if enter == "⏎" => "→".to_owned(),
            other => format!("{other:?}"),
        };
        match (self.ctrl, self.alt) {
            (true, _) => format!("Ctrl-{name}"),
            (_, true) => format!("Alt-{name}"),
            _ => name,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.show("Enter"))
    }
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let code = match event.code {
            // A terminal sends Ctrl-] as the byte 0x1d, which reads as Ctrl-5.
            KeyCode::Char('5') if ctrl => KeyCode::Char(']'),
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            code => code,
        };
        Self { code, ctrl, alt: event.modifiers.contains(KeyModifiers::ALT) }
    }
}
