//! `sum`, `avg`, `min`, `max` and `count`.

use std::collections::BTreeMap;

use super::plan::{Aggregate, Grouping};
use crate::metrics::Labels;

/// One element for each group, in label order.
pub(super) fn aggregate(
    operator: Aggregate,
    grouping: &Grouping,
    series: Vec<(Labels, f64)>,
) -> Vec<(Labels, f64)> {
    let mut groups: BTreeMap<Labels, (f64, f64)> = BTreeMap::new();
    for (labels, value) in series {
        groups
            .entry(grouping.group(&labels))
            .and_modify(|(result, count)| {
                *count += 1.0;
                *result = step(operator, *result, value, *count);
            })
            .or_insert((if operator == Aggregate::Count { 1.0 } else { value }, 1.0));
    }
    groups.into_iter().map(|(labels, (result, _))| (labels, result)).collect()
}

fn step(operator: Aggregate, result: f64, value: f64, count: f64) -> f64 {
    match operator {
        Aggregate::Sum => result + value,
        Aggregate::Count => count,
        Aggregate::Max if result < value || result.is_nan() => value,
        Aggregate::Min if result > value || result.is_nan() => value,
        Aggregate::Max | Aggregate::Min => result,
        // An infinite mean stays, unless the other infinity or NaN comes.
        Aggregate::Avg if stays(result, value) => result,
        Aggregate::Avg => result + (value / count - result / count),
    }
}

/// Whether an infinite mean is unmoved by `value`.
pub(super) fn stays(mean: f64, value: f64) -> bool {
    mean.is_infinite() && !value.is_nan() && (!value.is_infinite() || (mean > 0.0) == (value > 0.0))
}
