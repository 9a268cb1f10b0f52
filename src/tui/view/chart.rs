//! A metric over time: bars, its thresholds as lines, gaps, a time axis, the cursor.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::metrics::{level, top_of};
use crate::model::runbook::Metric;
use crate::tui::app::{Reading, Series, Window};
use crate::tui::text;
use crate::tui::theme::{Role, Theme};

/// The columns left of the chart: a label and the axis.
pub const GUTTER: u16 = 13;
/// The rows below it: the axis and its times.
const BELOW: u16 = 2;
/// A time on the axis takes this much, with room to the next.
const TICK: i64 = 14;

/// What is drawn.
#[derive(Debug)]
pub struct Chart<'a> {
    /// Of which metric.
    pub metric: &'a Metric,
    /// Its samples.
    pub series: Series<'a>,
    /// Which time the columns stand for.
    pub window: Window,
    /// The column that is read out.
    pub cursor: Option<i64>,
    /// The rows, the axis included.
    pub height: u16,
}

impl Chart<'_> {
    /// The rows, from the top.
    pub fn lines(&self, theme: &Theme) -> Vec<Line<'static>> {
        let columns: Vec<Reading> = (0..self.window.columns)
            .map(|x| {
                let (from, to) = self.window.times(self.window.number(x));
                self.series.reading(from, to)
            })
            .collect();
        let seen = columns.iter().filter_map(|reading| match reading {
            Reading::Value(value) => Some(*value),
            Reading::Before | Reading::Gap(_) => None,
        });
        let top = top_of(self.metric, seen);
        let rows = usize::from(self.height.saturating_sub(BELOW).max(1));
        let mut lines: Vec<Line<'static>> =
            (0..rows).rev().map(|row| self.row(row, rows, top, &columns, theme)).collect();
        lines.push(self.axis(theme));
        lines.push(self.times(theme));
        lines
    }

    /// The threshold that lies in `row`: its word, and whether it is the critical one.
    fn limit(&self, row: usize, rows: usize, top: f64) -> Option<(String, Role)> {
        let here = |it: &crate::model::quantity::Threshold| level(it.value() / top, rows * 8) / 8 == row;
        let limit = |word: &str, it: &crate::model::quantity::Threshold| {
            format!("{word} {}", self.metric.unit.show(it.value()))
        };
        let critical = self.metric.critical.as_ref().filter(|it| here(it));
        let warning = self.metric.warning.as_ref().filter(|it| here(it));
        critical
            .map(|it| (limit("crit", it), Role::Bad))
            .or_else(|| warning.map(|it| (limit("warn", it), Role::Warn)))
    }

    fn row(&self, row: usize, rows: usize, top: f64, columns: &[Reading], theme: &Theme) -> Line<'static> {
        let limit = self.limit(row, rows, top);
        let label = match (&limit, row) {
            (Some((label, _)), _) => label.clone(),
            (None, 0) => self.metric.unit.show(0.0),
            (None, row) if row + 1 == rows && top > f64::MIN_POSITIVE => self.metric.unit.show(top),
            _ => String::new(),
        };
        let role = limit.as_ref().map_or(Role::Muted, |(_, role)| *role);
        let symbols = &theme.symbols;
        let mark = if limit.is_some() { symbols.threshold } else { " " };
        let label = text::cut(&label, usize::from(GUTTER) - 2);
        let mut cells = Cells::new(
            Span::styled(
                format!("{label:>width$}{mark}", width = usize::from(GUTTER) - 2),
                theme.style(role),
            ),
            Span::styled(symbols.border.vertical_left.to_owned(), theme.style(Role::Border)),
        );
        for (x, reading) in (0_u16..).zip(columns) {
            let (c, role) = match reading {
                Reading::Value(value) => self.bar(*value, top, row, rows, theme),
                Reading::Gap(_) if row == 0 => (symbols.gap, Role::Muted),
                Reading::Gap(_) | Reading::Before => (' ', Role::Chart),
            };
            let (c, role) = match &limit {
                Some((_, role)) if c == ' ' => (symbols.threshold.chars().next().unwrap_or('-'), *role),
                _ => (c, role),
            };
            let under = self.cursor == Some(self.window.number(x));
            let c = if under && c == ' ' { symbols.cursor } else { c };
            cells.push(c, theme.style(if under { Role::Selected } else { role }));
        }
        cells.into_line()
    }

    /// What of a bar is in `row`; even the lowest value shows, so that it is no gap.
    fn bar(&self, value: f64, top: f64, row: usize, rows: usize, theme: &Theme) -> (char, Role) {
        let levels = theme.symbols.levels;
        let full = level(value / top, rows * 8 + 1).max(1);
        let role = match (&self.metric.critical, &self.metric.warning) {
            (Some(limit), _) if limit.holds(value) => Role::Bad,
            (_, Some(limit)) if limit.holds(value) => Role::Warn,
            _ => Role::Chart,
        };
        match full.saturating_sub(row * 8) {
            0 => (' ', role),
            part => (levels[part.min(levels.len()) - 1], role),
        }
    }

    fn tick(&self, x: u16) -> bool {
        // On whole multiples, so that ticks move with what they stand for.
        self.window.number(x).rem_euclid(TICK) == 0
    }

    fn axis(&self, theme: &Theme) -> Line<'static> {
        let symbols = &theme.symbols;
        let style = theme.style(Role::Border);
        let mut cells = Cells::new(
            Span::raw(" ".repeat(usize::from(GUTTER) - 1)),
            Span::styled(symbols.border.bottom_left.to_owned(), style),
        );
        for x in 0..self.window.columns {
            let under = self.cursor == Some(self.window.number(x));
            let c = if under {
                symbols.pointer
            } else if self.tick(x) {
                symbols.tick
            } else {
                symbols.rule.chars().next().unwrap_or('-')
            };
            cells.push(c, theme.style(if under { Role::Strong } else { Role::Border }));
        }
        cells.into_line()
    }

    fn times(&self, theme: &Theme) -> Line<'static> {
        let mut line = " ".repeat(usize::from(GUTTER));
        for x in 0..self.window.columns {
            let at = usize::from(GUTTER + x);
            let room = usize::from(GUTTER + self.window.columns).saturating_sub(at);
            if self.tick(x) && room >= 8 && at >= line.len() {
                line.extend(std::iter::repeat_n(' ', at - line.len()));
                line.push_str(&self.window.times(self.window.number(x)).1.time());
            }
        }
        Line::styled(line, theme.style(Role::Muted))
    }
}

/// A row of cells, those of one style in one span.
struct Cells {
    spans: Vec<Span<'static>>,
    text: String,
    style: Style,
}

impl Cells {
    fn new(label: Span<'static>, axis: Span<'static>) -> Self {
        Self { spans: vec![label, axis], text: String::new(), style: Style::new() }
    }

    fn push(&mut self, c: char, style: Style) {
        if style != self.style && !self.text.is_empty() {
            self.spans.push(Span::styled(std::mem::take(&mut self.text), self.style));
        }
        self.style = style;
        self.text.push(c);
    }

    fn into_line(mut self) -> Line<'static> {
        if !self.text.is_empty() {
            self.spans.push(Span::styled(self.text, self.style));
        }
        Line::from(self.spans)
    }
}
