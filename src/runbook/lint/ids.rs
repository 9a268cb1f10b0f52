//! Ids: well formed, each used once; titles that say something; phases that hold something.

use std::collections::HashSet;

use super::linter::{Home, Linter};
use crate::model::ids::{is_id, slug};
use crate::runbook::document::Path;

pub(crate) fn look(linter: &mut Linter<'_>) {
    let book = linter.book;
    let root = Path::ROOT;
    form(linter, &root.key("id"), "a runbook", book.id.as_str());
    title(linter, &root, &book.title, "a runbook");

    let mut seen = HashSet::new();
    for (at, phase) in book.phase.iter().enumerate() {
        let place = root.key("phase");
        let place = place.index(at);
        id(linter, &place, "phase", phase.id.as_str(), &mut seen);
        title(linter, &place, &phase.title, "a phase");
        if phase.step.is_empty() {
            linter.error(
                &place,
                format!("phase `{}` has no steps: add a `[[phase.step]]`, or take it out", phase.id),
            );
        }
    }
    if book.phase.is_empty() {
        linter.error(
            &root,
            "a runbook needs at least one phase with a step: add `[[phase]]` and `[[phase.step]]`",
        );
    }
    let mut seen = HashSet::new();
    for (at, plan) in book.plan.iter().enumerate() {
        let place = root.key("plan");
        let place = place.index(at);
        id(linter, &place, "plan", plan.id.as_str(), &mut seen);
        title(linter, &place, &plan.title, "a plan");
        if plan.step.is_empty() && plan.then.is_none() {
            linter.error(
                &place,
                format!("plan `{}` has no steps: add a `[[plan.step]]`, or take it out", plan.id),
            );
        }
    }
    let mut seen = HashSet::new();
    for (at, metric) in book.metric.iter().enumerate() {
        id(linter, &root.key("metric").index(at), "metric", metric.id.as_str(), &mut seen);
    }
    let mut seen = HashSet::new();
    for (at, trouble) in book.trouble.iter().enumerate() {
        id(linter, &root.key("trouble").index(at), "trouble", trouble.id.as_str(), &mut seen);
    }
    let mut seen = HashSet::new();
    for (at, severity) in book.severity.iter().enumerate() {
        let place = root.key("severity");
        let place = place.index(at);
        id(linter, &place, "severity", severity.id.as_str(), &mut seen);
        title(linter, &place, &severity.title, "a severity");
    }
    let mut seen = HashSet::new();
    for (at, clock) in book.clock.iter().enumerate() {
        let place = root.key("clock");
        let place = place.index(at);
        id(linter, &place, "clock", clock.id.as_str(), &mut seen);
        title(linter, &place, &clock.title, "a clock");
    }
    let mut seen = HashSet::new();
    for (at, window) in book.maintenance.iter().enumerate() {
        let place = root.key("maintenance");
        let place = place.index(at);
        id(linter, &place, "maintenance", window.id.as_str(), &mut seen);
        title(linter, &place, &window.title, "a maintenance window");
    }
    guards(linter);
    for source in book.source.keys() {
        key(linter, &root.key("source").key(source.as_str()), "a source", source.as_str());
    }
    for environment in book.environment.keys() {
        key(
            linter,
            &root.key("environment").key(environment.as_str()),
            "an environment",
            environment.as_str(),
        );
    }
    steps(linter);
}

fn guards(linter: &mut Linter<'_>) {
    let mut seen = HashSet::new();
    for (at, guard) in linter.book.guard.iter().enumerate() {
        let place = Path::ROOT.key("guard");
        let place = place.index(at);
        let name = guard.id();
        if guard.id.is_some() {
            id(linter, &place, "guard", name.as_str(), &mut seen);
        } else if name.as_str().is_empty() {
            linter.error(&place.key("title"), "this title gives no id: add `id = \"…\"` to the guard");
        } else if !seen.insert(name.as_str().to_owned()) {
            linter.error(
                &place.key("title"),
                format!("another guard has the id `{name}`, which comes from the title: add `id = \"…\"` to one of them"),
            );
        }
    }
}

fn steps(linter: &mut Linter<'_>) {
    let mut seen = HashSet::new();
    linter.each_step(|linter, home, place, step| {
        title(linter, place, &step.title, "a step");
        form(linter, &place.key("id"), "a step", step.id.as_str());
        if !seen.insert(step.id.as_str().to_owned()) {
            let scope = match home {
                Home::Phase(_) => "",
                Home::Plan(_) | Home::Aside => {
                    " (phases, plans, troubleshooting and severities share one set of names)"
                }
            };
            let message = format!(
                "another step has the id `{}`: a step's id is unique in the whole file{scope}",
                step.id
            );
            linter.error(&place.key("id"), message);
        }
        let mut variants = HashSet::new();
        for (at, variant) in step.variant.iter().enumerate() {
            id(linter, &place.key("variant").index(at), "variant", variant.id.as_str(), &mut variants);
        }
    });
}

fn id(linter: &mut Linter<'_>, at: &Path<'_>, what: &str, id: &str, seen: &mut HashSet<String>) {
    form(linter, &at.key("id"), &format!("a {what}"), id);
    if !seen.insert(id.to_owned()) {
        linter.error(
            &at.key("id"),
            format!("another {what} has the id `{id}`: give one of them a different id"),
        );
    }
}

fn form(linter: &mut Linter<'_>, at: &Path<'_>, what: &str, id: &str) {
    if !is_id(id) {
        linter.error(at, malformed(what, id));
    }
}

fn key(linter: &mut Linter<'_>, at: &Path<'_>, what: &str, id: &str) {
    if !is_id(id) {
        linter.error_at_key(at, malformed(what, id));
    }
}

fn malformed(what: &str, id: &str) -> String {
    let better = slug(id);
    let hint = if is_id(&better) { format!(", like `{better}`") } else { String::new() };
    format!("`{id}` can't be the id of {what}: use small letters, digits and single dashes, at most 64{hint}")
}

fn title(linter: &mut Linter<'_>, at: &Path<'_>, title: &str, what: &str) {
    if title.trim().is_empty() {
        linter.error(&at.key("title"), format!("{what} needs a title that says something"));
    }
}
