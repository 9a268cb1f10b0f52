//! The Mann-Whitney U test: whether one set of samples tends to be higher than another, without assuming a
//! distribution. Normal approximation with tie and continuity correction.

use std::cmp::Ordering;

use super::statistics::normal_tail;

/// The normal quantile of a 98 % interval.
const Z_98: f64 = 2.326_347_874;

/// The most pairs for which the shift's interval is worked out.
const MAX_PAIRS: usize = 4_000_000;

/// The fewest samples a side for which the normal approximation is worth anything.
const MIN_SAMPLES: usize = 8;

/// The result of the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannWhitney {
    /// Pairs in which the after sample is higher, ties counting half.
    pub u: f64,
    /// The chance of a difference this large if nothing changed, two-sided.
    pub p: f64,
    /// The chance, 0 to 1, that an after sample is higher than a before sample: 0.5 is no effect.
    pub effect: f64,
    /// The interval that holds the shift from before to after with 98 % confidence, where there is one.
    pub shift_98: Option<(f64, f64)>,
}

/// How sure the test is, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// No difference that chance would not explain.
    None,
    /// p ≤ 0.05.
    Some,
    /// p ≤ 0.02, the level of a 98 % interval.
    High,
    /// p ≤ 0.001.
    VeryHigh,
}

impl Confidence {
    /// For the screen and the print copy.
    pub fn words(self) -> &'static str {
        match self {
            Self::None => "no difference that chance would not explain",
            Self::Some => "probably a real difference",
            Self::High => "very likely a real difference",
            Self::VeryHigh => "almost certainly a real difference",
        }
    }
}

impl MannWhitney {
    /// How sure the test is.
    pub fn confidence(&self) -> Confidence {
        match self.p {
            p if p <= 0.001 => Confidence::VeryHigh,
            p if p <= 0.02 => Confidence::High,
            p if p <= 0.05 => Confidence::Some,
            _ => Confidence::None,
        }
    }

    /// How large the effect is, in words.
    pub fn effect_words(&self) -> &'static str {
        match (self.effect - 0.5).abs() {
            distance if distance < 0.06 => "negligible",
            distance if distance < 0.14 => "small",
            distance if distance < 0.21 => "medium",
            _ => "large",
        }
    }
}

/// Tests two sets of samples; `None` with fewer than eight numbers on a side. Values that are no number are left out.
#[expect(clippy::cast_precision_loss, reason = "counts of samples")]
pub fn mann_whitney(before: &[f64], after: &[f64]) -> Option<MannWhitney> {
    let numbers = |values: &[f64]| values.iter().copied().filter(|value| !value.is_nan()).collect::<Vec<_>>();
    let (before, after) = (numbers(before), numbers(after));
    if before.len() < MIN_SAMPLES || after.len() < MIN_SAMPLES {
        return None;
    }
    let (m, n) = (before.len() as f64, after.len() as f64);
    let ranks = Ranks::of(&before, &after);
    let u = ranks.after - n * (n + 1.0) / 2.0;
    let total = m + n;
    let variance = m * n / 12.0 * (total + 1.0 - ranks.ties / (total * (total - 1.0)));
    let distance = ((u - m * n / 2.0).abs() - 0.5).max(0.0);
    // All values equal: no variance, and no difference.
    let p = if variance > 0.0 { (2.0 * normal_tail(distance / variance.sqrt())).min(1.0) } else { 1.0 };
    let shift_98 = shift(&before, &after, variance);
    Some(MannWhitney { u, p, effect: u / (m * n), shift_98 })
}

struct Ranks {
    /// The sum of the after samples' ranks.
    after: f64,
    /// Sum of t³ - t over groups of t equal values.
    ties: f64,
}

impl Ranks {
    #[expect(clippy::cast_precision_loss, reason = "counts of samples")]
    fn of(before: &[f64], after: &[f64]) -> Self {
        let mut all: Vec<(f64, bool)> = before
            .iter()
            .map(|value| (*value, false))
            .chain(after.iter().map(|value| (*value, true)))
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut ranks = Self { after: 0.0, ties: 0.0 };
        let mut below = 0;
        for group in all.chunk_by(|a, b| a.0.partial_cmp(&b.0) == Some(Ordering::Equal)) {
            let size = group.len() as f64;
            let rank = below as f64 + f64::midpoint(size, 1.0);
            ranks.after += rank * group.iter().filter(|(_, is_after)| *is_after).count() as f64;
            ranks.ties += size * size * size - size;
            below += group.len();
        }
        ranks
    }
}

/// The 98 % interval of the shift: order statistics of all pairwise differences.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an index among the pairs"
)]
fn shift(before: &[f64], after: &[f64], variance: f64) -> Option<(f64, f64)> {
    let pairs = before.len().checked_mul(after.len()).filter(|pairs| *pairs <= MAX_PAIRS)?;
    let mut shifts: Vec<f64> =
        after.iter().flat_map(|after| before.iter().map(move |before| after - before)).collect();
    if shifts.iter().any(|shift| !shift.is_finite()) {
        return None;
    }
    shifts.sort_by(f64::total_cmp);
    let outside = (pairs as f64 / 2.0 - Z_98 * variance.sqrt()).floor().max(0.0) as usize;
    Some((*shifts.get(outside)?, *shifts.get(pairs.checked_sub(outside + 1)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(from: f64, count: u32) -> Vec<f64> {
        (0..count).map(|step| from + f64::from(step)).collect()
    }

    #[test]
    fn known_results() {
        // Worked out by hand: ranks of the after samples 5 to 14 among 1 to 14, with the ties at 5 to 10.
        let test = mann_whitney(&ramp(1.0, 10), &ramp(5.0, 10)).unwrap();
        assert!((test.u - 82.0).abs() < 1e-9, "{test:?}");
        // 20 values, six pairs tied: variance 100/12 · (21 - 36/380).
        let z = (82.0_f64 - 50.0 - 0.5) / (100.0_f64 / 12.0 * (21.0 - 36.0 / 380.0)).sqrt();
        assert!((test.p - 2.0 * normal_tail(z)).abs() < 1e-12);
        assert!((test.effect - 0.82).abs() < 1e-9);
        assert_eq!(test.confidence(), Confidence::High);
        assert_eq!(test.effect_words(), "large");
        let (low, high) = test.shift_98.unwrap();
        assert!(low <= 4.0 && 4.0 <= high && low > -1.0, "{low} {high}");
    }

    #[test]
    fn equal_samples_show_nothing_and_few_samples_are_not_tested() {
        let test = mann_whitney(&[3.0; 20], &[3.0; 20]).unwrap();
        assert_eq!((test.p, test.effect, test.shift_98), (1.0, 0.5, Some((0.0, 0.0))));
        assert_eq!(test.confidence(), Confidence::None);
        assert_eq!(mann_whitney(&ramp(0.0, 7), &ramp(0.0, 50)), None);
        assert_eq!(mann_whitney(&[f64::NAN; 50], &ramp(0.0, 50)), None);
        let infinite = mann_whitney(&[f64::INFINITY; 9], &[f64::INFINITY; 9]).unwrap();
        assert_eq!((infinite.p, infinite.shift_98), (1.0, None));
    }
}
