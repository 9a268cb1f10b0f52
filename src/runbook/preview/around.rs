//! What stands around the phases: metrics, guards, the way back, troubles, and what the lint says.

use super::page::Page;
use super::words::tail;
use crate::model::runbook::Call;
use crate::model::span::Span;

impl Page<'_> {
    pub(super) fn metrics(&mut self) {
        let book = self.of.book;
        if book.metric.is_empty() {
            return;
        }
        self.title("METRICS");
        for (name, source) in &book.source {
            let text = format!("source {name}: {} every {}", self.resolved(source.url()), source.every());
            self.line(2, text);
        }
        for metric in &book.metric {
            let levels = metric.warning.iter().map(|level| format!("warning {level}"));
            let levels: Vec<String> =
                levels.chain(metric.critical.iter().map(|level| format!("critical {level}"))).collect();
            self.line(2, format!("{} · {}{}", metric.id, metric.title, tail(&levels)));
            self.line(4, &metric.query);
        }
    }

    pub(super) fn guards(&mut self) {
        let book = self.of.book;
        if book.guard.is_empty() {
            return;
        }
        self.title("GUARDS");
        for guard in &book.guard {
            let mut does: Vec<String> = Vec::new();
            does.extend(guard.then.call().map(|call| match call {
                Call::Offer(plan) => format!("offers plan {plan}"),
                Call::Start(plan) => format!("starts plan {plan}"),
            }));
            does.extend(guard.then.declare.iter().map(|severity| format!("declares {severity}")));
            let does = does.join(", ");
            self.line(2, &guard.title);
            let held = if guard.held == Span::default() {
                "at once".to_owned()
            } else {
                format!("after {}", guard.held)
            };
            let text = format!("{} {}, {held} {does}", guard.when.metric, guard.when.is);
            self.line(4, text);
        }
    }

    pub(super) fn plans(&mut self) {
        let book = self.of.book;
        if !book.rollback_if.is_empty() {
            self.title("ROLL BACK IF");
        }
        for reason in &book.rollback_if {
            self.line(2, format!("- {reason}"));
        }
        for plan in &book.plan {
            let mut marks = vec![format!("id {}", plan.id)];
            marks.extend(plan.within.map(|within| format!("within {within}")));
            if book.rollback.as_ref() == Some(&plan.id) {
                marks.push("offered first".to_owned());
            }
            if plan.part {
                marks.push("part of other plans".to_owned());
            }
            self.title(&format!("PLAN · {}{}", plan.title, tail(&marks)));
            if let Some(warning) = &plan.warning {
                self.line(2, format!("WARNING: {warning}"));
            }
            if let Some(text) = &plan.text {
                self.line(2, text);
            }
            for (at, step) in plan.step.iter().enumerate() {
                self.step(&(at + 1).to_string(), step);
            }
            if let Some(then) = &plan.then {
                self.line(2, format!("then plan {then}"));
            }
        }
    }

    pub(super) fn troubles(&mut self) {
        for trouble in &self.of.book.trouble {
            self.title(&format!("TROUBLE · {}", trouble.title));
            for symptom in &trouble.symptoms {
                self.line(2, format!("- {symptom}"));
            }
            for (at, step) in trouble.steps().enumerate() {
                self.step(&(at + 1).to_string(), step);
            }
        }
    }

    pub(super) fn warnings(&mut self) {
        if self.of.warnings.is_empty() {
            return;
        }
        self.title("WARNINGS");
        for warning in self.of.warnings {
            self.line(2, format!("{}:{}: {}", warning.line, warning.col, warning.message));
        }
    }
}
