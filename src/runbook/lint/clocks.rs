//! Clocks: what starts and stops them exists, and the one can come after the other.

use super::linter::Linter;
use crate::model::ids::{PhaseId, StepId};
use crate::model::runbook::{ClockStart, ClockStop};
use crate::model::span::Span;
use crate::runbook::document::Path;

pub(crate) fn look(linter: &mut Linter<'_>) {
    let book = linter.book;
    for (at, clock) in book.clock.iter().enumerate() {
        let place = Path::ROOT.key("clock");
        let place = place.index(at);
        let (starts, stops) = (place.key("starts"), place.key("stops"));
        match &clock.starts {
            ClockStart::Phase(phase) => self::phase(linter, &starts.key("phase"), phase),
            ClockStart::Step(step) => self::step(linter, &starts.key("step"), step),
            ClockStart::PlanOffered | ClockStart::PlanStarted if book.plan.is_empty() => {
                linter.error(
                    &starts,
                    "this runbook has no plans, so the clock would never start: add a `[[plan]]`",
                );
            }
            ClockStart::Incident if book.severity.is_empty() => {
                let message = "no incident can be declared without severities: add a `[[severity]]`";
                linter.error(&starts, message);
            }
            _ => {}
        }
        match &clock.stops {
            ClockStop::Phase(phase) => self::phase(linter, &stops.key("phase"), phase),
            ClockStop::Step(step) => self::step(linter, &stops.key("step"), step),
            ClockStop::PlanStarted | ClockStop::PlanEnded if book.plan.is_empty() => {
                linter.error(
                    &stops,
                    "this runbook has no plans, so the clock would never stop: add a `[[plan]]`",
                );
            }
            ClockStop::IncidentResolved if clock.starts != ClockStart::Incident => {
                let message = "only a clock that starts with an incident stops with its resolution: write `starts = \"incident\"`";
                linter.error(&stops, message);
            }
            ClockStop::PlanStarted if clock.starts == ClockStart::PlanStarted => {
                linter.error(&stops, "it would stop where it starts: write `stops = \"plan-ended\"`");
            }
            _ => {}
        }
        if clock.within == Span::default() {
            linter.error(&place.key("within"), "nobody can be in time for that: write a time like `5m`");
        }
    }
}

fn phase(linter: &mut Linter<'_>, at: &Path<'_>, phase: &PhaseId) {
    let book = linter.book;
    if book.phase(phase).is_none() {
        let known = book.phase.iter().map(|phase| phase.id.as_str());
        let hint = linter.hint(phase.as_str(), known, "there are no phases");
        linter.error(at, format!("there is no phase `{phase}`: {hint}"));
    }
}

fn step(linter: &mut Linter<'_>, at: &Path<'_>, step: &StepId) {
    let book = linter.book;
    if book.step(step).is_none() {
        let known = book.steps().map(|step| step.id.as_str());
        let hint = linter.hint(step.as_str(), known, "there are no steps");
        linter.error(at, format!("there is no step `{step}`: {hint}"));
    }
}
