//! The headless driver: what a person would do next, as far as policy lets a machine do it.

use std::collections::BTreeMap;

use crate::model::ids::{Person, PlanId, Role, StepId, VariantId};
use crate::model::runbook::Step;
use crate::model::state::{Mode, Next, StepState};
use crate::model::verdict::{Assurance, Meaning, RunOutcome};
use crate::model::{Ask, Refusal, State};

/// What the headless driver may do.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Who signs; without one, the first sign-off parks the run.
    pub signer: Option<Person>,
    /// Give typed confirmations.
    pub yes: bool,
    /// What a failure calls for.
    pub on_failure: OnFailure,
    /// Variants chosen beforehand.
    pub variants: BTreeMap<StepId, VariantId>,
}

/// What a failure calls for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnFailure {
    /// Park the run for a person.
    #[default]
    Park,
    /// Start the offered plan.
    Rollback,
}

/// The next move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// Ask this.
    Ask(Ask),
    /// Something is under way: wait for it.
    Wait,
    /// A person is needed: why.
    Park(String),
    /// The run is over.
    Finished(RunOutcome),
}

/// What to do next in `state`. In a rehearsal the driver answers, confirms and follows the offered plan by itself, and
/// each text that it gives says `simulated`.
pub fn next_move(state: &State, policy: &Policy) -> Move {
    if let Some(outcome) = state.outcome() {
        return Move::Finished(outcome);
    }
    let rehearsal = state.is_rehearsal();
    if let Some(ask) = incident(state, false) {
        return Move::Ask(ask);
    }
    if let (Some(offer), Mode::Deploying) = (&state.offer, &state.mode) {
        return if state.running().is_some() {
            Move::Wait
        } else {
            roll_back(state, policy, &offer.plan, &offer.because)
        };
    }
    match &state.mode {
        Mode::Returned(_) => {
            if let Some(ask) = incident(state, true) {
                return Move::Ask(ask);
            }
            return Move::Ask(Ask::End {
                outcome: RunOutcome::RolledBack,
                note: said(rehearsal, "rolled back"),
            });
        }
        Mode::Deploying | Mode::RollingBack(_) | Mode::Ended(_) => {}
    }
    match (state.current(), &state.mode) {
        (Some(step), _) => in_step(state, policy, step),
        // A plan of which nothing is left is through once it is asked for again.
        (None, Mode::RollingBack(plan)) => Move::Ask(Ask::StartPlan {
            plan: plan.clone(),
            because: said(rehearsal, "nothing of it is left"),
            confirm: None,
        }),
        (None, _) => {
            if let Some(ask) = incident(state, true) {
                return Move::Ask(ask);
            }
            Move::Ask(Ask::End { outcome: RunOutcome::Go, note: said(rehearsal, "every step is settled") })
        }
    }
}

/// What to ask instead, where a wish of [`next_move`] was refused; `None` where a person is needed.
pub fn instead(state: &State, policy: &Policy, refusal: &Refusal) -> Option<Ask> {
    let Refusal::Outside { .. } = refusal else { return None };
    if state.is_rehearsal() {
        return Some(Ask::Override { reason: said(true, "a rehearsal waits for no window") });
    }
    policy.yes.then(|| Ask::Override { reason: "--yes was given".to_owned() })
}

/// A rehearsal answers its incidents, and resolves them before it ends; a real one is a person's.
fn incident(state: &State, at_end: bool) -> Option<Ask> {
    let mut open = state.open_incidents().filter(|_| state.is_rehearsal());
    if at_end {
        let incident = open.next()?.number;
        return Some(Ask::Resolve { incident, note: said(true, "resolved by the rehearsal") });
    }
    let unseen = open.find(|it| it.responded.is_none() || it.unacknowledged().next().is_some())?;
    Some(Ask::AcknowledgeIncident { incident: unseen.number })
}

fn said(rehearsal: bool, text: &str) -> String {
    if rehearsal { format!("simulated: {text}") } else { text.to_owned() }
}

fn in_step(state: &State, policy: &Policy, step: &Step) -> Move {
    let rehearsal = state.is_rehearsal();
    let id = step.id.clone();
    let park = |why: String| Move::Park(format!("{} ({}): {why}", step.title, step.id));
    match state.next(step) {
        Next::Choose => choose(policy, step, rehearsal)
            .map_or_else(|| park("a variant must be chosen".to_owned()), Move::Ask),
        Next::Run | Next::Check | Next::Watch => {
            let confirm = (policy.yes || rehearsal).then(|| id.to_string());
            if step.risk.wants_confirmation() && confirm.is_none() && state.next(step) == Next::Run {
                return park(format!(
                    "its risk is {}: a typed confirmation is needed (or --yes)",
                    step.risk.word()
                ));
            }
            Move::Ask(Ask::Run { step: id, confirm })
        }
        Next::Running | Next::Checking | Next::Watching | Next::Nothing => Move::Wait,
        Next::Look if rehearsal => {
            Move::Ask(Ask::ConfirmLook { step: id, note: said(true, "accepted by the rehearsal") })
        }
        Next::Look => park("a command inside failed: a person must look".to_owned()),
        Next::Interrupted => park("its outcome is unknown: a person must find out".to_owned()),
        Next::Failed(why) => failed(state, policy, step, &why),
        Next::Answer(questions) if rehearsal => match questions.into_iter().next() {
            Some(check) => {
                Move::Ask(Ask::Answer { step: id, check, yes: true, evidence: said(true, "as expected") })
            }
            None => Move::Wait,
        },
        Next::Answer(_) => park("a question waits for a person's answer".to_owned()),
        Next::Do if rehearsal => Move::Ask(Ask::Done { step: id, note: said(true, "done") }),
        Next::Do => park("it is done by hand".to_owned()),
        Next::Sign(_) => {
            sign(state, policy, step).map_or_else(|| park("a sign-off is needed".to_owned()), Move::Ask)
        }
    }
}

fn choose(policy: &Policy, step: &Step, rehearsal: bool) -> Option<Ask> {
    let first = step.variant.first().filter(|_| rehearsal).map(|variant| &variant.id);
    let variant = policy.variants.get(&step.id).or(first)?.clone();
    Some(Ask::ChooseVariant { step: step.id.clone(), variant })
}

fn failed(state: &State, policy: &Policy, step: &Step, why: &str) -> Move {
    let because = format!("{}: {why}", step.title);
    if let Mode::RollingBack(plan) = &state.mode {
        return Move::Park(format!("rollback plan {plan} failed: {because}"));
    }
    match state.plan_on_failure(step) {
        Some(plan) => roll_back(state, policy, plan, &because),
        None => Move::Park(because),
    }
}

fn roll_back(state: &State, policy: &Policy, plan: &PlanId, because: &str) -> Move {
    let rehearsal = state.is_rehearsal();
    if !rehearsal && policy.on_failure == OnFailure::Park {
        return Move::Park(format!("{because}; rollback plan `{plan}` is offered"));
    }
    let confirm = (rehearsal || policy.yes).then(|| plan.to_string());
    if confirm.is_none() && state.book.plan(plan).is_some_and(|plan| plan.warning.is_some()) {
        return Move::Park(format!(
            "{because}; rollback plan `{plan}` needs a typed confirmation (or --yes)"
        ));
    }
    Move::Ask(Ask::StartPlan { plan: plan.clone(), because: because.to_owned(), confirm })
}

/// The next missing signature. Four eyes are two persons: a real run waits for the second, a rehearsal makes one up
/// and says so.
fn sign(state: &State, policy: &Policy, step: &Step) -> Option<Ask> {
    let signer = policy.signer.clone().or_else(|| state.driver.clone().filter(|_| state.is_rehearsal()))?;
    let nothing = StepState::default();
    let signed = &state.step(&step.id).unwrap_or(&nothing).signoffs;
    let polls = step.gate.as_ref().map_or(&[][..], |gate| &gate.roles);
    let open_poll = polls.iter().find(|role| !signed.iter().any(|it| it.role.as_ref() == Some(role)));
    let has_signed = |person: &Person| signed.iter().any(|it| it.person == *person);
    let four_eyes = step.signoff.as_ref().is_some_and(|rule| rule.four_eyes);
    let person = match (four_eyes && has_signed(&signer), state.is_rehearsal()) {
        (false, _) => signer,
        (true, true) => simulated_pair(has_signed),
        (true, false) => return None,
    };
    let role: Option<Role> =
        open_poll.or_else(|| step.signoff.as_ref().and_then(|rule| rule.roles.first())).cloned();
    Some(Ask::SignOff {
        step: step.id.clone(),
        person,
        role,
        meaning: if open_poll.is_some() { Meaning::Approved } else { Meaning::Performed },
        assurance: Assurance::Unsigned,
        note: if state.is_rehearsal() { "simulated".to_owned() } else { String::new() },
    })
}

/// Somebody who has not signed yet.
fn simulated_pair(has_signed: impl Fn(&Person) -> bool) -> Person {
    let mut pair = Person::new("Simulated Pair");
    let mut number = 2;
    while has_signed(&pair) {
        pair = Person::new(format!("Simulated Pair {number}"));
        number += 1;
    }
    pair
}

#[cfg(test)]
mod tests;
