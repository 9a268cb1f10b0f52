//! What was noted during a run.

use super::{Remark, clean};
use crate::model::runbook::Step;
use crate::model::stamp::Stamp;
use crate::model::state::{Resolution, State};

/// Every note, of the run and of its steps, in the order of time; what a person said when they marked a step done or
/// signed it, or answered a question, is a note too.
pub(super) fn notes(state: &State) -> Vec<Remark> {
    let mut out: Vec<Remark> =
        state.notes.iter().map(|note| remark(Some(note.at), &note.by, "", &note.text)).collect();
    for step in state.book.steps() {
        of_step(state, step, &mut out);
    }
    out.sort_by_key(|remark| remark.at);
    out
}

fn of_step(state: &State, step: &Step, out: &mut Vec<Remark>) {
    let Some(of) = state.step(&step.id) else { return };
    let title = &step.title;
    out.extend(of.notes.iter().map(|(at, by, text)| remark(Some(*at), by, title, text)));
    if let Some(done) = of.settled.as_ref().filter(|it| it.how == Resolution::Done && !it.reason.is_empty()) {
        out.push(remark(Some(done.at), &done.by, title, &done.reason));
    }
    for (name, check) in &of.checks {
        let Some(answer) = &check.answer else { continue };
        if answer.evidence.is_empty() {
            continue;
        }
        let simulated = if answer.simulated && state.is_rehearsal() { " (simulated answer)" } else { "" };
        let text = format!("{name}: {}{simulated}", answer.evidence);
        out.push(remark(check.verdict.map(|(at, _)| at), &answer.by, title, &text));
    }
    for signed in of.signoffs.iter().filter(|signed| !signed.note.is_empty()) {
        out.push(remark(Some(signed.at), signed.person.as_str(), title, &signed.note));
    }
}

/// A remark with its texts cleaned.
pub(super) fn remark(at: Option<Stamp>, by: &str, about: &str, text: &str) -> Remark {
    Remark { at, by: clean(by), about: clean(about), text: clean(text) }
}
