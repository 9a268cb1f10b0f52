//! Names in probes, source addresses and commands: each must have a value by the time it is used.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::linter::{Home, Linter};
use crate::model::ids::{InputName, StepId, is_variable};
use crate::model::runbook::{Order, Runbook, Source, Step};
use crate::model::uses::assigned;
use crate::runbook::bash_names::{declared, is_usual, uses};
use crate::runbook::document::Path;
use crate::runbook::interpolate::{UndefinedName, is_bash, names};
use crate::runbook::problem::Severity;

/// Who gives which name its value.
struct Names<'l> {
    /// Inputs and environment values.
    given: HashSet<&'l str>,
    /// What each step sets.
    by_step: HashMap<&'l str, BTreeSet<InputName>>,
    /// The first step that sets a name.
    setter: HashMap<InputName, StepId>,
    /// The plans in which a name is set.
    plans: HashMap<InputName, HashSet<&'l str>>,
    /// What any command might set in ways that only a second look shows.
    anywhere: OnceCell<HashSet<&'l str>>,
    book: &'l Runbook,
}

/// What a text may use.
struct Scope<'s> {
    /// Set by steps before.
    before: &'s HashSet<InputName>,
    /// Set by this very step, or by its neighbours where they may come first.
    here: Vec<&'s BTreeSet<InputName>>,
    /// The plan in which it stands.
    plan: Option<&'s str>,
}

impl<'l> Names<'l> {
    fn of(book: &'l Runbook) -> Self {
        let values = book.environment.values().flat_map(|values| values.keys());
        let given = book.input.keys().chain(values).map(InputName::as_str).collect();
        let mut by_step = HashMap::new();
        let mut setter = HashMap::new();
        for step in book.steps() {
            let sets = sets(step);
            for name in &sets {
                setter.entry(name.clone()).or_insert_with(|| step.id.clone());
            }
            by_step.entry(step.id.as_str()).or_insert(sets);
        }
        let mut plans: HashMap<InputName, HashSet<&str>> = HashMap::new();
        for plan in &book.plan {
            for name in plan.step.iter().filter_map(|step| by_step.get(step.id.as_str())).flatten() {
                plans.entry(name.clone()).or_default().insert(plan.id.as_str());
            }
        }
        Self { given, by_step, setter, plans, anywhere: OnceCell::new(), book }
    }

    fn has(&self, name: &str, scope: &Scope<'_>) -> bool {
        self.given.contains(name)
            || scope.before.contains(name)
            || scope.here.iter().any(|names| names.contains(name))
            // A plan may follow another, which has set the name by then.
            || scope.plan.is_some_and(|plan| {
                self.plans.get(name).is_some_and(|plans| plans.iter().any(|other| *other != plan))
            })
    }

    fn somehow(&self, name: &str) -> bool {
        self.anywhere
            .get_or_init(|| {
                let runs =
                    |step: &'l Step| step.run.iter().chain(step.variant.iter().map(|variant| &variant.run));
                self.book.steps().flat_map(runs).flat_map(|run| declared(run)).collect()
            })
            .contains(name)
    }

    fn known(&self) -> impl Iterator<Item = &str> + Clone {
        self.given.iter().copied().chain(self.setter.keys().map(InputName::as_str))
    }
}

/// What a step sets: what it says, and what its commands show.
fn sets(step: &Step) -> BTreeSet<InputName> {
    let runs = step.run.iter().chain(step.variant.iter().map(|variant| &variant.run));
    runs.flat_map(|run| assigned(run)).chain(step.sets.iter().cloned()).collect()
}

pub(crate) fn look(linter: &mut Linter<'_>) {
    let names = Names::of(linter.book);
    sources(linter, &names);
    let mut before = HashSet::new();
    let mut phase_names: (Option<&str>, BTreeSet<InputName>) = (None, BTreeSet::new());
    let nothing = BTreeSet::new();
    linter.each_step(|linter, home, place, step| {
        for (at, name) in step.sets.iter().enumerate() {
            super::inputs::variable(linter, &place.key("sets").index(at), "a variable", name.as_str());
        }
        let own = names.by_step.get(step.id.as_str()).unwrap_or(&nothing);
        let mut here = vec![own];
        let mut plan = None;
        match home {
            Home::Phase(phase) if phase.order == Order::Free => {
                if phase_names.0 != Some(phase.id.as_str()) {
                    let all = phase.step.iter().filter_map(|step| names.by_step.get(step.id.as_str()));
                    phase_names = (Some(phase.id.as_str()), all.flatten().cloned().collect());
                }
                here.push(&phase_names.1);
            }
            Home::Plan(of) => plan = Some(of.id.as_str()),
            Home::Phase(_) | Home::Aside => {}
        }
        let scope = Scope { before: &before, here, plan };
        if let Some(run) = &step.run {
            command(linter, &place.key("run"), run, &names, &scope);
        }
        for (at, variant) in step.variant.iter().enumerate() {
            let variants = place.key("variant");
            let variant_place = variants.index(at);
            command(linter, &variant_place.key("run"), &variant.run, &names, &scope);
            for (index, check) in variant.check.iter().enumerate() {
                let checks = variant_place.key("check");
                probe(linter, &checks.index(index), check, &names, &scope);
            }
        }
        for (index, check) in step.check.iter().enumerate() {
            let checks = place.key("check");
            probe(linter, &checks.index(index), check, &names, &scope);
        }
        before.extend(own.iter().cloned());
    });
}

fn sources(linter: &mut Linter<'_>, known: &Names<'_>) {
    for (name, source) in &linter.book.source {
        let root = Path::ROOT.key("source");
        let place = root.key(name.as_str());
        let kind = match source {
            Source::Scrape { .. } => "scrape",
            Source::Prometheus { .. } => "prometheus",
        };
        for used in names(source.url()) {
            let kind = place.key(kind);
            if known.setter.contains_key(used) && !known.given.contains(used) {
                let message = format!(
                    "`${{{used}}}` is set by a step, but metrics are read from the start: make it an input or an \
                     environment value"
                );
                braces(linter, &kind.key("url"), used, message);
            } else if !known.given.contains(used) {
                let message = undefined(linter, used, known);
                braces(linter, &kind.key("url"), used, message);
            }
        }
    }
}

fn probe(
    linter: &mut Linter<'_>,
    place: &Path<'_>,
    check: &crate::model::runbook::Check,
    names: &Names<'_>,
    scope: &Scope<'_>,
) {
    let root = place.key("probe");
    let kind = root.key(&check.probe.kind);
    for (key, value) in &check.probe.fields {
        let at = kind.key(key);
        match value {
            Value::String(text) if is_bash(&check.probe.kind, key) => {
                command(linter, &at, text, names, scope);
            }
            value => fields(linter, &at, value, names, scope),
        }
    }
}

fn fields(linter: &mut Linter<'_>, at: &Path<'_>, value: &Value, known: &Names<'_>, scope: &Scope<'_>) {
    match value {
        Value::String(text) if text.contains("${") => {
            for used in names(text) {
                if known.has(used, scope) {
                    continue;
                }
                let message = match known.setter.get(used) {
                    Some(step) => format!(
                        "`${{{used}}}` is set by step `{step}`, which doesn't come before this one: move one of the \
                         two, or make it an input"
                    ),
                    None => undefined(linter, used, known),
                };
                braces(linter, at, used, message);
            }
        }
        Value::Array(list) => {
            for (index, item) in list.iter().enumerate() {
                fields(linter, &at.index(index), item, known, scope);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                fields(linter, &at.key(key), item, known, scope);
            }
        }
        _ => {}
    }
}

fn command(linter: &mut Linter<'_>, at: &Path<'_>, text: &str, names: &Names<'_>, scope: &Scope<'_>) {
    if !text.contains('$') {
        return;
    }
    let mut own = None;
    let mut told = HashSet::new();
    for used in uses(text) {
        let name = used.name;
        if used.guarded || is_usual(name) || names.has(name, scope) || told.contains(name) {
            continue;
        }
        if own.get_or_insert_with(|| declared(text)).contains(name) {
            continue;
        }
        let message = match names.setter.get(name) {
            Some(step) => format!(
                "`${name}` is set by step `{step}`, which doesn't come before this one: move one of the two"
            ),
            None if names.somehow(name) => continue,
            None => {
                let near = linter.hint(name, names.known(), "make it an input");
                let near = if near.starts_with("did") {
                    format!("{near} Else")
                } else {
                    "there it is empty;".to_owned()
                };
                format!(
                    "nothing in this runbook sets `${name}`: {near} make it an input, or write `${{{name}:-}}` where \
                     it may be empty"
                )
            }
        };
        told.insert(name);
        let needle =
            if text.contains(&format!("${name}")) { format!("${name}") } else { format!("{{{name}") };
        linter.inside(at, (used.line, &needle, 0), Severity::Warning, message);
    }
}

fn undefined(linter: &mut Linter<'_>, used: &str, known: &Names<'_>) -> String {
    if !is_variable(used) {
        return UndefinedName { name: used.to_owned() }.to_string();
    }
    let hint = linter.hint(used, known.known(), "");
    let make = format!("make it an input (`[input.{used}]`), or let an earlier step set it");
    if hint.starts_with("did") {
        format!("`${{{used}}}` is defined nowhere: {hint} Else {make}")
    } else {
        format!("`${{{used}}}` is defined nowhere: {make}")
    }
}

fn braces(linter: &mut Linter<'_>, at: &Path<'_>, used: &str, message: String) {
    let needle = if used.starts_with("${") { used.to_owned() } else { format!("${{{used}}}") };
    linter.inside(at, (0, &needle, 0), Severity::Error, message);
}
