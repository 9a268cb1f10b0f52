//! What a metric query gave, held against a threshold.

use super::context::{Context, MetricReading, MetricSource};
use super::expect::Held;
use super::seen::Seen;
use crate::model::quantity::{Threshold, Unit};

const SHOWN: usize = 5;

/// Asks `query` of `source` and holds what it gives against `threshold`: the one value, or with `each` every series.
pub(super) async fn look(
    context: &Context,
    source: &MetricSource,
    query: &str,
    threshold: &Threshold,
    unit: Unit,
    each: bool,
) -> Seen {
    let Some(metrics) = &context.metrics else {
        return Seen::misconfigured("metrics can't be read here: nothing was given to read them with");
    };
    match metrics.instant(source, query).await {
        Err(why) if why.starts_with("bad query") => Seen::misconfigured(why),
        Err(why) => Seen::errored(why),
        Ok(reading) => judge(&reading, threshold, unit, each),
    }
}

fn judge(reading: &MetricReading, threshold: &Threshold, unit: Unit, each: bool) -> Seen {
    let series = match reading {
        MetricReading::Scalar(value) => vec![(String::new(), *value)],
        MetricReading::Series(series) => series.clone(),
    };
    let observed = shown(&series, unit);
    let mut held = Held::default();
    match series.as_slice() {
        [] => held.unclear("it gives no series: is it measured at all?"),
        [(_, value)] => held.number("value", *value, unit, threshold),
        several if each => {
            for (labels, value) in several {
                held.number(labels, *value, unit, threshold);
            }
        }
        several => held.unclear(format!(
            "it gives {} series where one is needed: aggregate it with `sum(…)`, or set `each = true`",
            several.len()
        )),
    }
    held.seen(observed)
}

fn shown(series: &[(String, f64)], unit: Unit) -> String {
    let mut parts: Vec<String> = series
        .iter()
        .take(SHOWN)
        .map(|(labels, value)| format!("{labels} {}", unit.show(*value)).trim().to_owned())
        .collect();
    if series.len() > SHOWN {
        parts.push(format!("and {} more", series.len() - SHOWN));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Outcome;

    #[test]
    fn one_number_is_needed() {
        let threshold: Threshold = "< 5%".parse().unwrap();
        let series = |values: &[f64]| {
            MetricReading::Series(
                values.iter().enumerate().map(|(at, value)| (format!("{{i=\"{at}\"}}"), *value)).collect(),
            )
        };
        for (reading, each, outcome) in [
            (MetricReading::Scalar(0.01), false, Outcome::Passed),
            (series(&[0.01]), false, Outcome::Passed),
            (series(&[0.05]), false, Outcome::Failed),
            (series(&[f64::NAN]), false, Outcome::Inconclusive),
            (series(&[]), false, Outcome::Inconclusive),
            (series(&[]), true, Outcome::Inconclusive),
            (series(&[0.01, 0.02]), false, Outcome::Inconclusive),
            (series(&[0.01, 0.02]), true, Outcome::Passed),
            (series(&[0.01, 0.2]), true, Outcome::Failed),
            (series(&[0.01, f64::NAN]), true, Outcome::Inconclusive),
            (series(&[f64::INFINITY]), false, Outcome::Failed),
        ] {
            let seen = judge(&reading, &threshold, Unit::Percent, each);
            assert_eq!(seen.outcome, outcome, "{reading:?} {each}: {}", seen.reason);
        }
    }
}
