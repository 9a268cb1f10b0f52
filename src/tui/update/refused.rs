//! What follows a refusal: it is shown in full, and what it asks for is asked of the person.

use super::{actions, incident, menus, open};
use crate::model::ids::StepId;
use crate::model::{Ask, Refusal};
use crate::tui::app::{Modal, Model, Wish};
use crate::tui::theme::Role;

/// Shows `refusal`, and opens what it asks for.
pub(super) fn refused(model: &mut Model, id: u64, wish: Wish, refusal: Refusal) {
    let text = refusal.to_string();
    let dialog = model.ui.modals.iter_mut().find_map(|modal| match modal {
        Modal::Dialog(dialog) if dialog.waiting.contains(&id) => Some(dialog),
        _ => None,
    });
    if let Some(dialog) = dialog {
        dialog.waiting.clear();
        dialog.error = Some(text.clone());
    } else {
        model.ui.say(Role::Bad, text.clone());
    }
    let step = step_of(&wish.ask).cloned();
    match (refusal, step) {
        (Refusal::MissingInput { names, .. }, _) => {
            close_waiting(model);
            if let Some(dialog) = open::missing(model, &names, wish.ask) {
                model.ui.say(Role::Warn, text);
                actions::show(model, dialog);
            }
        }
        (Refusal::Outside { why, .. }, _) => {
            close_waiting(model);
            // The dialog says all of it.
            model.ui.notice = None;
            incident::overrule(model, &why, wish.ask);
        }
        (Refusal::ChooseFirst { .. }, Some(step)) => {
            close_waiting(model);
            menus::variants(model, &step);
        }
        (Refusal::Confirm { .. }, Some(step)) if model.ui.modals.is_empty() => {
            let again = matches!(wish.ask, Ask::Rerun { .. });
            if let Some(dialog) = open::confirm_run(model, &step, again) {
                actions::show(model, dialog);
            }
        }
        _ => {}
    }
}

/// Closes the dialog in front: what it was for comes again after what is missing.
fn close_waiting(model: &mut Model) {
    if let Some(Modal::Dialog(dialog)) = model.ui.modals.last()
        && dialog.error.is_some()
    {
        model.ui.modals.pop();
    }
}

fn step_of(ask: &Ask) -> Option<&StepId> {
    match ask {
        Ask::Run { step, .. } | Ask::Rerun { step, .. } | Ask::Done { step, .. } => Some(step),
        _ => None,
    }
}
