//! Sign-offs and gates.

use super::access::{not_now, open, past};
use super::evidence::evidence;
use super::follow::follow;
use super::settle::reason;
use crate::model::ids::{Person, Role, StepId};
use crate::model::runbook::Step;
use crate::model::state::{Next, State, StepState, next, polls};
use crate::model::verdict::{Assurance, Meaning};
use crate::model::{Event, Refusal};

/// A signature as it was asked for.
pub(super) struct Signature<'a> {
    pub(super) person: &'a Person,
    pub(super) role: Option<&'a Role>,
    pub(super) meaning: Meaning,
    pub(super) assurance: Assurance,
    pub(super) note: &'a str,
}

pub(super) fn sign_off(state: &State, id: &StepId, by: &Signature<'_>) -> Result<Vec<Event>, Refusal> {
    let step = open(state, id)?;
    let past = past(state, step);
    match next(step, &past) {
        Next::Sign(_) => {}
        // At a gate the others may still be heard, and a NO-GO may be taken back.
        Next::Failed(_) if step.gate.is_some() && polling(step, &past) => {}
        Next::Nothing => return Err(not_now(state, step, "nothing is left to sign")),
        _ => return Err(not_now(state, step, "it is signed once its work is through")),
    }
    may_sign(step, &past, by).map_err(|why| Refusal::Signature { why })?;
    if by.meaning == Meaning::Rejected {
        reason("a NO-GO", by.note)?;
    }
    let signed = Event::SignedOff {
        step: id.clone(),
        person: by.person.clone(),
        role: by.role.cloned(),
        meaning: by.meaning,
        assurance: by.assurance,
        note: by.note.trim().to_owned(),
        evidence_sha256: evidence(&past),
    };
    Ok(follow(state, step, vec![signed]))
}

fn may_sign(step: &Step, past: &StepState, by: &Signature<'_>) -> Result<(), String> {
    if by.person.as_str().trim().is_empty() {
        return Err("a sign-off needs a name".to_owned());
    }
    let roles: Vec<&Role> = step
        .gate
        .iter()
        .flat_map(|gate| &gate.roles)
        .chain(step.signoff.iter().flat_map(|rule| &rule.roles))
        .collect();
    match by.role {
        None if !roles.is_empty() => return Err(format!("sign in one of the roles {}", list(&roles))),
        Some(role) if !roles.is_empty() && !roles.contains(&role) => {
            return Err(format!("`{}` is signed in the roles {}, not as {role}", step.id, list(&roles)));
        }
        _ => {}
    }
    let twice = past.signoffs.iter().any(|signed| signed.person == *by.person);
    if step.signoff.as_ref().is_some_and(|rule| rule.four_eyes) && twice {
        return Err(format!("{} has signed already: four eyes need two distinct persons", by.person));
    }
    let Some(gate) = &step.gate else { return Ok(()) };
    match polls(gate, past).find(|poll| Some(poll.role) == by.role).and_then(|poll| poll.said) {
        Some(said) if said.person != *by.person && said.meaning == Meaning::Rejected => Err(format!(
            "{} said NO-GO for this role: only they take it back; r polls the gate anew",
            said.person
        )),
        Some(said) if said.person != *by.person || said.meaning == by.meaning => {
            Err(format!("this role has polled already: {} said {}", said.person, word(said.meaning)))
        }
        _ => Ok(()),
    }
}

fn word(meaning: Meaning) -> &'static str {
    if meaning == Meaning::Rejected { "NO-GO" } else { "GO" }
}

/// Whether the step's own work is through, so that only signatures stand against it.
fn polling(step: &Step, past: &StepState) -> bool {
    let mut unsigned = past.clone();
    unsigned.signoffs.clear();
    matches!(next(step, &unsigned), Next::Sign(_))
}

fn list(roles: &[&Role]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}
