//! What is to be said of a metric beside its chart: value, trend, difference to the baseline, silence.

use crate::model::live::Trend;
use crate::model::quantity::Unit;
use crate::model::runbook::Metric;
use crate::model::stamp::Stamp;
use crate::tui::app::{Model, Reading, Series};
use crate::tui::text;
use crate::tui::theme::{Role, Symbols};

/// The value now with its word: `0.4 % ok`, `0.4 % stale`, `no data`.
pub fn now(model: &Model, metric: &Metric) -> (Role, String) {
    let last = Series::of(&model.seen, &metric.id).last();
    match last.and_then(|last| last.value).filter(|value| value.is_finite()) {
        Some(value) if silence(model, metric).is_some() => {
            (Role::Warn, format!("{} stale", metric.unit.show(value)))
        }
        Some(value) => worded(metric, value),
        None if last.is_some() => (Role::Warn, "no data".to_owned()),
        None => (Role::Muted, "no data".to_owned()),
    }
}

/// What was seen between two times, with its word.
pub fn at(metric: &Metric, series: Series<'_>, (from, to): (Stamp, Stamp)) -> (Role, String) {
    match series.reading(from, to) {
        Reading::Value(value) => worded(metric, value),
        Reading::Gap(_) => (Role::Warn, "no data".to_owned()),
        Reading::Before => (Role::Muted, "not yet seen".to_owned()),
    }
}

/// A value and what its thresholds say of it.
fn worded(metric: &Metric, value: f64) -> (Role, String) {
    let shown = metric.unit.show(value);
    if metric.critical.as_ref().is_some_and(|limit| limit.holds(value)) {
        (Role::Bad, format!("{shown} CRIT"))
    } else if metric.warning.as_ref().is_some_and(|limit| limit.holds(value)) {
        (Role::Warn, format!("{shown} warn"))
    } else if metric.critical.is_some() || metric.warning.is_some() {
        (Role::Ok, format!("{shown} ok"))
    } else {
        (Role::Text, shown)
    }
}

/// How long nothing has come, where that is too long.
pub fn silence(model: &Model, metric: &Metric) -> Option<String> {
    match model.seen.stale.get(&metric.id)? {
        Some(last) => {
            Some(format!("nothing since {}, {} ago", last.time(), text::clock(model.now.since(*last))))
        }
        None => Some("nothing has come yet".to_owned()),
    }
}

/// Why there is no value, where a source has said so.
pub fn fault(model: &Model, metric: &Metric) -> Option<String> {
    let last = Series::of(&model.seen, &metric.id).last()?;
    (last.value.is_none() && !last.reason.is_empty()).then(|| last.reason.clone())
}

/// Which way it goes, as a mark.
pub fn trend(model: &Model, metric: &Metric, symbols: &Symbols) -> &'static str {
    match model.seen.trends.get(&metric.id) {
        Some(Trend::Rising) => symbols.rising,
        Some(Trend::Falling) => symbols.falling,
        Some(Trend::Steady) => symbols.steady,
        None => " ",
    }
}

/// Which way it goes, as a word.
pub fn trend_word(model: &Model, metric: &Metric) -> &'static str {
    match model.seen.trends.get(&metric.id) {
        Some(Trend::Rising) => "rising",
        Some(Trend::Falling) => "falling",
        Some(Trend::Steady) => "steady",
        None => "",
    }
}

/// What it was before the deployment, in the unit's base.
pub fn baseline(model: &Model, metric: &Metric) -> Option<f64> {
    model.state.baselines.get(&metric.id)?.value.map(crate::model::figure::Figure::value)
}

/// How far `value` is from the baseline: `+12 ms`, or in points of percent: `+0.21 pp`.
pub fn difference(model: &Model, metric: &Metric, value: f64) -> Option<String> {
    let apart = value - baseline(model, metric)?;
    let sign = if apart < 0.0 { "-" } else { "+" };
    let apart = match metric.unit {
        // 8 % after 4 % is 4 points more, and 100 % more.
        Unit::Percent => format!("{} pp", Unit::Count.show(apart.abs() * 100.0)),
        unit => unit.show(apart.abs()),
    };
    Some(format!("{sign}{apart}"))
}

/// How far it is from the baseline now.
pub fn difference_now(model: &Model, metric: &Metric) -> Option<String> {
    let value = Series::of(&model.seen, &metric.id).last()?.value.filter(|value| value.is_finite())?;
    difference(model, metric, value)
}
