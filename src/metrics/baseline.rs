//! Before and after: a metric's window before the deployment against an equal one after it.
//!
//! This is no canary: other things change between the windows too, and the words say before and after.

use super::mann_whitney::{MannWhitney, mann_whitney};
use super::statistics::{mean, median};
use super::threshold::Threshold;

/// Which figure stands for a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Centre {
    /// The mean of its samples.
    #[default]
    Mean,
    /// Their median.
    Median,
}

/// How after is held against before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Comparison {
    /// After - before, in the metric's unit.
    Absolute,
    /// After - before in percentage points, the metric being a fraction of 1.
    PercentagePoints,
    /// The change as a fraction of before: 0.1 is 10 % more. Undefined when before is zero.
    Relative,
    /// After / before, both raised to `floor` first, so that noise around zero does not count.
    Ratio {
        /// The least value that counts; above zero.
        floor: f64,
    },
}

/// How a baseline is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BaselineConfig {
    /// Which figure stands for a window.
    pub centre: Centre,
    /// How the two are compared.
    pub comparison: Comparison,
    /// What the difference must meet.
    pub limit: Threshold,
    /// The fewest samples each window needs.
    pub min_samples: usize,
    /// Whether to test if the difference is more than chance.
    pub significance: Significance,
}

/// Whether a difference must be more than chance to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Significance {
    /// The limit alone decides.
    #[default]
    Ignored,
    /// A difference beyond the limit fails only when Mann-Whitney finds it at 98 %; otherwise it is inconclusive.
    Required,
}

/// Before against after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// The figure before.
    pub before: f64,
    /// The figure after.
    pub after: f64,
    /// Their difference as [`Comparison`] has it.
    pub difference: f64,
    /// The test, where there are samples enough for it.
    pub test: Option<MannWhitney>,
    /// What follows.
    pub verdict: Verdict,
}

/// What follows from a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The difference meets the limit.
    Passed,
    /// It does not.
    Failed,
    /// It does not, and it may be chance.
    MaybeChance,
}

/// Why two windows cannot be compared: inconclusive, not failed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Incomparable {
    /// Too few samples.
    #[error("the window {window} the deployment has {samples} samples, {needed} are needed")]
    Samples {
        /// "before" or "after".
        window: &'static str,
        /// How many there are.
        samples: usize,
        /// How many are needed.
        needed: usize,
    },
    /// The comparison has no result for these figures.
    #[error("{after} after cannot be held against {before} before: the comparison has no result")]
    Undefined {
        /// The figure before.
        before: f64,
        /// The figure after.
        after: f64,
    },
}

/// Compares two windows' samples; what is no number is left out.
///
/// # Errors
/// Windows that cannot be compared.
pub fn compare(config: &BaselineConfig, before: &[f64], after: &[f64]) -> Result<Compared, Incomparable> {
    let numbers = |values: &[f64]| values.iter().copied().filter(|value| !value.is_nan()).collect::<Vec<_>>();
    let (before, after) = (numbers(before), numbers(after));
    let figure = |window, values: &[f64]| {
        let needed = config.min_samples.max(1);
        let too_few = Incomparable::Samples { window, samples: values.len(), needed };
        if values.len() < needed {
            return Err(too_few);
        }
        match config.centre {
            Centre::Mean => mean(values),
            Centre::Median => median(values),
        }
        .ok_or(too_few)
    };
    let test = mann_whitney(&before, &after);
    let (before, after) = (figure("before", &before)?, figure("after", &after)?);
    let difference = match config.comparison {
        Comparison::Absolute => after - before,
        Comparison::PercentagePoints => (after - before) * 100.0,
        Comparison::Relative => (after - before) / before.abs(),
        Comparison::Ratio { floor } => after.max(floor) / before.max(floor),
    };
    if !difference.is_finite() {
        return Err(Incomparable::Undefined { before, after });
    }
    let sure = test.is_some_and(|test| test.p <= 0.02);
    let verdict = if config.limit.holds(difference) {
        Verdict::Passed
    } else if config.significance == Significance::Required && !sure {
        Verdict::MaybeChance
    } else {
        Verdict::Failed
    };
    Ok(Compared { before, after, difference, test, verdict })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(comparison: Comparison, limit: Threshold) -> BaselineConfig {
        let significance = Significance::Ignored;
        BaselineConfig { centre: Centre::Mean, comparison, limit, min_samples: 3, significance }
    }

    #[test]
    fn each_comparison_has_its_difference() {
        let (before, after) = ([0.01, 0.02, 0.03], [0.03, 0.03, 0.03]);
        for (comparison, difference) in [
            (Comparison::Absolute, 0.01),
            (Comparison::PercentagePoints, 1.0),
            (Comparison::Relative, 0.5),
            (Comparison::Ratio { floor: 0.0 }, 1.5),
            (Comparison::Ratio { floor: 0.025 }, 1.2),
            (Comparison::Ratio { floor: 0.5 }, 1.0),
        ] {
            let compared = compare(&config(comparison, Threshold::AtMost(2.0)), &before, &after).unwrap();
            assert!((compared.difference - difference).abs() < 1e-9, "{comparison:?}: {compared:?}");
            assert_eq!((compared.verdict, compared.test), (Verdict::Passed, None));
        }
        let strict = config(Comparison::Relative, Threshold::AtMost(0.1));
        assert_eq!(compare(&strict, &before, &after).unwrap().verdict, Verdict::Failed);
        let median = BaselineConfig { centre: Centre::Median, ..strict };
        assert!((compare(&median, &[1.0, 1.0, 90.0], &[2.0; 3]).unwrap().difference - 1.0).abs() < 1e-9);
    }

    #[test]
    fn what_cannot_be_compared_is_inconclusive() {
        let relative = config(Comparison::Relative, Threshold::AtMost(0.1));
        assert_eq!(
            compare(&relative, &[0.0; 3], &[1.0; 3]),
            Err(Incomparable::Undefined { before: 0.0, after: 1.0 })
        );
        let few = compare(&relative, &[1.0; 3], &[1.0, f64::NAN, 1.0]);
        assert_eq!(few, Err(Incomparable::Samples { window: "after", samples: 2, needed: 3 }));
        let floorless = config(Comparison::Ratio { floor: 0.0 }, Threshold::AtMost(1.0));
        assert!(compare(&floorless, &[0.0; 3], &[0.0; 3]).is_err());
    }

    #[test]
    fn a_difference_that_may_be_chance_does_not_fail_where_that_matters() {
        let strict = config(Comparison::Absolute, Threshold::AtMost(0.0));
        let required = BaselineConfig { significance: Significance::Required, ..strict };
        let noise: Vec<f64> = (0..20).map(|n| f64::from(n * 7 % 20)).collect();
        let shifted: Vec<f64> = noise.iter().map(|value| value + 0.5).collect();
        let higher: Vec<f64> = noise.iter().map(|value| value + 15.0).collect();
        assert_eq!(compare(&strict, &noise, &shifted).unwrap().verdict, Verdict::Failed);
        assert_eq!(compare(&required, &noise, &shifted).unwrap().verdict, Verdict::MaybeChance);
        assert_eq!(compare(&required, &noise, &higher).unwrap().verdict, Verdict::Failed);
    }
}
