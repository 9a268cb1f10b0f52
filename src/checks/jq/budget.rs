//! How much an expression may take. Every term asks for the table of functions, and so it is counted there.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jaq_core::Lut;
use jaq_core::data::{DataT, HasLut};
use jaq_core::native::{Fun, run, v};
use jaq_json::Val;

const STEPS: u64 = 2_000_000;
const TIME: Duration = Duration::from_secs(2);
const DEPTH: usize = 64 * 1024 * 1024;

/// jaq's data, with a budget.
pub(super) struct Limited;

impl DataT for Limited {
    type V<'a> = Val;
    type Data<'a> = Limits<'a>;
}

#[derive(Clone)]
pub(super) struct Limits<'a> {
    pub(super) lut: &'a Lut<Limited>,
    pub(super) budget: &'a Budget,
}

impl<'a> HasLut<'a, Limited> for Limits<'a> {
    fn lut(&self) -> &'a Lut<Limited> {
        self.budget.spend();
        self.lut
    }
}

/// What an evaluation has used up, and when it must stop.
pub(super) struct Budget {
    steps: Cell<u64>,
    until: Instant,
    base: usize,
    stop: Arc<AtomicBool>,
}

/// What an evaluation ran into.
pub(super) enum Limit {
    Steps,
    Depth,
    Stopped,
}

impl Limit {
    pub(super) const fn why(&self) -> &'static str {
        match self {
            Self::Steps => "takes too long: it was stopped",
            Self::Depth => "calls itself too deeply: it was stopped",
            Self::Stopped => "was stopped",
        }
    }
}

impl Budget {
    /// From now on, on this stack.
    pub(super) fn new(stop: Arc<AtomicBool>) -> Self {
        Self { steps: Cell::new(0), until: Instant::now() + TIME, base: here(), stop }
    }

    fn spend(&self) {
        let steps = self.steps.get() + 1;
        self.steps.set(steps);
        let limit = if steps > STEPS || (steps.is_multiple_of(1_024) && Instant::now() > self.until) {
            Limit::Steps
        } else if self.base.abs_diff(here()) > DEPTH {
            Limit::Depth
        } else if self.stop.load(Ordering::Relaxed) {
            Limit::Stopped
        } else {
            return;
        };
        resume_unwind(Box::new(limit));
    }
}

/// About where the stack stands.
#[inline(never)]
fn here() -> usize {
    let mark = 0_u8;
    (&raw const mark).addr()
}

/// jaq's `range`, but counted: the original yields for ever without evaluating a term.
pub(super) fn range() -> Fun<Limited> {
    run(("range", v(3), |mut cv| {
        let (by, to, from) = (cv.0.pop_var(), cv.0.pop_var(), cv.0.pop_var());
        let budget = cv.0.data().budget;
        let rises = by.partial_cmp(&Val::from(0_usize));
        let mut next = Some(Ok(from));
        Box::new(std::iter::from_fn(move || {
            budget.spend();
            let value: Val = match next.take()? {
                Ok(value) => value,
                Err(error) => return Some(Err(jaq_core::Exn::from(error))),
            };
            let goes_on = match rises {
                Some(std::cmp::Ordering::Greater) => value < to,
                Some(std::cmp::Ordering::Less) => value > to,
                _ => value != to,
            };
            goes_on.then(|| {
                next = Some(value.clone() + by.clone());
                Ok(value)
            })
        }))
    }))
}
