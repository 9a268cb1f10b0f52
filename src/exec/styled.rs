use vte::{Params, Parser, Perform};

use crate::model::plain::is_hidden;

/// More of a line is not looked at.
const MOST_BYTES: usize = 64 * 1024;
/// More cells are not shown.
const MOST_CELLS: usize = 4096;
const TAB: usize = 8;

/// A colour as a command may choose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// One of the sixteen that themes define: 0 to 7 normal, 8 to 15 bright.
    Basic(u8),
    /// From the palette of 256.
    Indexed(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

/// How a piece of output wants to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "attributes of a terminal cell, independent of each other")]
pub struct Style {
    /// Of the text.
    pub foreground: Option<Colour>,
    /// Behind it.
    pub background: Option<Colour>,
    /// SGR 1.
    pub bold: bool,
    /// SGR 2.
    pub dim: bool,
    /// SGR 3.
    pub italic: bool,
    /// SGR 4.
    pub underline: bool,
    /// SGR 7.
    pub reverse: bool,
}

/// A piece of a line in one style; its text has no control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StyledSpan {
    /// What it says.
    pub text: String,
    /// How it looks.
    pub style: Style,
}

/// One raw line of output as it would stand on a terminal. Colours and attributes are kept; CR, TAB, BS and erasing to
/// the line's end act within the line; everything else a terminal would obey is dropped, and bytes that are not
/// UTF-8 show as U+FFFD. At most 4096 cells.
pub fn styled(line: &[u8]) -> Vec<StyledSpan> {
    let mut row = Row::default();
    Parser::new().advance(&mut row, &line[..line.len().min(MOST_BYTES)]);
    row.spans()
}

#[derive(Debug, Default)]
struct Row {
    cells: Vec<(char, Style)>,
    cursor: usize,
    style: Style,
}

impl Row {
    fn spans(self) -> Vec<StyledSpan> {
        let mut spans: Vec<StyledSpan> = Vec::new();
        for (c, style) in self.cells {
            match spans.last_mut() {
                Some(span) if span.style == style => span.text.push(c),
                _ => spans.push(StyledSpan { text: c.into(), style }),
            }
        }
        spans
    }

    fn put(&mut self, c: char, style: Style) {
        if self.cursor < MOST_CELLS {
            if self.cells.len() <= self.cursor {
                self.cells.resize(self.cursor + 1, (' ', Style::default()));
            }
            self.cells[self.cursor] = (c, style);
            self.cursor += 1;
        }
    }

    fn select(&mut self, params: &Params) {
        let mut params = params.iter();
        while let Some(param) = params.next() {
            let style = &mut self.style;
            match *param {
                [38, ref rest @ ..] => style.foreground = extended(rest, &mut params).or(style.foreground),
                [48, ref rest @ ..] => style.background = extended(rest, &mut params).or(style.background),
                [0] | [] => *style = Style::default(),
                [1] => style.bold = true,
                [2] => style.dim = true,
                [3] => style.italic = true,
                [4, 0] | [24] => style.underline = false,
                [4, ..] | [21] => style.underline = true,
                [7] => style.reverse = true,
                [22] => (style.bold, style.dim) = (false, false),
                [23] => style.italic = false,
                [27] => style.reverse = false,
                [39] => style.foreground = None,
                [49] => style.background = None,
                [code @ (30..=37 | 90..=97)] => style.foreground = Some(basic(code - 30)),
                [code @ (40..=47 | 100..=107)] => style.background = Some(basic(code - 40)),
                _ => {}
            }
        }
    }
}

/// 0 to 7, or 60 to 67 for the bright ones.
fn basic(code: u16) -> Colour {
    Colour::Basic(u8::try_from(if code >= 60 { code - 52 } else { code }).unwrap_or(7))
}

/// A colour behind 38 or 48: `5;n` or `2;r;g;b`, in parameters of their own or, with colons, in this one.
fn extended<'a>(own: &[u16], following: &mut impl Iterator<Item = &'a [u16]>) -> Option<Colour> {
    let byte = |value: u16| u8::try_from(value).ok();
    if !own.is_empty() {
        return match *own {
            [5, index, ..] => Some(Colour::Indexed(byte(index)?)),
            [2, r, g, b] | [2, _, r, g, b, ..] => Some(Colour::Rgb(byte(r)?, byte(g)?, byte(b)?)),
            _ => None,
        };
    }
    let mut next = || following.next().and_then(|param| param.first().copied());
    match next()? {
        5 => Some(Colour::Indexed(byte(next()?)?)),
        2 => {
            let (r, g, b) = (next()?, next()?, next()?);
            Some(Colour::Rgb(byte(r)?, byte(g)?, byte(b)?))
        }
        _ => None,
    }
}

impl Perform for Row {
    fn print(&mut self, c: char) {
        if !c.is_control() && !is_hidden(c) && !matches!(c, '\u{2028}' | '\u{2029}') {
            self.put(c, self.style);
        }
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\r' => self.cursor = 0,
            b'\x08' => self.cursor = self.cursor.saturating_sub(1),
            b'\t' => {
                // Moving over what stands there already must not erase it.
                let stop = ((self.cursor / TAB + 1) * TAB).min(MOST_CELLS);
                if self.cells.len() < stop {
                    self.cells.resize(stop, (' ', Style::default()));
                }
                self.cursor = stop;
            }
            _ => {}
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], ignore: bool, action: char) {
        if ignore || !intermediates.is_empty() {
            return;
        }
        let first = params.iter().next().and_then(|param| param.first().copied()).unwrap_or(0);
        match (action, first) {
            ('m', _) => self.select(params),
            ('K', 0) => self.cells.truncate(self.cursor),
            ('K', 2) => self.cells.clear(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(line: &[u8]) -> String {
        styled(line).into_iter().map(|span| span.text).collect()
    }

    #[test]
    fn styles_are_kept() {
        let spans = styled(b"a\x1b[1;31mb\x1b[22;38;5;208;48;2;1;2;3mc\x1b[38:2::9:8:7;97md\x1b[0me");
        let styles: Vec<(&str, Style)> = spans.iter().map(|span| (span.text.as_str(), span.style)).collect();
        let on = Some(Colour::Rgb(1, 2, 3));
        let plain = Style::default();
        assert_eq!(styles[0], ("a", plain));
        assert_eq!(styles[1], ("b", Style { bold: true, foreground: Some(Colour::Basic(1)), ..plain }));
        assert_eq!(
            styles[2],
            ("c", Style { foreground: Some(Colour::Indexed(208)), background: on, ..plain })
        );
        assert_eq!(styles[3], ("d", Style { foreground: Some(Colour::Basic(15)), background: on, ..plain }));
        assert_eq!(styles[4], ("e", plain));
    }

    #[test]
    fn a_line_ends_as_on_a_terminal() {
        assert_eq!(text(b" 10%\r 20%\r100%"), "100%");
        assert_eq!(text(b"long text\r\x1b[Kok"), "ok");
        assert_eq!(text(b"a\tb"), "a       b");
        assert_eq!(text(b"ab\x08c"), "ac");
        assert_eq!(text(b"crlf\r"), "crlf");
    }

    #[test]
    fn nothing_else_is_obeyed() {
        for line in [
            &b"a\x1b]52;c;eA==\x07b"[..],
            b"a\x1b]8;;http://x\x1b\\b",
            b"a\x1b[6nb",
            b"a\x1b[2J\x1b[H\x1b[?1049hb",
            b"a\x1bP+q\x1b\\b",
            b"a\x1b_x\x1b\\b",
            "a\u{202e}\u{200b}b".as_bytes(),
            b"a\x00\x07b",
            "a\u{9b}b".as_bytes(),
        ] {
            assert_eq!(text(line), "ab", "{line:?}");
        }
        assert_eq!(text(b"a\xffb"), "a\u{fffd}b");
        assert!(text(&vec![b'x'; 100_000]).len() <= MOST_CELLS);
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(line in prop::collection::vec(any::<u8>(), 0..300)) {
            for span in styled(&line) {
                prop_assert!(!span.text.chars().any(char::is_control));
            }
        }
    }
}
