//! One line of a transcript as it is drawn.

use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Span;

use crate::exec::{Colour, styled};
use crate::tui::text;

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

/// The columns of `spans` from `from` on that fit into `room`, and whether there is more: its mark needs the last column.
pub fn part(spans: Vec<Span<'static>>, from: usize, room: usize) -> (Vec<Span<'static>>, bool) {
    let wide: usize = spans.iter().map(Span::width).sum();
    let more = wide > from + room;
    let end = from + room.saturating_sub(usize::from(more));
    let mut column = 0;
    let shown = spans
        .into_iter()
        .map(|span| {
            let text: String = span
                .content
                .chars()
                .filter(|c| {
                    let first = column;
                    column += text::char_width(*c);
                    first >= from && column <= end
                })
                .collect();
            Span::styled(text, span.style)
        })
        .filter(|span| !span.content.is_empty())
        .collect();
    (shown, more)
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
    fn a_long_line_is_read_part_by_part() {
        let line = || spans("ab\u{1b}[1mcd漢字\u{1b}[0mxyz", Style::new(), true);
        let read = |from, room| {
            let (shown, more) = part(line(), from, room);
            (shown.iter().map(|span| span.content.to_string()).collect::<String>(), more)
        };
        assert_eq!(read(0, 40), ("abcd漢字xyz".to_owned(), false));
        assert_eq!(read(0, 6), ("abcd".to_owned(), true));
        assert_eq!(read(4, 7), ("漢字xyz".to_owned(), false));
        assert_eq!(read(80, 7), (String::new(), false));
    }

    #[test]
    fn colours_are_kept_only_where_there_are_some() {
        assert_eq!(spans("\u{1b}[32mok\u{1b}[0m", Style::new(), true)[0].style.fg, Some(Color::Indexed(2)));
        assert_eq!(spans("\u{1b}[32mok\u{1b}[0m", Style::new(), false)[0].style.fg, None);
        assert_eq!(spans("\u{1b}[37;47mhid", Style::new(), true)[0].style, Style::new());
    }
}
