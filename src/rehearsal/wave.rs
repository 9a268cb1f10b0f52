//! Swings that look like traffic and are the same each time.

use std::f64::consts::TAU;
use std::fmt::Write as _;

/// FNV-1a: the same on every machine and in every version, which the standard library's hasher doesn't promise.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// `digits` hexadecimal digits made from `text`.
pub(super) fn hex(text: &str, digits: usize) -> String {
    let mut out = String::with_capacity(digits + 16);
    let mut round = 0_u32;
    while out.len() < digits {
        let part = hash(&format!("{round}/{text}/{round}")).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        // Writing to a String never fails.
        let _ = write!(out, "{part:016x}");
        round += 1;
    }
    out.truncate(digits);
    out
}

/// (share, period in seconds) of the two swings.
const SWINGS: [(f64, f64); 2] = [(0.6, 47.0), (0.4, 13.0)];

/// A swing between -1 and 1 that belongs to one series.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wave {
    offsets: [f64; 2],
    speed: f64,
}

impl Wave {
    /// The swing of `name`, `speed` times as fast.
    pub(super) fn new(name: &str, speed: u32) -> Self {
        let offset = |text: &str| f64::from(u16::try_from(hash(text) >> 48).unwrap_or(0)) / 65_536.0 * TAU;
        Self { offsets: [offset(name), offset(&format!("{name}#"))], speed: f64::from(speed.max(1)) }
    }

    /// The swing at `seconds`.
    pub(super) fn at(&self, seconds: f64) -> f64 {
        self.sum(|share, period, offset| share * (TAU * seconds * self.speed / period + offset).sin())
    }

    /// The swing summed over the time from `from` to `to`, in seconds.
    pub(super) fn over(&self, from: f64, to: f64) -> f64 {
        self.sum(|share, period, offset| {
            let turn = TAU * self.speed / period;
            share * ((turn * from + offset).cos() - (turn * to + offset).cos()) / turn
        })
    }

    fn sum(&self, part: impl Fn(f64, f64, f64) -> f64) -> f64 {
        SWINGS.iter().zip(self.offsets).map(|((share, period), offset)| part(*share, *period, offset)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_the_swing_added_up() {
        let wave = Wave::new("x", 3);
        let steps = 20_000;
        let width = 10.0 / f64::from(steps);
        let added: f64 = (0..steps).map(|step| wave.at((f64::from(step) + 0.5) * width) * width).sum();
        assert!((added - wave.over(0.0, 10.0)).abs() < 1e-6, "{added} {}", wave.over(0.0, 10.0));
        assert!((0..1000).all(|at| wave.at(f64::from(at)).abs() <= 1.0));
    }

    #[test]
    fn hexadecimal_digits_are_the_same_each_time_and_differ_by_text() {
        assert_eq!(hex("a", 40), hex("a", 40));
        assert_ne!(hex("a", 40), hex("b", 40));
        assert_eq!(hex("a", 7).len(), 7);
    }
}
