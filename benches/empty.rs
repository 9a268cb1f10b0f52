//! The smallest ratatui program: takes the screen, draws one line, and goes at the first key or signal. What the first
//! frame of gonogo is held against.

use ratatui::crossterm::event;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{cursor, execute};
use ratatui::widgets::Paragraph;
use ratatui::{Terminal, backend::CrosstermBackend};

fn main() -> std::io::Result<()> {
    enable_raw_mode()?;
    execute!(std::io::stdout(), EnterAlternateScreen, cursor::Hide)?;
    let mut terminal = Terminal::new(CrosstermBackend::new(std::io::stdout()))?;
    terminal.draw(|frame| frame.render_widget(Paragraph::new("Say hello"), frame.area()))?;
    event::read()?;
    execute!(std::io::stdout(), LeaveAlternateScreen, cursor::Show)?;
    disable_raw_mode()
}
