//! A screen too small to drive a run on.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Paragraph, Wrap};

use super::SMALLEST;
use crate::tui::theme::{Role, Theme};

/// Says what is needed.
pub fn render(frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
    let text = format!(
        "This terminal has {}×{} characters; gonogo needs {}×{}. Make it larger, or its letters smaller. \
         The run goes on meanwhile. d detaches.",
        area.width, area.height, SMALLEST.width, SMALLEST.height
    );
    let text = if theme.symbols.is_ascii() { text.replace('×', "x") } else { text };
    let text = Paragraph::new(text).wrap(Wrap { trim: true }).style(theme.style(Role::Warn));
    frame.render_widget(text, area);
}
