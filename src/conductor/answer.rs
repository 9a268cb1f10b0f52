//! Whether a person's evidence is of the kind that the question asks for.

use crate::checks;
use crate::model::{Ask, Refusal, State};

/// Refuses an answer whose evidence is not what the question wants, or whose number says the opposite.
pub(super) fn fits(state: &State, ask: &Ask) -> Result<(), Refusal> {
    let Ask::Answer { step, check, yes, evidence } = ask else { return Ok(()) };
    let Some(it) = state.book.find(step) else { return Ok(()) };
    let variant = state.step(step).and_then(|of| of.variant.as_ref());
    let Some(asked) = it.checks(variant).find(|it| it.name == *check) else { return Ok(()) };
    let Ok(question) = checks::question(&asked.probe.fields) else { return Ok(()) };
    let bad = |why: String| Refusal::BadInput { name: check.to_string(), why };
    if *yes && let Some(why) = question.refuse(evidence) {
        return Err(bad(why));
    }
    match (yes, question.meets(evidence)) {
        (true, Some(false)) => {
            let wanted = question.is.map_or_else(String::new, |is| is.to_string());
            Err(bad(format!("{evidence} does not meet {wanted}: the answer is no")))
        }
        _ => Ok(()),
    }
}
