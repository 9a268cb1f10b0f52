//! References to plans, troubles, phases and environments, and who signs.

use std::collections::HashSet;

use super::linter::Linter;
use crate::model::ids::{PlanId, Role};
use crate::model::runbook::Then;
use crate::runbook::document::Path;

pub(crate) fn look(linter: &mut Linter<'_>) {
    let book = linter.book;
    let root = Path::ROOT;
    if let Some(plan) = &book.rollback {
        offered(linter, &root.key("rollback"), plan);
    }
    for (at, guard) in book.guard.iter().enumerate() {
        let place = root.key("guard");
        let place = place.index(at);
        then(linter, &place.key("then"), &guard.then);
        for (index, phase) in guard.during.iter().enumerate() {
            if book.phase(phase).is_none() {
                let hint = linter.hint(
                    phase.as_str(),
                    book.phase.iter().map(|p| p.id.as_str()),
                    "there are no phases",
                );
                linter
                    .error(&place.key("during").index(index), format!("there is no phase `{phase}`: {hint}"));
            }
        }
    }
    steps(linter);
    troubles(linter);
}

fn then(linter: &mut Linter<'_>, at: &Path<'_>, then: &Then) {
    let book = linter.book;
    match (&then.offer, &then.start) {
        (Some(_), Some(_)) => {
            linter.error(at, "`then` takes `offer` or `start`, not both: leave one of them");
        }
        (None, None) if then.declare.is_none() => {
            linter.error(at, "`then` needs `offer`, `start` or `declare`");
        }
        _ => {}
    }
    if let Some(plan) = &then.offer {
        offered(linter, &at.key("offer"), plan);
    }
    if let Some(plan) = &then.start {
        offered(linter, &at.key("start"), plan);
    }
    if let Some(severity) = &then.declare
        && book.severity(severity).is_none()
    {
        let known = book.severity.iter().map(|severity| severity.id.as_str());
        let hint = linter.hint(severity.as_str(), known, "add a `[[severity]]` with this id");
        linter.error(&at.key("declare"), format!("there is no severity `{severity}`: {hint}"));
    }
}

fn steps(linter: &mut Linter<'_>) {
    let book = linter.book;
    let troubles: HashSet<&str> = book.trouble.iter().map(|trouble| trouble.id.as_str()).collect();
    linter.each_step(|linter, _, place, step| {
        if let Some(plan) = &step.on_failure {
            offered(linter, &place.key("on_failure"), plan);
        }
        for (at, trouble) in step.trouble.iter().enumerate() {
            if !troubles.contains(trouble.as_str()) {
                let known = book.trouble.iter().map(|trouble| trouble.id.as_str());
                let hint = linter.hint(trouble.as_str(), known, "add a `[[trouble]]` with this id");
                linter.error(
                    &place.key("trouble").index(at),
                    format!("there is no trouble `{trouble}`: {hint}"),
                );
            }
        }
        let gate = place.key("gate");
        if let Some(rule) = &step.gate {
            roles(linter, &gate, rule.roles.iter().map(Role::as_str));
            if rule.roles.is_empty() {
                linter.error(
                    &gate.key("roles"),
                    "a gate needs at least one role to poll, like `roles = [\"deployer\"]`",
                );
            }
        }
        if let Some(quorum) = step.gate.as_ref().and_then(|gate| gate.quorum) {
            let roles = step.gate.as_ref().map_or(0, |gate| gate.roles.len());
            if quorum == 0 || usize::try_from(quorum).is_ok_and(|quorum| quorum > roles) {
                let message = format!(
                    "{roles} roles poll here, so {quorum} of them can't be asked for: write a number from 1 to {roles}"
                );
                linter.error(&gate.key("quorum"), message);
            }
        }
        let signoff = place.key("signoff");
        if let Some(rule) = &step.signoff {
            roles(linter, &signoff, rule.roles.iter().map(Role::as_str));
            if rule.roles.is_empty() && linter.document.has(&signoff.key("roles")) {
                linter.error(
                    &signoff.key("roles"),
                    "nobody could sign this: name a role, or leave `roles` out to let anybody sign",
                );
            }
        }
    });
}

fn roles<'r>(linter: &mut Linter<'_>, at: &Path<'_>, roles: impl Iterator<Item = &'r str>) {
    let mut seen = HashSet::new();
    for (index, role) in roles.enumerate() {
        let list = at.key("roles");
        if role.trim().is_empty() {
            linter.error(&list.index(index), "a role needs a name, like \"deployer\"");
        } else if !seen.insert(role) {
            linter.error(&list.index(index), format!("role `{role}` is named twice here: take one out"));
        }
    }
}

fn troubles(linter: &mut Linter<'_>) {
    let book = linter.book;
    let known: HashSet<&str> = book.steps().map(|step| step.id.as_str()).collect();
    for (at, trouble) in book.trouble.iter().enumerate() {
        for (index, step) in trouble.steps.iter().enumerate() {
            if !known.contains(step.as_str()) {
                let hint = linter.hint(
                    step.as_str(),
                    book.steps().map(|step| step.id.as_str()),
                    "there are no steps",
                );
                let place = Path::ROOT.key("trouble");
                let place = place.index(at);
                linter.error(&place.key("steps").index(index), format!("there is no step `{step}`: {hint}"));
            }
        }
    }
}

/// A plan that is offered to the driver: it exists, and is not only part of others.
fn offered(linter: &mut Linter<'_>, at: &Path<'_>, plan: &PlanId) {
    let book = linter.book;
    match book.plan(plan) {
        None => {
            let known = book.plan.iter().map(|plan| plan.id.as_str());
            let hint = linter.hint(plan.as_str(), known, "add a `[[plan]]` with this id");
            linter.error(at, format!("there is no plan `{plan}`: {hint}"));
        }
        Some(found) if found.part => {
            let message = format!(
                "plan `{plan}` is only part of other plans (`part = true`) and can't be offered: name a whole plan"
            );
            linter.error(at, message);
        }
        Some(_) => {}
    }
}
