//! `when`: what a step depends on must exist and come first, or the step would wait for ever.

use std::collections::HashMap;

use super::linter::{Home, Linter};
use crate::model::ids::{EnvironmentName, InputName, StepId};
use crate::model::runbook::{Condition, Order, Step, Trouble};
use crate::runbook::document::Path;

/// How many steps may depend on one another in a row; nobody can follow more.
const LONGEST: usize = 50;

/// Where a step stands, as far as its order goes: in its phase or plan, and which one of all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Phase(usize),
    Plan(usize),
    Aside,
}

struct Order_<'l> {
    places: HashMap<&'l str, (Group, usize, &'l Step)>,
}

pub(crate) fn look(linter: &mut Linter<'_>) {
    let order = order(linter);
    let mut at = 0;
    linter.each_step(|linter, home, place, step| {
        at += 1;
        let Some(when) = &step.when else { return };
        let place = place.key("when");
        match when {
            Condition::Environment(names) => environments(linter, &place.key("environment"), names),
            Condition::Input { name, is } => input(linter, &place.key("input"), name.as_str(), is),
            Condition::Done(other) => {
                earlier(linter, &place.key("done"), (home, step, at - 1), other, &order);
            }
            Condition::Chosen { step: other, variant } => {
                let chosen = place.key("chosen");
                if let Some(found) = earlier(linter, &chosen.key("step"), (home, step, at - 1), other, &order)
                    && !found.variant.iter().any(|one| one.id == *variant)
                {
                    let known = found.variant.iter().map(|one| one.id.as_str());
                    let hint = linter.hint(variant.as_str(), known, "it has no variants");
                    linter.error(
                        &chosen.key("variant"),
                        format!("step `{other}` has no variant `{variant}`: {hint}"),
                    );
                }
            }
        }
    });
}

fn order<'l>(linter: &Linter<'l>) -> Order_<'l> {
    let book = linter.book;
    let mut places = HashMap::new();
    let phases =
        book.phase.iter().enumerate().flat_map(|(g, of)| of.step.iter().map(move |s| (Group::Phase(g), s)));
    let plans =
        book.plan.iter().enumerate().flat_map(|(g, of)| of.step.iter().map(move |s| (Group::Plan(g), s)));
    let troubles = book.trouble.iter().flat_map(Trouble::steps).map(|step| (Group::Aside, step));
    let severities = book.severity.iter().flat_map(|of| &of.step).map(|step| (Group::Aside, step));
    for (at, (group, step)) in phases.chain(plans).chain(troubles).chain(severities).enumerate() {
        places.entry(step.id.as_str()).or_insert((group, at, step));
    }
    Order_ { places }
}

fn environments(linter: &mut Linter<'_>, at: &Path<'_>, names: &[EnvironmentName]) {
    let book = linter.book;
    if names.is_empty() {
        linter.error(at, "a step for no environment would never run: name one, or take `when` out");
    }
    for (index, name) in names.iter().enumerate() {
        if !book.environment.contains_key(name.as_str()) {
            let known = book.environment.keys().map(EnvironmentName::as_str);
            let hint = linter.hint(name.as_str(), known, "add `[environment.NAME]` tables");
            linter.error(&at.index(index), format!("there is no environment `{name}`: {hint}"));
        }
    }
}

fn input(linter: &mut Linter<'_>, at: &Path<'_>, name: &str, is: &str) {
    let book = linter.book;
    let values = book.environment.values().flat_map(|values| values.keys());
    let known = book.input.keys().chain(values).map(InputName::as_str);
    if !known.clone().any(|known| known == name) {
        let hint = linter.hint(name, known, "add `[input.NAME]` tables");
        linter.error(&at.key("name"), format!("there is no input `{name}`: {hint}"));
        return;
    }
    let Some(input) = book.input.get(name) else { return };
    if input.secret {
        linter.error(
            &at.key("name"),
            format!("input `{name}` is secret and can't be a condition: ask another input"),
        );
    } else if !input.choices.is_empty() && !input.choices.iter().any(|choice| choice == is) {
        let hint = linter.hint(is, input.choices.iter().map(String::as_str), "");
        linter.error(&at.key("is"), format!("input `{name}` can never be `{is}`: {hint}"));
    }
}

/// The step `other`, where it stands before the step that depends on it.
fn earlier<'l>(
    linter: &mut Linter<'l>,
    place: &Path<'_>,
    (home, step, at): (Home<'l>, &Step, usize),
    other: &StepId,
    order: &Order_<'l>,
) -> Option<&'l Step> {
    let book = linter.book;
    let Some((group, where_, found)) = order.places.get(other.as_str()).copied() else {
        let hint =
            linter.hint(other.as_str(), book.steps().map(|step| step.id.as_str()), "there are no steps");
        linter.error(place, format!("there is no step `{other}`: {hint}"));
        return None;
    };
    if *other == step.id {
        linter.error(
            place,
            format!("step `{other}` can't depend on itself: take `when` out, or name another step"),
        );
        return None;
    }
    let free = |group| {
        let Group::Phase(at) = group else { return false };
        matches!(home, Home::Phase(phase) if phase.order == Order::Free && std::ptr::eq(phase, &raw const book.phase[at]))
    };
    match (home, group) {
        (Home::Phase(_), Group::Plan(_) | Group::Aside) => {
            let message = format!(
                "step `{other}` isn't in a phase, so it can't be done before this one: name a step of a phase"
            );
            linter.error(place, message);
            return None;
        }
        (Home::Phase(_), Group::Phase(_)) if where_ > at && !free(group) => {
            linter.error(
                place,
                format!("step `{other}` comes later: move it before this one, or name an earlier step"),
            );
            return None;
        }
        (Home::Plan(plan), Group::Plan(other_plan))
            if where_ > at && book.plan.get(other_plan).is_some_and(|other| other.id == plan.id) =>
        {
            linter.error(
                place,
                format!("step `{other}` comes later: move it before this one, or name an earlier step"),
            );
            return None;
        }
        _ => {}
    }
    chain(linter, place, step, order);
    Some(found)
}

/// Steps that depend on one another in a circle wait for ever.
fn chain(linter: &mut Linter<'_>, place: &Path<'_>, step: &Step, order: &Order_<'_>) {
    let mut way = vec![step.id.as_str()];
    let mut here = step;
    while let Some(Condition::Done(next) | Condition::Chosen { step: next, .. }) = &here.when {
        let Some((.., found)) = order.places.get(next.as_str()) else { return };
        way.push(found.id.as_str());
        if found.id == step.id {
            linter.error(
                place,
                format!("these steps wait for one another ({}): take one `when` out", way.join(" → ")),
            );
            return;
        }
        if way.len() > LONGEST {
            let message =
                format!("more than {LONGEST} steps depend on one another in a row: take a `when` out");
            linter.error(place, message);
            return;
        }
        here = found;
    }
}
