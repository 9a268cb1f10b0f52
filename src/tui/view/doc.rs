//! Text laid out in lines of a given width, every piece of it made safe on the way in.

use ratatui::text::{Line, Span};

use crate::tui::theme::{Role, Theme};
use crate::tui::{safe, text};

/// Lines that grow as one text after another is put in.
pub struct Doc<'t> {
    theme: &'t Theme,
    width: usize,
    lines: Vec<Line<'static>>,
}

type Cell = (char, Role);

impl<'t> Doc<'t> {
    /// An empty text, `width` columns wide.
    pub fn new(width: u16, theme: &'t Theme) -> Self {
        Self { theme, width: usize::from(width).max(4), lines: Vec::new() }
    }

    /// The lines.
    pub fn into_lines(self) -> Vec<Line<'static>> {
        self.lines
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// A paragraph; its own line ends are kept.
    pub fn text(&mut self, role: Role, text: &str) -> &mut Self {
        for line in safe::lines(text) {
            self.flow(&[], &[], cells(&line, role));
        }
        self
    }

    /// A paragraph behind a mark; its further lines are indented by the mark's width.
    pub fn item(&mut self, mark: (Role, &str), role: Role, text: &str) -> &mut Self {
        self.row(&[mark], &[(role, text)])
    }

    /// A paragraph of pieces behind a mark of pieces.
    pub fn row(&mut self, mark: &[(Role, &str)], pieces: &[(Role, &str)]) -> &mut Self {
        let mut first: Vec<Cell> = Vec::new();
        for (role, text) in mark {
            first.extend(cells(&safe::line(text), *role));
        }
        let indent = first.iter().map(|(c, _)| text::char_width(*c)).sum::<usize>().min(self.width / 2);
        let rest: Vec<Cell> = std::iter::repeat_n((' ', Role::Text), indent).collect();
        let mut body = Vec::new();
        for (role, text) in pieces {
            body.extend(cells(&safe::line(text), *role));
        }
        self.flow(&first, &rest, body);
        self
    }

    /// A line with something at its right end, which is kept where there is room for both.
    pub fn sides(&mut self, left: &[(Role, &str)], right: &[(Role, &str)]) -> &mut Self {
        let right: Vec<(Role, String)> =
            right.iter().map(|(r, t)| (*r, safe::line(t).into_owned())).collect();
        let taken: usize = right.iter().map(|(_, t)| text::width(t)).sum();
        let mut room = self.width.saturating_sub(taken + usize::from(taken > 0));
        let mut spans = Vec::new();
        for (role, piece) in left {
            let piece = text::cut(&safe::line(piece), room);
            room -= text::width(&piece);
            spans.push(Span::styled(piece, self.theme.style(*role)));
        }
        spans.push(Span::raw(" ".repeat(room + usize::from(taken > 0))));
        spans.extend(right.into_iter().map(|(role, t)| Span::styled(t, self.theme.style(role))));
        self.lines.push(Line::from(spans));
        self
    }

    /// A heading with an empty line before it, unless it comes first.
    pub fn heading(&mut self, text: &str) -> &mut Self {
        if !self.lines.is_empty() {
            self.gap();
        }
        self.text(Role::Heading, text)
    }

    /// An empty line, unless there is one already.
    pub fn gap(&mut self) -> &mut Self {
        if self.lines.last().is_some_and(|line| line.width() > 0) {
            self.lines.push(Line::default());
        }
        self
    }

    /// A command or an expected output in a box, broken at the box's edge and nowhere else.
    pub fn code(&mut self, title: &str, text: &str, numbers: bool, marked: &[usize]) -> &mut Self {
        let lines = safe::lines(text.trim_end_matches('\n'));
        let gutter = if numbers { lines.len().to_string().len() + 1 } else { 0 };
        let room = self.width.saturating_sub(gutter + 4).max(1);
        let symbols = &self.theme.symbols;
        let (border, code) = (self.theme.style(Role::Border), self.theme.style(Role::Code));
        let (plain, rule) = (symbols.border, symbols.border.horizontal_top);
        let title = text::cut(&format!(" {} ", safe::line(title)), self.width.saturating_sub(4));
        let left = self.width.saturating_sub(text::width(&title) + 3);
        self.lines.push(Line::from(vec![
            Span::styled(format!("{}{rule}", plain.top_left), border),
            Span::styled(title, self.theme.style(Role::Muted)),
            Span::styled(format!("{}{}", rule.repeat(left), plain.top_right), border),
        ]));
        for (at, line) in lines.iter().enumerate() {
            for (part, piece) in chop(line, room).into_iter().enumerate() {
                let number = match (numbers, part) {
                    (false, _) => String::new(),
                    (true, 0) => format!("{:>1$} ", at + 1, gutter - 1),
                    (true, _) => format!("{:>1$} ", symbols.wrap, gutter - 1),
                };
                let style = if marked.contains(&(at + 1)) { self.theme.style(Role::Bad) } else { code };
                self.lines.push(Line::from(vec![
                    Span::styled(format!("{} ", plain.vertical_left), border),
                    Span::styled(number, self.theme.style(Role::Number)),
                    Span::styled(text::fit(&piece, room), style),
                    Span::styled(format!(" {}", plain.vertical_right), border),
                ]));
            }
        }
        let bottom = rule.repeat(self.width.saturating_sub(2));
        let bottom = format!("{}{bottom}{}", plain.bottom_left, plain.bottom_right);
        self.lines.push(Line::styled(bottom, border));
        self
    }

    fn flow(&mut self, first: &[Cell], rest: &[Cell], body: Vec<Cell>) {
        let mut line: Vec<Cell> = first.to_vec();
        let mut used: usize = first.iter().map(|(c, _)| text::char_width(*c)).sum();
        let indent: usize = rest.iter().map(|(c, _)| text::char_width(*c)).sum();
        let mut start = line.len();
        for cell in body {
            let wide = text::char_width(cell.0);
            if used + wide > self.width {
                let mut carried = Vec::new();
                if cell.0 != ' ' {
                    let at = line[start..].iter().rposition(|(c, _)| *c == ' ');
                    if let Some(at) = at {
                        carried = line.split_off(start + at + 1);
                    }
                }
                self.push(std::mem::replace(&mut line, rest.to_vec()));
                start = line.len();
                used = indent + carried.iter().map(|(c, _)| text::char_width(*c)).sum::<usize>();
                line.extend(carried);
                if cell.0 == ' ' {
                    continue;
                }
            }
            used += wide;
            line.push(cell);
        }
        self.push(line);
    }

    fn push(&mut self, cells: Vec<Cell>) {
        let mut spans: Vec<(String, Role)> = Vec::new();
        for (c, role) in cells {
            match spans.last_mut() {
                Some((text, last)) if *last == role => text.push(c),
                _ => spans.push((c.to_string(), role)),
            }
        }
        let spans: Vec<Span<'static>> =
            spans.into_iter().map(|(text, role)| Span::styled(text, self.theme.style(role))).collect();
        self.lines.push(Line::from(spans));
    }
}

fn cells(text: &str, role: Role) -> Vec<Cell> {
    text.chars().map(|c| (c, role)).collect()
}

/// `text` in pieces of at most `room` columns; at least one piece.
fn chop(text: &str, room: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for c in text.chars() {
        let wide = text::char_width(c);
        if used + wide > room {
            pieces.push(String::new());
            used = 0;
        }
        used += wide;
        if let Some(last) = pieces.last_mut() {
            last.push(c);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Depth, Symbols};

    fn lines(width: u16, fill: impl Fn(&mut Doc<'_>)) -> Vec<String> {
        let theme = Theme::load("mono", Depth::None, Symbols::UNICODE).unwrap();
        let mut doc = Doc::new(width, &theme);
        fill(&mut doc);
        doc.into_lines().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn words_stay_whole_and_marks_hang() {
        let seen = lines(12, |doc| {
            doc.item((Role::Ok, "✓ "), Role::Text, "the quick brown fox");
        });
        assert_eq!(seen, ["✓ the quick ", "  brown fox"]);
    }

    #[test]
    fn a_long_word_is_broken_at_the_edge() {
        assert_eq!(
            lines(6, |doc| {
                doc.text(Role::Text, "abcdefghij");
            }),
            ["abcdef", "ghij"]
        );
    }

    #[test]
    fn code_is_broken_at_the_edge_and_says_so() {
        let seen = lines(14, |doc| {
            doc.code("command", "echo 123456", true, &[]);
        });
        assert_eq!(seen, ["┌─ command ──┐", "│ 1 echo 123 │", "│ ↪ 456      │", "└────────────┘"]);
    }

    #[test]
    fn escape_sequences_do_not_get_in() {
        let seen = lines(40, |doc| {
            doc.text(Role::Text, "a\u{1b}]0;x\u{7}b").code("t\u{1b}[2J", "c\u{9b}31md", false, &[]);
            doc.sides(&[(Role::Text, "e\u{202e}f")], &[]);
        });
        assert!(seen.join("").chars().all(safe::is_plain), "{seen:?}");
    }
}
