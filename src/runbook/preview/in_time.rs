//! What has to do with time: severities with their escalation, clocks, windows and freezes.

use super::page::Page;
use super::words::tail;
use crate::model::runbook::{ClockStart, ClockStop};
use crate::runbook::calendar::rule;

impl Page<'_> {
    pub(super) fn severities(&mut self) {
        for severity in &self.of.book.severity {
            let marks = severity.rto.iter().map(|rto| format!("RTO {rto}"));
            let marks = marks.chain(severity.respond.iter().map(|respond| format!("respond {respond}")));
            self.title(&format!(
                "SEVERITY {} · {}{}",
                severity.id,
                severity.title,
                tail(&marks.collect::<Vec<_>>())
            ));
            for text in severity.when.iter().chain(&severity.text) {
                self.line(2, text);
            }
            for level in &severity.escalate {
                let contact =
                    level.contact.iter().map(|contact| format!("contact {contact}")).collect::<Vec<_>>();
                self.line(2, format!("after {}: {}{}", level.after, level.to, tail(&contact)));
            }
            for (at, step) in severity.step.iter().enumerate() {
                self.step(&(at + 1).to_string(), step);
            }
        }
    }

    pub(super) fn times(&mut self) {
        let book = self.of.book;
        if !book.clock.is_empty() {
            self.title("CLOCKS");
        }
        for clock in &book.clock {
            let (starts, stops) = (starts(&clock.starts), stops(&clock.stops));
            self.line(2, format!("{} · within {} from {starts} to {stops}", clock.title, clock.within));
        }
        if !book.maintenance.is_empty() {
            self.title("MAINTENANCE WINDOWS AND FREEZES");
        }
        for window in &book.maintenance {
            let strict = if window.strict { " · strict" } else { "" };
            self.line(2, format!("{} · {}: {}{strict}", window.title, window.kind.word(), rule(window)));
            for task in &window.tasks {
                self.line(4, format!("- {task}"));
            }
        }
    }
}

fn starts(start: &ClockStart) -> String {
    match start {
        ClockStart::Run => "the run's start".to_owned(),
        ClockStart::Deploy => "the first deploy step".to_owned(),
        ClockStart::PlanOffered => "the offer of a plan".to_owned(),
        ClockStart::PlanStarted => "the start of a plan".to_owned(),
        ClockStart::Incident => "the declaration of an incident".to_owned(),
        ClockStart::Phase(phase) => format!("the start of phase {phase}"),
        ClockStart::Step(step) => format!("the start of step {step}"),
    }
}

fn stops(stop: &ClockStop) -> String {
    match stop {
        ClockStop::PlanStarted => "the start of a plan".to_owned(),
        ClockStop::PlanEnded => "the end of the rollback".to_owned(),
        ClockStop::RunEnded => "the run's end".to_owned(),
        ClockStop::IncidentResolved => "the incident's resolution".to_owned(),
        ClockStop::Phase(phase) => format!("the end of phase {phase}"),
        ClockStop::Step(step) => format!("the end of step {step}"),
    }
}
