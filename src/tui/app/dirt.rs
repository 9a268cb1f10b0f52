//! How soon the screen must follow what has come in.

use std::time::Duration;

use super::{Modal, Model, Msg, Pane};
use crate::model::live::Live;
use crate::session::message::FromConductor;

/// How soon the screen must follow what has come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dirt {
    /// Nothing of it is in sight.
    None,
    /// What flows by can be looked at no faster than this.
    Flow,
    /// Something has happened.
    Change,
    /// The person waits for it.
    Touch,
}

impl Dirt {
    /// What `msg` means for a screen that shows `model`, as it is before it takes the message in.
    pub fn of(model: &Model, msg: &Msg) -> Self {
        match msg {
            Msg::Key(_) | Msg::Paste(_) | Msg::Mouse(_) | Msg::Resize(_) | Msg::Lost(_) => Self::Touch,
            Msg::Unsent(_) | Msg::Tick(_) => Self::Change,
            Msg::Conductor(message) => of_message(model, message),
        }
    }

    /// How long after a frame the next one may come because of this. A key that comes right after a frame waits for no
    /// more than a terminal needs to take that frame in.
    pub const fn gap(self) -> Duration {
        match self {
            Self::None => Duration::MAX,
            Self::Flow => Duration::from_millis(100),
            Self::Change => Duration::from_millis(33),
            Self::Touch => Duration::from_millis(8),
        }
    }
}

fn of_message(model: &Model, message: &FromConductor) -> Dirt {
    match message {
        FromConductor::Live(Live::Output { step, attempt, .. }) => {
            let shown = model.output.of.as_ref().is_some_and(|(s, a)| s == step && a == attempt);
            // Nothing of it is here yet: it is fetched, and drawn once it has come.
            if !shown || model.output.follow || model.pty.is_some() { Dirt::None } else { Dirt::Flow }
        }
        FromConductor::Live(
            Live::Sampled { .. } | Live::History { .. } | Live::LogLines { .. } | Live::Log { .. },
        ) => {
            if side_in_sight(model) {
                Dirt::Flow
            } else {
                Dirt::None
            }
        }
        // Where it is not followed, the person waits for what they have scrolled to.
        FromConductor::Lines(_) if model.output.follow => Dirt::Flow,
        FromConductor::Bytes { .. } if !model.ui.captured => Dirt::Flow,
        _ => Dirt::Change,
    }
}

/// Whether metrics and logs may be in sight.
fn side_in_sight(model: &Model) -> bool {
    let alone = crate::tui::view::is_narrow(model.size) || model.ui.zoomed;
    !alone
        || model.ui.pane == Pane::Side
        || model.ui.modals.iter().any(|it| matches!(it, Modal::Metrics(_) | Modal::Logs(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{MetricId, StepId};
    use crate::model::stamp::Stamp;
    use crate::tui::fixture::Hand;

    #[test]
    fn what_flows_by_is_drawn_less_often_and_what_is_not_in_sight_not_at_all() {
        let mut hand = Hand::new(120, 40);
        hand.done_before("health").start("health");
        let live = |live| Msg::Conductor(Box::new(FromConductor::Live(live)));
        let output = |step| live(Live::Output { step: StepId::new(step), attempt: 1, bytes: 80, lines: 2 });
        let dirt = |hand: &Hand, msg: &Msg| Dirt::of(&hand.model, msg);
        assert_eq!(dirt(&hand, &output("migrations")), Dirt::None);
        assert_eq!(dirt(&hand, &output("health")), Dirt::None, "followed: drawn once it is fetched");
        hand.model.output.follow = false;
        assert_eq!(dirt(&hand, &output("health")), Dirt::Flow);
        let sampled = live(Live::Sampled {
            metric: MetricId::new("p95"),
            at: Stamp::from_millis(0),
            value: None,
            reason: String::new(),
            trend: None,
        });
        assert_eq!(dirt(&hand, &sampled), Dirt::Flow);
        assert_eq!(dirt(&hand, &Msg::Paste(String::new())), Dirt::Touch);
        assert_eq!(dirt(&hand, &live(Live::Stuck { reason: None })), Dirt::Change);
    }
}
