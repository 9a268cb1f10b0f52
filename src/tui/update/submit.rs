//! A dialog is sent.

use super::ask;
use crate::model::Ask;
use crate::model::ids::{InputName, Role as SignRole};
use crate::model::verdict::{Assurance, Meaning, RunOutcome};
use crate::session::message::FromClient;
use crate::tui::Left;
use crate::tui::app::{Dialog, Model, Outgoing, Purpose};

/// Sends the foremost dialog, if its values will do; it stays until the conductor has answered.
pub(super) fn submit(model: &mut Model, out: &mut Vec<Outgoing>) {
    let Some(dialog) = model.ui.dialog() else { return };
    if !dialog.waiting.is_empty() || !dialog.check() {
        return;
    }
    dialog.error = None;
    let dialog = dialog.clone();
    if dialog.purpose == Purpose::Detach {
        out.push(Outgoing::Send(FromClient::Detach));
        out.push(Outgoing::Leave(Left::Detached));
        return;
    }
    let granted = granted(&dialog);
    let asks = asks(model, &dialog);
    if asks.is_empty() {
        model.ui.modals.pop();
        return;
    }
    let mut waiting = Vec::new();
    for it in asks {
        waiting.push(ask(model, it, granted.clone(), out));
    }
    if let Some(dialog) = model.ui.dialog() {
        dialog.waiting = waiting;
    }
}

fn granted(dialog: &Dialog) -> Option<String> {
    let text = match dialog.purpose {
        Purpose::Note(_) => "noted",
        Purpose::Sign(_) => "signed",
        Purpose::Decline(_) => "declined",
        Purpose::Declare(_) => "incident declared",
        Purpose::Resolve(_) => "incident resolved",
        _ => return None,
    };
    Some(text.to_owned())
}

fn asks(model: &Model, dialog: &Dialog) -> Vec<Ask> {
    let confirm = Some(dialog.get("confirm")).filter(|typed| !typed.is_empty());
    let reason = || dialog.get("reason");
    let one = match dialog.purpose.clone() {
        Purpose::Run(step) => Ask::Run { step, confirm },
        Purpose::Rerun(step) => Ask::Rerun { step, confirm },
        Purpose::Look(step) => Ask::ConfirmLook { step, note: dialog.get("note") },
        Purpose::Answer(step, check) => {
            Ask::Answer { step, check, yes: dialog.get("answer") == "yes", evidence: dialog.get("evidence") }
        }
        Purpose::Sign(step) => Ask::SignOff {
            step,
            person: model.me.clone(),
            role: Some(dialog.get("role")).filter(|role| !role.is_empty()).map(SignRole::new),
            meaning: meaning(&dialog.get("meaning")),
            assurance: Assurance::Unsigned,
            note: dialog.get("note"),
        },
        Purpose::Fail(step) => Ask::Fail { step, reason: reason() },
        Purpose::Skip(step) => Ask::Skip { step, reason: reason() },
        Purpose::Waive(step) => Ask::Waive { step, reason: reason() },
        Purpose::Note(step) => Ask::Note { step, text: dialog.get("note") },
        Purpose::StartPlan(plan) => Ask::StartPlan { plan, because: reason(), confirm },
        Purpose::Decline(plan) => Ask::DeclinePlan { plan, reason: reason() },
        Purpose::Declare(severity) => Ask::Declare { severity, reason: reason() },
        Purpose::Resolve(incident) => Ask::Resolve { incident, note: dialog.get("note") },
        Purpose::Override(_) => Ask::Override { reason: reason() },
        Purpose::End => Ask::End { outcome: outcome(&dialog.get("outcome")), note: dialog.get("note") },
        Purpose::TakeOver => Ask::Drive { person: model.me.clone() },
        Purpose::Cancel(step) => Ask::Cancel { step },
        Purpose::Inputs(_) => return inputs(model, dialog),
        Purpose::Detach | Purpose::Form => return Vec::new(),
    };
    vec![one]
}

fn inputs(model: &Model, dialog: &Dialog) -> Vec<Ask> {
    dialog
        .fields
        .iter()
        .map(|field| Ask::GiveInput { name: InputName::new(field.name.as_str()), value: field.get() })
        .filter(|ask| match ask {
            Ask::GiveInput { name, .. } => model.state.book.input.contains_key(name),
            _ => true,
        })
        .collect()
}

fn meaning(word: &str) -> Meaning {
    [Meaning::Performed, Meaning::Verified, Meaning::Approved, Meaning::Rejected, Meaning::Waived]
        .into_iter()
        .find(|it| it.word() == word)
        .unwrap_or(Meaning::Performed)
}

fn outcome(word: &str) -> RunOutcome {
    [RunOutcome::Go, RunOutcome::RolledBack, RunOutcome::NoGo]
        .into_iter()
        .find(|it| it.word() == word)
        .unwrap_or(RunOutcome::NoGo)
}
