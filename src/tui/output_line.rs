//! One line of a transcript as it is drawn.

use ratatui::style::Style;
use ratatui::text::Span;

use super::safe;

/// `raw` as it is drawn, in `base`: what was written over by a carriage return is left out, as a terminal would have it.
pub fn spans(raw: &str, base: Style) -> Vec<Span<'static>> {
    let shown = raw.trim_end_matches('\r');
    let shown = shown.rsplit_once('\r').map_or(shown, |(_, last)| last);
    vec![Span::styled(safe::lines(shown).into_iter().next().unwrap_or_default(), base)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_progress_bar_shows_its_last_state() {
        assert_eq!(spans("10%\r50%\r100%\r", Style::new())[0].content, "100%");
        assert_eq!(spans("\u{1b}[32mok\u{1b}[0m", Style::new())[0].content, "ok");
    }
}
