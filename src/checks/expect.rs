//! What was expected, held against what was seen.

use regex::Regex;

use super::kind::problem;
use super::resolve::is_open;
use super::seen::Seen;
use crate::model::quantity::{Threshold, Unit};
use crate::runbook::ProbeProblem;

/// Expectations as they are held, one by one. Failed is graver than not seen, that than unclear.
#[derive(Debug, Default)]
pub(super) struct Held {
    met: Vec<String>,
    missed: Vec<String>,
    unseen: Vec<String>,
    unclear: Vec<String>,
    wrong: Vec<String>,
}

impl Held {
    /// Met or missed, with what to say of either.
    pub(super) fn hold(&mut self, holds: bool, met: impl Into<String>, missed: impl Into<String>) {
        if holds { self.met.push(met.into()) } else { self.missed.push(missed.into()) }
    }

    pub(super) fn met(&mut self, what: impl Into<String>) {
        self.met.push(what.into());
    }

    pub(super) fn missed(&mut self, what: impl Into<String>) {
        self.missed.push(what.into());
    }

    /// It could not be seen.
    pub(super) fn unseen(&mut self, why: impl Into<String>) {
        self.unseen.push(why.into());
    }

    /// Seen, but it says nothing.
    pub(super) fn unclear(&mut self, why: impl Into<String>) {
        self.unclear.push(why.into());
    }

    /// The expectation itself is wrong.
    pub(super) fn wrong(&mut self, why: impl Into<String>) {
        self.wrong.push(why.into());
    }

    /// `value`, in its base unit, against `threshold`; NaN says nothing.
    pub(super) fn number(&mut self, what: &str, value: f64, unit: Unit, threshold: &Threshold) {
        if value.is_nan() {
            self.unclear(format!("{what} is not a number"));
            return;
        }
        let shown = unit.show(value);
        self.hold(
            threshold.holds(value),
            format!("{what} {shown} is {threshold}"),
            format!("{what} {shown} is not {threshold}"),
        );
    }

    /// `text` against a regular expression.
    pub(super) fn matches(&mut self, what: &str, text: &str, pattern: &str) {
        match Regex::new(pattern) {
            Ok(regex) => self.hold(
                regex.is_match(text),
                format!("{what} matches `{pattern}`"),
                format!("{what} doesn't match `{pattern}`"),
            ),
            Err(error) => self.wrong(bad_regex(pattern, &error)),
        }
    }

    /// Whether something was already seen that is not as expected.
    pub(super) fn is_missed(&self) -> bool {
        !self.missed.is_empty()
    }

    /// The gravest of it, with `observed`.
    pub(super) fn seen(self, observed: impl Into<String>) -> Seen {
        let observed = observed.into();
        if !self.wrong.is_empty() {
            return Seen { observed, ..Seen::misconfigured(self.wrong.join("; ")) };
        }
        if !self.missed.is_empty() {
            return Seen::failed(observed, self.missed.join("; "));
        }
        if !self.unseen.is_empty() {
            return Seen { observed, ..Seen::errored(self.unseen.join("; ")) };
        }
        if !self.unclear.is_empty() {
            return Seen::inconclusive(observed, self.unclear.join("; "));
        }
        Seen::passed(observed, self.met.join("; "))
    }
}

fn bad_regex(pattern: &str, error: &regex::Error) -> String {
    let last = error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
    format!("`{pattern}` is not a regular expression: {last}")
}

/// Problems of regular expressions in the runbook.
pub(super) fn regex_problems<'a>(
    key: &str,
    patterns: impl IntoIterator<Item = &'a String>,
) -> Vec<ProbeProblem> {
    patterns
        .into_iter()
        .filter(|pattern| !is_open(pattern))
        .filter_map(|pattern| Some(problem(key, bad_regex(pattern, &Regex::new(pattern).err()?))))
        .collect()
}

/// The beginning of what was said, on one line, for an observation.
pub(super) fn excerpt(bytes: &[u8]) -> String {
    const KEPT: usize = 300;
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(KEPT * 4)]);
    let text = text.trim();
    match text.char_indices().nth(KEPT) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None if bytes.len() > KEPT * 4 => format!("{text}…"),
        None => text.to_owned(),
    }
}
