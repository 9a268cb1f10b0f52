//! How a watch judges.

use std::time::Duration;

use crate::metrics::threshold::Threshold;

/// How samples make a verdict.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Evaluator {
    /// Every sample must meet the criterion.
    EverySample,
    /// At most this many samples may miss it.
    AtMost {
        /// Samples that may miss it.
        failures: usize,
    },
    /// A figure over all samples of the window must meet it.
    Over(Aggregate),
}

/// A figure over the window's samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// Their mean.
    Mean,
    /// The highest.
    Max,
    /// The lowest.
    Min,
    /// The middle one, or the mean of the two middle ones.
    Median,
}

/// How a watch judges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WatchConfig {
    /// How long to watch.
    pub window: Duration,
    /// The distance between samples.
    pub every: Duration,
    /// What must hold.
    pub criterion: Threshold,
    /// How samples make a verdict.
    pub evaluator: Evaluator,
    /// Fewer samples than this decide nothing.
    pub min_samples: usize,
    /// The part of the window, 0 to 1, in which samples must have come.
    pub min_coverage: f64,
    /// A sample taken with less traffic than this does not count.
    pub min_traffic: Option<f64>,
}

impl WatchConfig {
    /// The longest watch in samples; a window of more is sampled less often.
    pub const MAX_SLOTS: usize = 100_000;

    /// Every sample must meet the criterion, with at least one sample and 80 % coverage.
    pub fn new(criterion: Threshold, window: Duration, every: Duration) -> Self {
        Self {
            window,
            every,
            criterion,
            evaluator: Evaluator::EverySample,
            min_samples: 1,
            min_coverage: 0.8,
            min_traffic: None,
        }
    }

    /// How many samples the window has room for, at least one.
    pub(super) fn slots(&self) -> usize {
        let every = self.every.as_nanos().max(1);
        let slots = usize::try_from(self.window.as_nanos().div_ceil(every)).unwrap_or(usize::MAX);
        slots.clamp(1, Self::MAX_SLOTS)
    }

    /// How many slots must be covered.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "between 0 and the number of slots"
    )]
    pub(super) fn needed_slots(&self) -> usize {
        let slots = self.slots();
        let part = if self.min_coverage.is_nan() { 1.0 } else { self.min_coverage.clamp(0.0, 1.0) };
        // Rounding must not ask for a slot more than 80 % of 10 is.
        let needed = (slots as f64 * part - 1e-9).ceil() as usize;
        needed.clamp(1, slots)
    }
}
