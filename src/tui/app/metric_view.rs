//! The metrics on the whole screen: which one, over which time, and what the cursor points at.

use super::{Model, Series};
use crate::model::runbook::Metric;
use crate::model::stamp::Stamp;

/// How many samples' time a column may stand for.
const ZOOMS: [i64; 5] = [1, 2, 5, 10, 30];

/// The metrics on the whole screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetricView {
    /// The metric, by its index.
    pub metric: usize,
    /// The time that is read out; `None`: now.
    pub cursor: Option<Stamp>,
    /// The time at the right edge; `None`: now.
    pub end: Option<Stamp>,
    /// Which of the zooms.
    zoom: usize,
}

/// Which time each column stands for. Columns keep their place while time goes on: they end at whole multiples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Milliseconds a column.
    pub step: i64,
    /// The number of the last column, counted since 1970.
    pub last: i64,
    /// How many columns there are.
    pub columns: u16,
}

impl Window {
    /// The number of the column at `x`, from 0.
    pub fn number(&self, x: u16) -> i64 {
        self.last - i64::from(self.columns) + 1 + i64::from(x)
    }

    /// From when to when column `number` goes.
    pub fn times(&self, number: i64) -> (Stamp, Stamp) {
        (Stamp::from_millis((number - 1) * self.step), Stamp::from_millis(number * self.step))
    }

    /// The number of the column that holds `at`.
    pub fn column(&self, at: Stamp) -> i64 {
        column(at, self.step)
    }
}

fn column(at: Stamp, step: i64) -> i64 {
    at.as_millis().div_euclid(step) + i64::from(at.as_millis().rem_euclid(step) > 0)
}

impl MetricView {
    /// The metric at that index, now.
    pub fn of(metric: usize) -> Self {
        Self { metric, ..Self::default() }
    }

    /// The metric that is looked at.
    pub fn metric<'m>(&self, model: &'m Model) -> Option<&'m Metric> {
        model.state.book.metric.get(self.metric)
    }

    /// Whether a column stands for more than one sample.
    pub const fn is_wide(&self) -> bool {
        self.zoom > 0
    }

    /// What each of `columns` columns stands for.
    pub fn window(&self, model: &Model, columns: u16) -> Window {
        let interval = self.metric(model).map_or(5_000, |it| Series::of(&model.seen, &it.id).interval());
        let step = interval * ZOOMS.get(self.zoom).copied().unwrap_or(1);
        Window { step, last: column(self.end.unwrap_or_else(|| newest(model)), step), columns }
    }

    /// Another metric; the cursor stays where it is.
    pub fn choose(&mut self, model: &Model, down: bool) {
        let last = model.state.book.metric.len().saturating_sub(1);
        self.metric = if down { (self.metric + 1).min(last) } else { self.metric.saturating_sub(1) };
    }

    /// A column for more or for less time.
    pub fn zoom(&mut self, out: bool) {
        self.zoom = if out { (self.zoom + 1).min(ZOOMS.len() - 1) } else { self.zoom.saturating_sub(1) };
    }

    /// Moves the cursor by so many columns; the chart stands still under it, and comes along at its edges. Past the last
    /// column, now is followed again.
    pub fn go(&mut self, model: &Model, columns: u16, by: i64) {
        let window = self.window(model, columns);
        let newest = window.column(newest(model));
        let oldest = model
            .state
            .book
            .metric
            .iter()
            .filter_map(|metric| Series::of(&model.seen, &metric.id).first())
            .min()
            .map_or(newest, |first| window.column(first));
        let from = self.cursor.map_or(window.last, |at| window.column(at));
        let to = from.saturating_add(by).max(oldest);
        if to >= newest {
            self.now();
            return;
        }
        let left = window.number(0);
        let last = if to < left { to + i64::from(columns) - 1 } else { window.last.max(to) };
        self.cursor = Some(window.times(to).1);
        self.end = Some(window.times(last).1);
    }

    /// Follows now.
    pub fn now(&mut self) {
        self.cursor = None;
        self.end = None;
    }
}

/// The time at the right edge: now, or once the run is over, when the last sample came.
fn newest(model: &Model) -> Stamp {
    let last = || {
        let series = model.state.book.metric.iter().filter_map(|it| Series::of(&model.seen, &it.id).last());
        series.map(|sample| sample.at).max()
    };
    match model.state.outcome() {
        Some(_) => last().unwrap_or(model.now),
        None => model.now,
    }
}
