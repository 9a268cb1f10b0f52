//! Wishes, each to its own function.

use super::{access, incident, input, plan, run, settle, sign};
use crate::model::command::Against;
use crate::model::{Ask, Event, Refusal, State};

pub(super) fn decide(state: &State, ask: &Ask, against: &[Against]) -> Result<Vec<Event>, Refusal> {
    incident::welcome(state, ask, against)?;
    match ask {
        Ask::Drive { person } => {
            access::still_open(state)?;
            Ok(vec![Event::DriverTook { person: person.clone(), epoch: state.epoch + 1 }])
        }
        Ask::GiveInput { name, value } => input::give(state, name, value),
        Ask::ChooseVariant { step, variant } => run::choose(state, step, variant),
        Ask::Run { step, confirm } => run::run(state, step, confirm.as_deref()),
        Ask::Rerun { step, confirm } => run::rerun(state, step, confirm.as_deref()),
        Ask::Cancel { step } => run::cancel(state, step),
        Ask::ConfirmLook { step, note } => settle::confirm_look(state, step, note),
        Ask::Answer { step, check, yes, evidence } => settle::answer(state, step, check, *yes, evidence),
        Ask::Done { step, note } => settle::done(state, step, note),
        Ask::Fail { step, reason } => settle::fail(state, step, reason),
        Ask::Skip { step, reason } => settle::skip(state, step, reason),
        Ask::Waive { step, reason } => settle::waive(state, step, reason),
        Ask::SignOff { step, person, role, meaning, assurance, note } => sign::sign_off(
            state,
            step,
            &sign::Signature { person, role: role.as_ref(), meaning: *meaning, assurance: *assurance, note },
        ),
        Ask::Note { step, text } => settle::note(state, step.as_ref(), text),
        Ask::Acknowledge { guard } => plan::acknowledge(state, guard),
        Ask::StartPlan { plan, because, confirm } => plan::start(state, plan, because, confirm.as_deref()),
        Ask::DeclinePlan { plan, reason } => plan::decline(state, plan, reason),
        Ask::Declare { severity, reason } => incident::declare(state, severity, reason),
        Ask::AcknowledgeIncident { incident } => incident::acknowledge(state, *incident),
        Ask::Resolve { incident, note } => incident::resolve(state, *incident, note),
        Ask::Override { reason } => incident::overrule(state, reason, against),
        Ask::End { outcome, note } => plan::end(state, *outcome, note),
        Ask::Park { reason } => {
            access::still_open(state)?;
            Ok(vec![Event::Parked { reason: reason.clone() }])
        }
    }
}
