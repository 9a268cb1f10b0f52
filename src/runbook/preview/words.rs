//! Turns of phrase.

use crate::model::ids::EnvironmentName;
use crate::model::runbook::Condition;
use crate::runbook::inputs::ValueOrigin;

pub(super) fn origin(origin: &ValueOrigin) -> String {
    match origin {
        ValueOrigin::Given => "given".to_owned(),
        ValueOrigin::Variable(name) => format!("from ${name}"),
        ValueOrigin::Default => "default".to_owned(),
        ValueOrigin::Command(run) => format!("default, from `{}`", run.lines().next().unwrap_or_default()),
        ValueOrigin::Environment(name) => format!("environment {name}"),
        ValueOrigin::Empty => "left empty".to_owned(),
    }
}

pub(super) fn condition(when: &Condition) -> String {
    match when {
        Condition::Environment(names) => format!("in {}", joined(names.iter().map(EnvironmentName::as_str))),
        Condition::Input { name, is } => format!("if {name} is `{is}`"),
        Condition::Done(step) => format!("if {step} was done"),
        Condition::Chosen { step, variant } => format!("if variant {variant} of {step} was chosen"),
    }
}

pub(super) fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

pub(super) fn joined<'j>(items: impl Iterator<Item = &'j str>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

/// ` · a · b`
pub(super) fn tail(marks: &[String]) -> String {
    marks.iter().map(|mark| format!(" · {mark}")).collect::<Vec<_>>().concat()
}
