//! Everything of a free phase that runs by itself, by one key.

use crate::model::Ask;
use crate::model::decide::runs_by_itself;
use crate::model::runbook::{Order, Phase};
use crate::model::state::Mode;
use crate::tui::app::{Group, Model, Outgoing, Row};
use crate::tui::text;
use crate::tui::theme::Role;

/// The free phase under the cursor, where the run goes forward.
fn phase(model: &Model) -> Option<(usize, &Phase)> {
    let group = match &model.ui.selected {
        Row::Group(group) => *group,
        Row::Step(step) => Group::of(&model.state, step)?,
    };
    let Group::Phase(at) = group else { return None };
    let phase = model.state.book.phase.get(at)?;
    (phase.order == Order::Free && model.state.mode == Mode::Deploying).then_some((at, phase))
}

/// Whether there is a free phase under the cursor with anything left to run. Looked at with every frame: what a step
/// needs in full is asked only once the key is pressed.
pub(super) fn applies(model: &Model) -> bool {
    phase(model).is_some_and(|(at, phase)| {
        let (done, of) = model.tree.counts.get(&Group::Phase(at)).copied().unwrap_or_default();
        done < of
            && phase.step.iter().any(|step| {
                !model.state.status(step).is_settled()
                    && (step.run.is_some()
                        || step.watch.is_some()
                        || step.check.iter().any(|check| !check.probe.is_person()))
            })
    })
}

/// Starts it, and says what is left to people.
pub(super) fn run_all(model: &mut Model, out: &mut Vec<Outgoing>) {
    let Some((_, phase)) = phase(model) else {
        model.ui.say(
            Role::Text,
            "the steps of this phase are taken one after the other: ⏎ runs the one that is up",
        );
        return;
    };
    let state = &model.state;
    let open = phase.step.iter().filter(|step| !state.status(step).is_settled());
    let (by_itself, left): (Vec<_>, Vec<_>) = open.partition(|step| runs_by_itself(state, step));
    let people = match left.len() {
        0 => String::new(),
        n => format!("; {} wait for you or run already", text::count(n as u64, "step")),
    };
    let started = format!("{} by themselves{people}", text::count(by_itself.len() as u64, "step"));
    super::ask(model, Ask::RunAll { phase: phase.id.clone() }, Some(started), out);
}
