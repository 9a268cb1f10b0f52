//! One line of a transcript as it is drawn.

use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Span;

use crate::exec::{Colour, styled};

/// `raw` as a terminal would show it, on the ground of `base`. A command's colours are kept where `coloured`; its
/// backgrounds never are, so that nothing can hide text or look like a part of the screen.
pub fn spans(raw: &str, base: Style, coloured: bool) -> Vec<Span<'static>> {
    styled(raw.as_bytes())
        .into_iter()
        .map(|span| {
            let mut style = base;
            if coloured && let Some(foreground) = span.style.foreground.and_then(color) {
                style.fg = Some(foreground);
            }
            for (on, modifier) in [
                (span.style.bold, Modifier::BOLD),
                (span.style.italic, Modifier::ITALIC),
                (span.style.underline, Modifier::UNDERLINED),
            ] {
                if on {
                    style = style.add_modifier(modifier);
                }
            }
            Span::styled(span.text, style)
        })
        .collect()
}

/// Of the sixteen that the terminal's own theme defines, those that can be read on any ground.
const fn color(colour: Colour) -> Option<Color> {
    match colour {
        Colour::Basic(index @ (1..=6 | 9..=14)) => Some(Color::Indexed(index)),
        Colour::Basic(_) | Colour::Indexed(_) | Colour::Rgb(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_progress_bar_shows_its_last_state() {
        let text: String = spans("10%\r50%\r100%\r", Style::new(), true)
            .iter()
            .map(|span| span.content.to_string())
            .collect();
        assert_eq!(text, "100%");
    }

    #[test]
    fn colours_are_kept_only_where_there_are_some() {
        assert_eq!(spans("\u{1b}[32mok\u{1b}[0m", Style::new(), true)[0].style.fg, Some(Color::Indexed(2)));
        assert_eq!(spans("\u{1b}[32mok\u{1b}[0m", Style::new(), false)[0].style.fg, None);
        assert_eq!(spans("\u{1b}[37;47mhid", Style::new(), true)[0].style, Style::new());
    }
}
