//! What a person says of a step.

use super::access::{find, not_now, open, past, still_open};
use super::follow::follow;
use crate::model::ids::{CheckName, StepId};
use crate::model::state::{Next, State, Status, next};
use crate::model::verdict::Outcome;
use crate::model::{Event, Refusal};

pub(super) fn confirm_look(state: &State, id: &StepId, note: &str) -> Result<Vec<Event>, Refusal> {
    let step = open(state, id)?;
    if next(step, &past(state, step)) != Next::Look {
        return Err(not_now(state, step, "there is nothing to look at"));
    }
    reason("accepting a command that failed inside", note)?;
    Ok(follow(state, step, vec![Event::LookConfirmed { step: id.clone(), note: note.trim().to_owned() }]))
}

pub(super) fn answer(
    state: &State,
    id: &StepId,
    check: &CheckName,
    yes: bool,
    evidence: &str,
) -> Result<Vec<Event>, Refusal> {
    let step = open(state, id)?;
    let past = past(state, step);
    let asked = step
        .checks(past.variant.as_ref())
        .find(|it| it.name == *check && it.probe.is_person())
        .ok_or_else(|| Refusal::Unknown { what: format!("question in `{id}`"), name: check.to_string() })?;
    if past.settled.is_some()
        || past.round == 0
        || past.checks.get(check).is_some_and(|it| it.verdict.is_some())
    {
        return Err(not_now(state, step, "this question is not open"));
    }
    let wanted = asked.probe.fields.get("evidence").and_then(|it| it.as_str()) != Some("none");
    if evidence.trim().is_empty() && (wanted || !yes) {
        return Err(Refusal::Reason { what: format!("the answer to “{check}”") });
    }
    let verdict = if yes { Outcome::Passed } else { Outcome::Failed };
    let events = vec![
        Event::CheckAnswered {
            step: id.clone(),
            check: check.clone(),
            yes,
            evidence: evidence.trim().to_owned(),
        },
        Event::CheckEnded { step: id.clone(), check: check.clone(), verdict },
    ];
    Ok(follow(state, step, events))
}

pub(super) fn done(state: &State, id: &StepId, note: &str) -> Result<Vec<Event>, Refusal> {
    let step = open(state, id)?;
    match next(step, &past(state, step)) {
        Next::Do => {
            Ok(follow(state, step, vec![Event::StepDone { step: id.clone(), note: note.trim().to_owned() }]))
        }
        Next::Nothing => Err(not_now(state, step, "it is through")),
        _ => Err(not_now(state, step, "it has work of its own: run it, or waive it with a reason")),
    }
}

pub(super) fn fail(state: &State, id: &StepId, why: &str) -> Result<Vec<Event>, Refusal> {
    let step = open(state, id)?;
    reason("calling a step failed", why)?;
    not_under_way(state, id)?;
    Ok(follow(state, step, vec![Event::StepFailed { step: id.clone(), reason: why.trim().to_owned() }]))
}

pub(super) fn skip(state: &State, id: &StepId, why: &str) -> Result<Vec<Event>, Refusal> {
    let step = open(state, id)?;
    if state.status(step).is_settled() {
        return Err(not_now(state, step, "it is settled already"));
    }
    if !step.optional {
        reason("skipping a step that is not optional", why)?;
    }
    not_under_way(state, id)?;
    Ok(follow(state, step, vec![Event::StepSkipped { step: id.clone(), reason: why.trim().to_owned() }]))
}

pub(super) fn waive(state: &State, id: &StepId, why: &str) -> Result<Vec<Event>, Refusal> {
    let step = open(state, id)?;
    if !matches!(state.status(step), Status::Failed | Status::Interrupted | Status::Look | Status::Running) {
        return Err(not_now(state, step, "only a step that was tried can be waived; skip it instead"));
    }
    reason("waiving a step", why)?;
    not_under_way(state, id)?;
    Ok(follow(state, step, vec![Event::StepWaived { step: id.clone(), reason: why.trim().to_owned() }]))
}

pub(super) fn note(state: &State, id: Option<&StepId>, text: &str) -> Result<Vec<Event>, Refusal> {
    if let Some(id) = id
        && state.book.find(id).is_none()
    {
        return Err(Refusal::Unknown { what: "step".to_owned(), name: id.to_string() });
    }
    still_open(state)?;
    reason("a note", text)?;
    Ok(vec![Event::NoteAdded { step: id.cloned(), text: text.trim().to_owned() }])
}

/// Refuses an empty reason for `what`.
pub(super) fn reason(what: &str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(Refusal::Reason { what: what.to_owned() }) } else { Ok(()) }
}

fn not_under_way(state: &State, id: &StepId) -> Result<(), Refusal> {
    let step = find(state, id)?;
    match next(step, &past(state, step)) {
        Next::Running | Next::Checking | Next::Watching => {
            Err(not_now(state, step, "it is under way; cancel it first"))
        }
        _ => Ok(()),
    }
}
