//! Which actions have anything to do now: for the footer.

use super::together;
use crate::model::event::GuardPhase;
use crate::model::live::Seat;
use crate::model::state::{Mode, Next, Status};
use crate::tui::app::Model;
use crate::tui::keys::Action;
use crate::tui::words;

/// Whether `action` has anything to do now.
pub fn applies(model: &Model, action: Action) -> bool {
    let state = &model.state;
    let over = state.outcome().is_some() || model.welcome.read_only.is_some();
    let drives = model.drives() && !over;
    // An observer may only look.
    let speaks = !over && model.welcome.seat != Seat::Observer;
    let step = model.selected_step();
    let status = step.map_or(Status::Pending, |step| state.status(step));
    let next = step.map_or(Next::Nothing, |step| state.next(step));
    let begun = model.selected_state().is_some_and(|of| of.started.is_some());
    let moving = step.is_some_and(|step| words::moves(model, &step.id));
    match action {
        Action::Go => drives || over || matches!(next, Next::Sign(_) | Next::Nothing),
        Action::Rollback => drives && (state.offer.is_some() || deployed(model)),
        Action::Decline => drives && state.offer.is_some(),
        Action::Acknowledge => {
            drives && state.guards.values().any(|it| it.phase == GuardPhase::Firing && !it.acknowledged)
        }
        Action::Cancel => drives && (moving || state.running().is_some()),
        Action::Sign => speaks && step.is_some_and(|step| step.signoff.is_some() || step.gate.is_some()),
        Action::RunAll => drives && together::applies(model),
        Action::Rerun => drives && step.is_some() && begun && !moving,
        Action::Fail => {
            drives
                && step.is_some()
                && !moving
                && matches!(status, Status::Running | Status::Look | Status::Passed)
        }
        Action::Skip => drives && step.is_some() && !status.is_settled() && !moving,
        Action::Waive => drives && matches!(status, Status::Failed | Status::Look | Status::Interrupted),
        Action::Variant => {
            drives && step.is_some_and(|step| !step.variant.is_empty()) && !moving && !status.is_settled()
        }
        Action::Incident => speaks && !state.book.severity.is_empty(),
        Action::Note => speaks && step.is_some(),
        Action::Metrics => !state.book.metric.is_empty(),
        Action::Logs => !state.book.log.is_empty(),
        Action::Troubleshoot => !state.book.trouble.is_empty(),
        Action::EndRun => drives && (state.current().is_none() || matches!(state.mode, Mode::Returned(_))),
        Action::TakeOver => !model.drives() && speaks,
        Action::Follow => model.output.of.is_some() && !model.output.follow,
        _ => true,
    }
}

/// Whether there is anything to roll back: a plan, and a deployment that has begun.
fn deployed(model: &Model) -> bool {
    !model.state.book.plan.is_empty() && (model.state.guards_watch() || model.state.rolled_back())
}
