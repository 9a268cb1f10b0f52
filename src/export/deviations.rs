//! What went another way than written.

use super::Remark;
use super::in_time::of_overrides;
use super::line::reason;
use super::notes::remark;
use crate::model::runbook::Step;
use crate::model::state::{State, Status, StepState};
use crate::model::verdict::{Outcome, Verdict};

/// Failed and interrupted attempts, accepted looks, steps that were skipped, waived or failed, advisory checks that
/// didn't pass, guards that fired, plans that were declined or started, windows that were overridden; in the order of
/// time.
pub(super) fn deviations(state: &State) -> Vec<Remark> {
    let mut out = Vec::new();
    for step in state.book.steps() {
        if let Some(of) = state.step(&step.id) {
            of_step(state, step, of, &mut out);
        }
    }
    for (id, guard) in state.guards.iter().filter(|(_, guard)| guard.fired > 0) {
        let title = state.book.guard(id).map_or(id.as_str(), |it| it.title.as_str());
        let times = if guard.fired == 1 { "once".to_owned() } else { format!("{} times", guard.fired) };
        let text = format!("fired {times}, last seen {}", guard.observed);
        out.push(remark(Some(guard.since), "gonogo", title, &text));
    }
    for declined in &state.declined {
        let title =
            state.book.plan(&declined.plan).map_or(declined.plan.as_str(), |plan| plan.title.as_str());
        out.push(remark(Some(declined.at), &declined.by, title, &format!("declined: {}", declined.reason)));
    }
    for run in &state.plans {
        let title = state.book.plan(&run.plan).map_or(run.plan.as_str(), |plan| plan.title.as_str());
        out.push(remark(Some(run.started), &run.by, title, &format!("started: {}", run.because)));
        if let Some((at, complete)) = run.ended {
            let how = if complete { "through" } else { "left before it was through" };
            out.push(remark(Some(at), "gonogo", title, how));
        }
    }
    out.extend(of_overrides(state));
    out.sort_by_key(|remark| remark.at);
    out
}

fn of_step(state: &State, step: &Step, of: &StepState, out: &mut Vec<Remark>) {
    let title = &step.title;
    for attempt in &of.attempts {
        let Some((at, end)) = &attempt.end else { continue };
        if matches!(end.verdict, Verdict::Passed | Verdict::Look) {
            continue;
        }
        let exit = end.exit.map_or(String::new(), |code| format!(", exit code {code}"));
        let why = end.why.as_ref().map_or(String::new(), |why| format!(": {why}"));
        let text = format!("attempt {} {}{exit}{why}", attempt.number, end.verdict.word());
        out.push(remark(Some(*at), &attempt.by, title, &text));
    }
    for check in step.checks(of.variant.as_ref()).filter(|check| check.advisory) {
        let verdict = of.checks.get(&check.name).and_then(|it| it.verdict);
        if let Some((at, verdict)) = verdict.filter(|(_, it)| *it != Outcome::Passed) {
            let text = format!("advisory check “{}” {}", check.name, verdict.word());
            out.push(remark(Some(at), "gonogo", title, &text));
        }
    }
    let status = state.status(step);
    let Some(why) = reason(state, step).filter(|_| status != Status::NotApplicable) else { return };
    let actor = of.actor.as_ref().map_or("gonogo", |actor| actor.name());
    match of.look.as_ref().filter(|_| status == Status::Passed) {
        Some(look) => out.push(remark(Some(look.at), &look.by, title, &why)),
        None => out.push(remark(of.touched, actor, title, &why)),
    }
}
