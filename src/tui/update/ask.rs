use super::super::app::{Model, Outgoing, Wish};
use crate::model::Ask;
use crate::session::message::FromClient;

/// Asks the conductor; `granted` is said when it is granted.
pub(super) fn ask(model: &mut Model, ask: Ask, granted: Option<String>, out: &mut Vec<Outgoing>) -> u64 {
    let id = model.serial();
    model.wishes.insert(id, Wish { ask: ask.clone(), granted });
    out.push(Outgoing::Send(FromClient::Ask { id, ask }));
    id
}
