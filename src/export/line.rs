//! One line of the print copy, filled.

use super::rollup::roll_up;
use super::{FilledLine, Mark, clean};
use crate::model::Actor;
use crate::model::ids::StepId;
use crate::model::runbook::{Line, Step};
use crate::model::state::{Mode, Place, Resolution, State, Status, StepState};
use crate::model::verdict::{Assurance, RunOutcome};

/// Fills `line`. A line of a `rollback` section doesn't apply where no plan was started.
pub(super) fn fill_line(state: &State, line: &Line, rollback: bool) -> FilledLine {
    let blank = FilledLine {
        mark: Mark::NotApplicable,
        text: clean(&line.text),
        at: None,
        by: Vec::new(),
        labels: Vec::new(),
        reasons: Vec::new(),
    };
    if rollback && !state.rolled_back() {
        return FilledLine { reasons: vec![no_rollback(state).to_owned()], ..blank };
    }
    if rollback && state.outcome().is_some() && !line.named().any(|id| passed_by(state, id)) {
        return FilledLine { reasons: vec!["no plan with it was started".to_owned()], ..blank };
    }
    let steps: Vec<&Step> = line.steps.iter().filter_map(|id| state.book.find(id)).collect();
    let any: Vec<&Step> = line.any.iter().filter_map(|id| state.book.find(id)).collect();
    let all: Vec<Status> = steps.iter().map(|step| state.status(step)).collect();
    let one: Vec<Option<Status>> =
        any.iter().map(|step| passed_by(state, &step.id).then(|| state.status(step))).collect();
    let mark = roll_up(&all, &one);
    let done: Vec<&Step> =
        steps.iter().copied().chain(any.into_iter().filter(|step| passed_by(state, &step.id))).collect();
    let touched: Vec<&StepState> = done.iter().filter_map(|step| state.step(&step.id)).collect();
    let at = touched.iter().filter_map(|of| of.touched).max();
    FilledLine {
        mark,
        at: at.filter(|_| mark != Mark::Open && mark != Mark::NotApplicable),
        by: persons(&touched),
        labels: labels(state, &touched),
        reasons: reasons(state, mark, &done),
        ..blank
    }
}

fn no_rollback(state: &State) -> &'static str {
    match state.outcome() {
        Some(RunOutcome::Go) => "no rollback was needed",
        Some(_) => "no rollback plan was started",
        None => "no rollback plan has been started",
    }
}

/// Whether the run has passed by `step`: always in a phase, in a plan once it was started.
fn passed_by(state: &State, step: &StepId) -> bool {
    match state.book.place(step) {
        Some(Place::Plan { plan, .. }) => {
            let plan = &state.book.plan[plan].id;
            state.plans.iter().any(|run| run.plan == *plan) || state.step(step).is_some()
        }
        _ => true,
    }
}

fn persons(touched: &[&StepState]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for of in touched {
        let named = match &of.settled {
            Some(settled) if settled.how != Resolution::Done => vec![clean(&settled.by)],
            _ if of.signoffs.is_empty() => of.actor.iter().map(|actor| clean(actor.name())).collect(),
            _ => of.signoffs.iter().map(|signed| clean(signed.person.as_str())).collect(),
        };
        for name in named {
            if !out.contains(&name) {
                out.push(name);
            }
        }
    }
    out
}

fn labels(state: &State, touched: &[&StepState]) -> Vec<&'static str> {
    let mut signoffs = touched.iter().flat_map(|of| &of.signoffs).peekable();
    let simulated = state.is_rehearsal()
        && touched.iter().any(|of| {
            matches!(of.actor, Some(Actor::Autopilot(_)))
                || of.signoffs.iter().any(|signed| signed.simulated)
                || of.checks.values().any(|check| check.answer.as_ref().is_some_and(|it| it.simulated))
        });
    let mut out = Vec::new();
    if signoffs.peek().is_some() {
        let unsigned = signoffs.any(|signed| signed.assurance == Assurance::Unsigned);
        out.push(if unsigned { Assurance::Unsigned.word() } else { "signed" });
    }
    if simulated {
        out.push("SIMULATED");
    }
    out
}

fn reasons(state: &State, mark: Mark, steps: &[&Step]) -> Vec<String> {
    if mark == Mark::Open {
        return not_reached(state).map(str::to_owned).into_iter().collect();
    }
    let several = steps.len() > 1;
    steps
        .iter()
        .filter_map(|step| {
            let why = clean(&reason(state, step)?);
            Some(if several { format!("{}: {why}", clean(&step.title)) } else { why })
        })
        .collect()
}

/// Why a line is still open where the run doesn't come to it any more.
fn not_reached(state: &State) -> Option<&'static str> {
    match &state.mode {
        Mode::Deploying => None,
        Mode::RollingBack(_) | Mode::Returned(_) => Some("not done: a rollback plan was started"),
        Mode::Ended(ended) => Some(match ended.outcome {
            RunOutcome::Go => "not done",
            RunOutcome::NoGo => "not done: the deployment was called off",
            RunOutcome::RolledBack => "not done: the deployment was rolled back",
        }),
    }
}

/// What is to be said of `step` beside its mark, in words; `None` where it is plainly done, or open.
pub(super) fn reason(state: &State, step: &Step) -> Option<String> {
    let of = state.step(&step.id);
    let settled = of.and_then(|of| of.settled.as_ref());
    match state.status(step) {
        Status::Skipped | Status::Waived => {
            let settled = settled?;
            let word = if settled.how == Resolution::Waived { "waived" } else { "skipped" };
            Some(if settled.reason.trim().is_empty() {
                format!("{word}: optional")
            } else {
                format!("{word}: {}", settled.reason)
            })
        }
        Status::NotApplicable => state.not_applicable(step),
        Status::Failed => match state.next(step) {
            crate::model::state::Next::Failed(why) => Some(why),
            _ => None,
        },
        Status::Interrupted => Some("interrupted: the outcome is unknown".to_owned()),
        Status::Passed => {
            of?.look.as_ref().map(|look| format!("a command inside failed, accepted: {}", look.note))
        }
        Status::Pending | Status::Running | Status::Look => None,
    }
}
