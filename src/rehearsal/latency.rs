//! Latencies as services show them: many short ones, a long tail. A log-normal distribution, given by two of its
//! quantiles.

/// How the standard normal distribution's 95th of 100 lies above its middle.
const Z95: f64 = 1.644_853_626_951_472_7;

/// A distribution of latencies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Latency {
    middle: f64,
    width: f64,
}

impl Latency {
    /// Half of the observations below `p50`, 95 of 100 below `p95`; both above 0 and rising.
    pub(super) fn new(p50: f64, p95: f64) -> Self {
        Self { middle: p50.ln(), width: ((p95 / p50).ln() / Z95).max(1e-6) }
    }

    /// The part of the observations that is at most `bound`.
    pub(super) fn below(&self, bound: f64) -> f64 {
        if bound <= 0.0 {
            return 0.0;
        }
        normal((bound.ln() - self.middle) / self.width)
    }

    /// The mean of the observations.
    pub(super) fn mean(&self) -> f64 {
        (self.middle + self.width * self.width / 2.0).exp()
    }
}

/// The standard normal distribution, by the rational approximation 26.2.17 of Abramowitz and Stegun (error below 1e-7).
fn normal(z: f64) -> f64 {
    const FACTORS: [f64; 5] = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let tail = FACTORS.iter().rev().fold(0.0, |sum, factor| (sum + factor) * t) * (-z * z / 2.0).exp()
        / std::f64::consts::TAU.sqrt();
    if z >= 0.0 { 1.0 - tail } else { tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantiles_are_where_they_were_put() {
        let latency = Latency::new(0.08, 0.21);
        assert!((latency.below(0.08) - 0.5).abs() < 1e-6);
        assert!((latency.below(0.21) - 0.95).abs() < 1e-6);
        assert!(latency.below(0.0).abs() < f64::EPSILON);
        assert!(latency.below(1e9) > 0.999_999);
        assert!(latency.mean() > 0.08);
    }
}
