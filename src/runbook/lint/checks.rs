//! Checks: known kinds, fields that their kind takes, limits that can be met.

use std::collections::HashSet;

use super::linter::Linter;
use crate::model::runbook::{Check, Probe};
use crate::runbook::document::Path;

pub(crate) fn look(linter: &mut Linter<'_>) {
    linter.each_step(|linter, _, place, step| {
        let mut of_step = HashSet::new();
        for (at, check) in step.check.iter().enumerate() {
            one(linter, &place.key("check").index(at), check, &mut of_step);
        }
        for (index, variant) in step.variant.iter().enumerate() {
            let mut of_variant = of_step.clone();
            let variants = place.key("variant");
            let variant_place = variants.index(index);
            for (at, check) in variant.check.iter().enumerate() {
                one(linter, &variant_place.key("check").index(at), check, &mut of_variant);
            }
        }
    });
}

fn one<'l>(linter: &mut Linter<'l>, place: &Path<'_>, check: &'l Check, seen: &mut HashSet<&'l str>) {
    let name = check.name.as_str();
    if name.trim().is_empty() {
        linter.error(&place.key("name"), "a check needs a name that says what is checked");
    } else if !seen.insert(name) {
        let message =
            format!("another check of this step is called `{name}`: give one of them a different name");
        linter.error(&place.key("name"), message);
    }
    probe(linter, place, &check.probe);
    limits(linter, place, check);
}

/// The `probe` in `place`; says whether it is one that can be made.
pub(super) fn probe(linter: &mut Linter<'_>, place: &Path<'_>, given: &Probe) -> bool {
    let kinds = linter.kinds;
    let probe = place.key("probe");
    let kind = probe.key(&given.kind);
    let known = kinds.names();
    if !known.contains(&given.kind.as_str()) {
        let hint = linter.hint(&given.kind, known, "there are none");
        linter.error_at_key(&kind, format!("there is no probe `{}`: {hint}", given.kind));
        return false;
    }
    let problems = kinds.problems(given);
    let good = problems.is_empty();
    for problem in problems {
        match problem.key.as_deref() {
            None => linter.error_at_key(&kind, problem.message),
            Some(key) => dotted(linter, &kind, key, problem.message),
        }
    }
    good
}

/// A kind may name a key within a key: `json.status`.
fn dotted(linter: &mut Linter<'_>, at: &Path<'_>, key: &str, message: String) {
    match key.split_once('.') {
        Some((first, rest)) if !linter.document.has(&at.key(key)) => {
            dotted(linter, &at.key(first), rest, message);
        }
        _ => linter.error_at_key(&at.key(key), message),
    }
}

fn limits(linter: &mut Linter<'_>, place: &Path<'_>, check: &Check) {
    if check.attempts == Some(0) {
        linter.error(&place.key("attempts"), "no try at all can't pass: write 1 or more");
    }
    match (check.consecutive, check.attempts) {
        (Some(0), _) => linter.error(&place.key("consecutive"), "0 passes in a row prove nothing: write 1 or more"),
        (Some(row), Some(attempts)) if row > attempts && attempts > 0 => linter.error(
            &place.key("consecutive"),
            format!("{row} passes in a row can't come from {attempts} tries: raise `attempts`"),
        ),
        (Some(row), None) if row > 1 && check.deadline.is_none() => linter.error(
            &place.key("consecutive"),
            format!("{row} passes in a row need more than the one try there is by default: add `attempts` or `deadline`"),
        ),
        _ => {}
    }
    if let (Some(deadline), Some(delay)) = (check.deadline, check.delay)
        && delay >= deadline
    {
        linter.error(
            &place.key("delay"),
            format!("the first try would come after the deadline of {deadline}: shorten `delay`"),
        );
    }
}
