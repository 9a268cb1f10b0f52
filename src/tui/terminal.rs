//! The terminal in our hands: raw, on its other screen, and given back whatever happens.

use std::io::{self, IsTerminal, Stdout, Write};
use std::sync::Once;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::{cursor, event, execute, queue, terminal};

use super::TuiError;
use super::app::Model;
use super::theme::Theme;

/// The terminal while the screen is there; dropping it gives the terminal back.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Stdout>>,
}

/// Gives the terminal back: on return, on an error, on a panic. Harmless when called twice.
fn restore() {
    let mut out = io::stdout();
    // Each by itself: what one of them can't do, the others still must.
    let _ = execute!(out, terminal::EndSynchronizedUpdate);
    let _ = execute!(out, event::DisableMouseCapture);
    let _ = execute!(out, event::DisableBracketedPaste);
    let _ = execute!(out, terminal::LeaveAlternateScreen);
    let _ = execute!(out, cursor::Show);
    let _ = terminal::disable_raw_mode();
    let _ = out.flush();
}

static HOOK: Once = Once::new();

/// A panic gives the terminal back before it speaks, so that it can be read.
fn hook() {
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            restore();
            before(info);
        }));
    });
}

fn failed(doing: &'static str) -> impl FnOnce(io::Error) -> TuiError {
    move |why| TuiError::Terminal { doing, why }
}

impl Screen {
    /// Takes the terminal.
    pub fn enter(mouse: bool) -> Result<Self, TuiError> {
        for (is, which) in
            [(io::stdin().is_terminal(), "standard input"), (io::stdout().is_terminal(), "standard output")]
        {
            if !is {
                return Err(TuiError::NotATerminal { which });
            }
        }
        hook();
        terminal::enable_raw_mode().map_err(failed("switching to raw mode"))?;
        let taken = Self::take(mouse);
        if taken.is_err() {
            restore();
        }
        taken
    }

    fn take(mouse: bool) -> Result<Self, TuiError> {
        let mut out = io::stdout();
        execute!(out, terminal::EnterAlternateScreen, event::EnableBracketedPaste, cursor::Hide)
            .map_err(failed("taking the screen"))?;
        if mouse {
            execute!(out, event::EnableMouseCapture).map_err(failed("turning the mouse on"))?;
        }
        let terminal = Terminal::new(CrosstermBackend::new(out)).map_err(failed("measuring the screen"))?;
        Ok(Self { terminal })
    }

    /// Its size.
    pub fn size(&self) -> Result<ratatui::layout::Size, TuiError> {
        self.terminal.size().map_err(failed("measuring the screen"))
    }

    /// Draws, within one synchronized update.
    pub fn draw(&mut self, render: impl FnOnce(&mut ratatui::Frame<'_>)) -> Result<(), TuiError> {
        let doing = failed("drawing");
        let mut all = || -> io::Result<()> {
            queue!(self.terminal.backend_mut(), terminal::BeginSynchronizedUpdate)?;
            Ok(())
        };
        all().map_err(failed("drawing"))?;
        let drawn = self.terminal.draw(render).map(|_| ());
        let ended = execute!(self.terminal.backend_mut(), terminal::EndSynchronizedUpdate);
        drawn.and(ended).map_err(doing)
    }

    /// Draws the run.
    pub fn draw_run(&mut self, model: &Model, theme: &Theme) -> Result<(), TuiError> {
        self.draw(|frame| super::view::render(frame, model, theme))
    }

    /// Forgets what is drawn, so that the next drawing draws everything.
    pub fn clear(&mut self) -> Result<(), TuiError> {
        self.terminal.clear().map_err(failed("clearing the screen"))
    }

    /// Puts `text` into the terminal's clipboard, by OSC 52. Nothing tells whether the terminal took it.
    pub fn copy(&mut self, text: &str) -> Result<(), TuiError> {
        let backend = self.terminal.backend_mut();
        let written = backend.write_all(clipboard(text).as_bytes()).and_then(|()| Write::flush(backend));
        written.map_err(failed("copying"))
    }

    /// Turns the mouse on or off.
    pub fn mouse(&mut self, on: bool) -> Result<(), TuiError> {
        let done = if on {
            execute!(self.terminal.backend_mut(), event::EnableMouseCapture)
        } else {
            execute!(self.terminal.backend_mut(), event::DisableMouseCapture)
        };
        done.map_err(failed("turning the mouse on or off"))
    }
}

/// The sequence that puts `text` into a terminal's clipboard.
fn clipboard(text: &str) -> String {
    use base64::Engine as _;
    format!("\x1b]52;c;{}\x07", base64::engine::general_purpose::STANDARD.encode(text))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_goes_to_the_clipboard_encoded() {
        assert_eq!(super::clipboard("+1-555\x1b[31m"), "\x1b]52;c;KzEtNTU1G1szMW0=\x07");
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}
