//! Guards: what they look at is there, can be looked at without a person, and clears where it should.

use super::linter::Linter;
use crate::model::quantity::{Comparison, Threshold};
use crate::model::runbook::{Check, CheckOf, Guard, GuardWhen, Probe, Unseen};
use crate::model::span::Span;
use crate::runbook::document::Path;

pub(crate) fn look(linter: &mut Linter<'_>) {
    let book = linter.book;
    for (at, guard) in book.guard.iter().enumerate() {
        let list = Path::ROOT.key("guard");
        let place = list.index(at);
        let when = place.key("when");
        match &guard.when {
            GuardWhen::Metric { metric, is } => {
                super::metrics::known(linter, &when.key("metric"), metric);
                clear(linter, &place, guard, is);
            }
            GuardWhen::Check { check, .. } => {
                if let Some(found) = of_step(linter, &when.key("check"), check)
                    && !tryable(linter, &when.key("check"), &found.probe)
                {
                    continue;
                }
                tried(linter, &place, guard);
            }
            GuardWhen::Probe { probe, .. } => {
                if super::checks::probe(linter, &when, probe) && tryable(linter, &when.key("probe"), probe) {
                    tried(linter, &place, guard);
                }
            }
        }
    }
}

fn of_step<'l>(linter: &mut Linter<'l>, place: &Path<'_>, of: &CheckOf) -> Option<&'l Check> {
    let book = linter.book;
    let Some(step) = book.step(&of.step) else {
        let known = book.steps().map(|step| step.id.as_str());
        let hint = linter.hint(of.step.as_str(), known, "there are no steps");
        linter.error(&place.key("step"), format!("there is no step `{}`: {hint}", of.step));
        return None;
    };
    let of_variants = step.variant.iter().flat_map(|variant| &variant.check);
    let mut checks = step.check.iter().chain(of_variants);
    let found = checks.clone().find(|check| check.name == of.check);
    if found.is_none() {
        let known: Vec<&str> = checks.by_ref().map(|check| check.name.as_str()).collect();
        let hint = linter.hint(of.check.as_str(), known, "it has none");
        linter.error(&place.key("check"), format!("step `{}` has no check `{}`: {hint}", of.step, of.check));
    }
    found
}

/// Whether a guard may try `probe` again and again.
fn tryable(linter: &mut Linter<'_>, place: &Path<'_>, probe: &Probe) -> bool {
    if probe.is_person() {
        linter.error(place, "a guard goes on by itself and can't ask a person: let it look at another probe");
    }
    !probe.is_person()
}

/// What holds for guards over a check or a probe.
fn tried(linter: &mut Linter<'_>, place: &Path<'_>, guard: &Guard) {
    if guard.clear.is_some() {
        linter.error(
            &place.key("clear"),
            "only a metric has a threshold that clears: a check is clear when it passes, so take `clear` out",
        );
    }
    if guard.when.every() == Some(Span::default()) {
        linter.error(&place.key("when").key("every"), "`every` must be more than 0s");
    }
    if guard.on_error == Unseen::Blind && !linter.document.has(&place.key("on_error")) {
        let message = format!(
            "a service that is down can't be observed, which leaves guard `{}` blind: write `on_error = \"firing\"` to \
             count it, or `on_error = \"blind\"` to say that it doesn't",
            guard.id()
        );
        linter.warn_at_key(&place.key("when"), message);
    }
}

fn clear(linter: &mut Linter<'_>, place: &Path<'_>, guard: &Guard, is: &Threshold) {
    let Some(clear) = &guard.clear else { return };
    let place = place.key("clear");
    let up = |it: &Threshold| match it.comparison() {
        Comparison::More | Comparison::AtLeast => Some(true),
        Comparison::Less | Comparison::AtMost => Some(false),
        Comparison::Equal | Comparison::Different => None,
    };
    if let (Some(calls), Some(clears)) = (up(is), up(clear)) {
        if calls == clears {
            let message = format!(
                "`{clear}` points the same way as `{is}`: a guard clears on the other side, like `{} …`",
                if calls { "<" } else { ">" }
            );
            linter.error(&place, message);
        } else if (calls && clear.value() > is.value()) || (!calls && clear.value() < is.value()) {
            let message =
                format!("`{clear}` lies beyond `{is}`, so it keeps nothing firing: take it out, or move it");
            linter.warn(&place, message);
        }
    }
}
