//! Figures over samples.

/// The mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    let (mean, count) = values.iter().fold((0.0, 0.0), |(mean, count), value| {
        let count = count + 1.0;
        (mean + (value / count - mean / count), count)
    });
    (count > 0.0).then_some(mean)
}

/// The middle value, or the mean of the two middle ones; `None` of nothing.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    sorted.get(sorted.len() / 2 - 1).map(|lower| f64::midpoint(*lower, upper))
}

/// The part of a normal distribution above `z`, to about 1e-7 (Abramowitz and Stegun 7.1.26).
pub fn normal_tail(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let series = t
        * (0.254_829_592
            + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    let tail = series * (-x * x).exp() / 2.0;
    if z < 0.0 { 1.0 - tail } else { tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_known_samples() {
        assert_eq!((mean(&[]), median(&[])), (None, None));
        assert_eq!(mean(&[1.0, 2.0, 6.0]), Some(3.0));
        assert_eq!(median(&[9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[9.0, 1.0, 2.0, 4.0]), Some(3.0));
        for (z, tail) in [(0.0, 0.5), (1.0, 0.158_655_25), (2.326_347_9, 0.01), (-1.96, 0.975_002_1)] {
            assert!((normal_tail(z) - tail).abs() < 2e-7, "{z}");
        }
    }
}
