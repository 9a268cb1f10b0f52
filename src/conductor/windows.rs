//! Which maintenance windows and freezes stand against deploying now.

use crate::model::State;
use crate::model::command::Against;
use crate::model::stamp::Stamp;
use crate::runbook::calendar;

/// What stands against beginning the deployment at `now`; nothing once it has begun.
pub(super) fn against(state: &State, now: Stamp) -> Vec<Against> {
    if state.deploy_began.is_some() {
        return Vec::new();
    }
    let closed = calendar::closed(&state.book.maintenance, now);
    closed
        .iter()
        .map(|it| Against { window: it.rule.id.clone(), strict: it.rule.strict, why: it.why() })
        .collect()
}
