//! One step: its command, its checks, its people.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::Value;

use super::page::{Page, sets};
use super::words::{condition, count, joined, tail};
use crate::model::ids::{InputName, Role};
use crate::model::runbook::{Action, Check, Risk, Step};
use crate::runbook::bash_names::uses;
use crate::runbook::interpolate::is_bash;

impl Page<'_> {
    pub(super) fn step(&mut self, number: &str, step: &Step) {
        let mut marks = vec![format!("id {}", step.id)];
        if step.risk != Risk::None {
            marks.push(format!("risk {}", step.risk.word()));
        }
        marks.extend(step.takes.map(|takes| format!("takes {takes}")));
        if step.optional {
            marks.push("optional".to_owned());
        }
        marks.extend(step.source_line.map(|line| format!("line {line} of the document")));
        self.out.push('\n');
        self.line(2, format!("{number} {}{}", step.title, tail(&marks)));
        if let Some(when) = &step.when {
            let text = format!("only {}{}", condition(when), self.outlook(when));
            self.line(6, text);
        }
        if let Some(warning) = &step.warning {
            self.line(6, format!("WARNING: {warning}"));
        }
        if let Some(text) = &step.text {
            self.line(6, text);
        }
        for point in &step.points {
            self.line(6, format!("- {point}"));
        }
        if let Some(run) = step.run.as_ref().filter(|_| step.variant.is_empty()) {
            self.command(6, "run", run, step.terminal);
        }
        if let Some(action) = step.action.as_ref().filter(|_| step.variant.is_empty()) {
            self.action(6, action);
        }
        for variant in &step.variant {
            self.line(6, format!("variant {} · {}", variant.id, variant.title));
            if let Some(text) = &variant.text {
                self.line(8, text);
            }
            if let Some(run) = &variant.run {
                self.command(8, "run", run, variant.terminal);
            }
            if let Some(action) = &variant.action {
                self.action(8, action);
            }
            for check in &variant.check {
                self.check(8, check);
            }
        }
        self.limits(step);
        let sets = sets(step);
        if !sets.is_empty() {
            self.line(6, format!("sets {}", joined(sets.iter().map(InputName::as_str))));
        }
        for check in &step.check {
            self.check(6, check);
        }
        if let Some(watch) = &step.watch {
            self.line(6, format!("watch for {}", watch.lasts));
            for criterion in &watch.criteria {
                self.line(8, format!("{}: {} {}", criterion.name, criterion.metric, criterion.is));
            }
        }
        self.people(step);
    }

    fn limits(&mut self, step: &Step) {
        if let Some(timeout) = step.timeout {
            self.line(6, format!("cancelled after {timeout}"));
        }
        if let Some(retry) = step.retry {
            self.line(6, format!("up to {} attempts, {} apart", retry.attempts, retry.every));
        }
        if let Some(expect) = &step.expect {
            self.line(6, "should print");
            self.line(8, expect);
        }
    }

    fn people(&mut self, step: &Step) {
        if let Some(gate) = &step.gate {
            let roles = joined(gate.roles.iter().map(Role::as_str));
            self.line(6, format!("gate: GO or NO-GO from {roles}"));
        }
        if let Some(rule) = &step.signoff {
            let roles = if rule.roles.is_empty() {
                "anybody".to_owned()
            } else {
                joined(rule.roles.iter().map(Role::as_str))
            };
            let eyes = if rule.four_eyes { ", two persons" } else { "" };
            self.line(6, format!("sign-off: {roles}{eyes}"));
        }
        if step.risk.wants_confirmation() && step.has_command() {
            self.line(6, format!("asks to type `{}` before it runs", step.id));
        }
        if let Some(plan) = &step.on_failure {
            self.line(6, format!("on failure: plan {plan}"));
        }
    }

    fn command(&mut self, indent: usize, label: &str, run: &str, terminal: bool) {
        let on = if terminal { " in a terminal" } else { "" };
        self.line(indent, format!("{label}{on}"));
        for text in run.trim_end().lines() {
            let _ = writeln!(self.out, "{:indent$}  | {text}", "");
        }
        let mut seen = BTreeSet::new();
        let with: Vec<String> = uses(run)
            .into_iter()
            .filter(|used| seen.insert(used.name))
            .filter_map(|used| {
                let value = self.of.resolved.values.get(used.name);
                let shown = value.map(|value| value.shown().to_owned());
                let known = shown.or_else(|| self.asked(used.name).map(|when| format!("({when})")));
                Some(format!("{}={}", used.name, known?))
            })
            .collect();
        if !with.is_empty() {
            self.line(indent + 2, format!("with {}", with.join(", ")));
        }
    }

    fn action(&mut self, indent: usize, action: &Action) {
        self.line(indent, format!("action {}: {}", action.kind(), self.resolved(&action.sentence())));
        self.line(indent + 2, format!("by hand: {}", self.resolved(&action.by_hand())));
    }

    fn check(&mut self, indent: usize, check: &Check) {
        let mut marks = Vec::new();
        marks.extend(check.attempts.map(|attempts| count(attempts as usize, "try").replace("trys", "tries")));
        marks.extend(check.every.map(|every| format!("every {every}")));
        marks.extend(check.deadline.map(|deadline| format!("within {deadline}")));
        marks.extend(check.consecutive.map(|row| format!("{row} in a row")));
        if check.advisory {
            marks.push("advisory".to_owned());
        }
        self.line(indent, format!("check {}{}", check.name, tail(&marks)));
        let kind = &check.probe.kind;
        let fields: Vec<String> = check
            .probe
            .fields
            .iter()
            .map(|(key, value)| match value {
                Value::String(text) if is_bash(kind, key) => format!("{key} = {text}"),
                value => format!("{key} = {}", self.field(value)),
            })
            .collect();
        self.line(indent + 2, format!("{kind}: {}", fields.join(", ")));
        // The runbook's own line is bash with its variables; a kind's has the names of the fields.
        let of_kind = || Some(self.resolved(&self.of.kinds.by_hand(&check.probe)?));
        if let Some(by_hand) = check.by_hand.clone().or_else(of_kind) {
            self.line(indent + 2, format!("by hand: {by_hand}"));
        }
    }
}
