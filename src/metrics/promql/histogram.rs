//! `histogram_quantile` over classic buckets.

use std::collections::BTreeMap;

use crate::metrics::Labels;
use crate::metrics::labels::NAME;

#[derive(Debug, Clone, Copy)]
struct Bucket {
    bound: f64,
    count: f64,
}

/// The quantile of each histogram among the buckets; elements without a readable `le` are passed over.
pub(super) fn quantiles(quantile: f64, series: &[(Labels, f64)]) -> Vec<(Labels, f64)> {
    let mut histograms: BTreeMap<Labels, Vec<Bucket>> = BTreeMap::new();
    for (labels, count) in series {
        if let Some(bound) = bound(labels.get("le")) {
            let identity = labels.keep(|name| name != "le" && name != NAME);
            histograms.entry(identity).or_default().push(Bucket { bound, count: *count });
        }
    }
    histograms.into_iter().map(|(labels, buckets)| (labels, of_buckets(quantile, buckets))).collect()
}

/// A bound as Go's `ParseFloat` reads it, but for hexadecimal.
fn bound(text: &str) -> Option<f64> {
    text.parse().ok()
}

#[expect(
    clippy::float_cmp,
    reason = "bounds written differently are equal when they parse to the same number"
)]
fn of_buckets(quantile: f64, mut buckets: Vec<Bucket>) -> f64 {
    if quantile.is_nan() {
        return f64::NAN;
    }
    if quantile < 0.0 {
        return f64::NEG_INFINITY;
    }
    if quantile > 1.0 {
        return f64::INFINITY;
    }
    buckets.sort_by(|a, b| a.bound.total_cmp(&b.bound));
    if buckets.last().is_none_or(|last| last.bound != f64::INFINITY) {
        return f64::NAN;
    }
    buckets.dedup_by(|next, kept| {
        let same = next.bound == kept.bound;
        if same {
            kept.count += next.count;
        }
        same
    });
    let mut highest = f64::NEG_INFINITY;
    for bucket in &mut buckets {
        if bucket.count > highest {
            highest = bucket.count;
        } else if bucket.count < highest {
            bucket.count = highest;
        }
    }
    interpolate(quantile, &buckets).unwrap_or(f64::NAN)
}

/// The quantile among sorted, cumulative buckets, the last one's bound being infinite.
fn interpolate(quantile: f64, buckets: &[Bucket]) -> Option<f64> {
    let [finite @ .., last] = buckets else {
        return None;
    };
    let highest = finite.last()?;
    let observations = last.count;
    if observations == 0.0 {
        return None;
    }
    let rank = quantile * observations;
    let index = finite.partition_point(|bucket| bucket.count < rank || bucket.count.is_nan());
    let Some(bucket) = finite.get(index) else {
        return Some(highest.bound);
    };
    if index == 0 && bucket.bound <= 0.0 {
        return Some(bucket.bound);
    }
    let below = index.checked_sub(1).and_then(|before| finite.get(before));
    let start = below.map_or(0.0, |below| below.bound);
    let under = below.map_or(0.0, |below| below.count);
    Some(start + (bucket.bound - start) * ((rank - under) / (bucket.count - under)))
}
