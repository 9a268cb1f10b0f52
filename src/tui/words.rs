//! What the screen says of a step, in words.

use super::app::Model;
use super::theme::{Role, Theme};
use crate::model::ids::StepId;
use crate::model::runbook::Step;
use crate::model::state::{Next, Status, StepState, polls};

/// What ⏎ does now, in a word or two.
pub fn go_word(model: &Model) -> &'static str {
    if model.state.outcome().is_some() {
        return "leave";
    }
    let Some(step) = model.selected_step() else { return "open or close" };
    if model.state.not_applicable(step).is_some() {
        return "next step";
    }
    match model.state.next(step) {
        Next::Choose => "choose",
        Next::Run | Next::Check | Next::Watch => "run",
        Next::Running if model.pty.is_some() => "type into it",
        Next::Running | Next::Checking | Next::Watching => "output",
        Next::Look => "look",
        Next::Interrupted | Next::Failed(_) => "what now",
        Next::Answer(_) => "answer",
        Next::Do => "mark done",
        Next::Sign(_) if step.gate.is_some() => "poll",
        Next::Sign(_) => "sign",
        Next::Nothing => "next step",
    }
}

/// What `step` needs next, as a sentence with the key for it.
pub fn next_line(model: &Model, step: &Step, enter: &str) -> (Role, String) {
    let state = &model.state;
    let of = state.step(&step.id);
    let status = state.status(step);
    if let Some(why) = state.not_applicable(step)
        && status == Status::NotApplicable
    {
        return (Role::Muted, format!("does not apply: {why}"));
    }
    if state.queue.contains(&step.id) {
        let first = state.running().map_or_else(String::new, |running| format!(" after {running}"));
        return (Role::Active, format!("queued: it starts by itself{first} (K there ends the queue)"));
    }
    match state.next(step) {
        Next::Choose => (Role::Strong, format!("{enter} chooses how: {} variants", step.variant.len())),
        Next::Run => (Role::Strong, format!("{enter} runs the command")),
        Next::Running => {
            let asked = of.and_then(|of| of.running()).is_some_and(|attempt| attempt.cancel_asked);
            let word = if asked { "stopping the command" } else { "the command runs (K stops it)" };
            (Role::Active, word.to_owned())
        }
        Next::Look => {
            (Role::Warn, format!("exit 0, but a command inside failed: {enter} looks and confirms"))
        }
        Next::Interrupted => {
            (Role::Warn, format!("outcome unknown: nobody saw how it ended. {enter} decides"))
        }
        Next::Failed(why) => (Role::Bad, format!("failed: {why}")),
        Next::Check => (Role::Strong, format!("{enter} runs the checks")),
        Next::Checking => (Role::Active, "checks are under way (K stops them)".to_owned()),
        Next::Answer(open) => (Role::Strong, format!("{enter} answers: {} open", open.len())),
        Next::Watch => (Role::Strong, format!("{enter} opens the observation window")),
        Next::Watching => (Role::Active, "the observation window is open (K closes it)".to_owned()),
        Next::Do => (Role::Strong, format!("done by hand: {enter} marks it done")),
        Next::Sign(_) if step.gate.is_some() => {
            (Role::Strong, format!("{enter} polls: {}", unpolled(step, of)))
        }
        Next::Sign(1) => (Role::Strong, format!("{enter} signs: one signature is missing")),
        Next::Sign(n) => (Role::Strong, format!("{enter} signs: {n} signatures are missing")),
        Next::Nothing => match of.and_then(|of| of.settled.as_ref()) {
            Some(settled) => {
                let reason =
                    if settled.reason.is_empty() { String::new() } else { format!(": {}", settled.reason) };
                (Theme::status(status), format!("{} by {}{reason}", status.word(), settled.by))
            }
            None => (Theme::status(status), status.word().to_owned()),
        },
    }
}

/// The roles of a gate that nobody has answered for.
fn unpolled(step: &Step, of: Option<&StepState>) -> String {
    let nothing = StepState::default();
    let open = step.gate.iter().flat_map(|gate| polls(gate, of.unwrap_or(&nothing)));
    let open: Vec<&str> = open.filter(|poll| poll.said.is_none()).map(|poll| poll.role.as_str()).collect();
    if open.is_empty() { "a GO is missing".to_owned() } else { format!("{} open", open.join(", ")) }
}

/// How long `step` has taken, or takes so far: in milliseconds.
pub fn took(model: &Model, step: &StepId) -> Option<i64> {
    let of = model.state.step(step)?;
    let started = of.started?;
    let status = model.state.status(model.state.book.find(step)?);
    match status {
        Status::Running if moves(model, step) => Some(model.now.since(started)),
        Status::Pending | Status::NotApplicable | Status::Skipped => None,
        _ => Some(of.touched?.since(started)),
    }
}

/// Whether `step` moves by itself now.
pub fn moves(model: &Model, step: &StepId) -> bool {
    model
        .state
        .book
        .find(step)
        .is_some_and(|step| matches!(model.state.next(step), Next::Running | Next::Checking | Next::Watching))
}
