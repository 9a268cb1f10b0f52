//! Plans that follow one another.

use std::collections::{HashMap, HashSet};

use super::linter::Linter;
use crate::model::runbook::Plan;
use crate::runbook::document::Path;

pub(crate) fn look(linter: &mut Linter<'_>) {
    let book = linter.book;
    let plans: HashMap<&str, &Plan> = book.plan.iter().map(|plan| (plan.id.as_str(), plan)).collect();
    let followed: HashSet<&str> =
        book.plan.iter().filter_map(|plan| Some(plan.then.as_ref()?.as_str())).collect();
    for (at, plan) in book.plan.iter().enumerate() {
        let place = Path::ROOT.key("plan");
        let place = place.index(at);
        if plan.part && !followed.contains(plan.id.as_str()) {
            let message = format!(
                "plan `{0}` is only part of others (`part = true`), but no plan names it: add `then = \"{0}\"` to one",
                plan.id
            );
            linter.warn(&place.key("part"), message);
        }
        let Some(then) = &plan.then else { continue };
        if !plans.contains_key(then.as_str()) {
            let known = book.plan.iter().map(|plan| plan.id.as_str());
            let hint = linter.hint(then.as_str(), known, "there are no plans");
            linter.error(&place.key("then"), format!("there is no plan `{then}`: {hint}"));
        } else if let Some(way) = circle(plan, &plans) {
            let message =
                format!("plan `{}` would follow itself ({way}): end the chain with one of them", plan.id);
            linter.error(&place.key("then"), message);
        }
    }
}

/// The way from `plan` back to itself.
fn circle(plan: &Plan, plans: &HashMap<&str, &Plan>) -> Option<String> {
    let mut way = vec![plan.id.as_str()];
    let mut here = plan;
    for _ in 0..plans.len() {
        here = plans.get(here.then.as_ref()?.as_str())?;
        way.push(here.id.as_str());
        if here.id == plan.id {
            return Some(way.join(" → "));
        }
    }
    None
}
