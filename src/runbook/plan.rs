//! What a run would do, as plain text, with every value that is known and no secret: `gonogo plan`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::Value;

use super::bash_names::uses;
use super::inputs::{Question, Resolved, ValueOrigin};
use super::interpolate::{Piece, is_bash, pieces};
use super::kinds::Kinds;
use super::problem::Problem;
use crate::model::ids::{InputName, StepId};
use crate::model::runbook::{Check, Condition, Order, Runbook, Step, Then};
use crate::model::uses::assigned;

/// What is shown.
#[derive(Clone, Copy)]
pub struct Preview<'p> {
    /// The runbook.
    pub book: &'p Runbook,
    /// Its SHA-256.
    pub sha256: &'p str,
    /// The values.
    pub resolved: &'p Resolved,
    /// What the lint says.
    pub warnings: &'p [Problem],
    /// The kinds of probes.
    pub kinds: &'p dyn Kinds,
}

/// The whole preview: text with line ends, no escape sequences, secrets masked.
pub fn preview(of: &Preview<'_>) -> String {
    let mut page = Page { of, setters: setters(of.book), out: String::new() };
    page.head();
    page.inputs();
    page.phases();
    page.metrics();
    page.guards();
    page.plans();
    page.troubles();
    page.warnings();
    // Values come from anywhere: nothing in them may steer a terminal.
    page.out.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c }).collect()
}

fn setters(book: &Runbook) -> BTreeMap<InputName, StepId> {
    let mut setters = BTreeMap::new();
    for step in book.steps() {
        for name in sets(step) {
            setters.entry(name).or_insert_with(|| step.id.clone());
        }
    }
    setters
}

fn sets(step: &Step) -> BTreeSet<InputName> {
    let runs = step.run.iter().chain(step.variant.iter().map(|variant| &variant.run));
    runs.flat_map(|run| assigned(run)).chain(step.sets.iter().cloned()).collect()
}

struct Page<'p> {
    of: &'p Preview<'p>,
    setters: BTreeMap<InputName, StepId>,
    out: String,
}

impl Page<'_> {
    fn line(&mut self, indent: usize, text: impl AsRef<str>) {
        for line in text.as_ref().trim_end().lines() {
            if line.trim().is_empty() {
                self.out.push('\n');
            } else {
                let _ = writeln!(self.out, "{:indent$}{line}", "");
            }
        }
    }

    fn title(&mut self, text: &str) {
        self.out.push('\n');
        self.line(0, text);
    }

    fn head(&mut self) {
        let book = self.of.book;
        self.line(0, format!("{} ({})", book.title, book.id));
        if let Some(about) = &book.about {
            self.line(0, about);
        }
        if let Some(name) = &self.of.resolved.environment {
            self.line(0, format!("environment {name}"));
        }
        self.line(0, format!("sha256 {}", self.of.sha256));
        let steps = book.phase_steps().count();
        self.line(
            0,
            format!(
                "{}, {}; nothing is run by this preview",
                count(book.phase.len(), "phase"),
                count(steps, "step")
            ),
        );
    }

    fn inputs(&mut self) {
        let resolved = self.of.resolved;
        if resolved.values.is_empty() && resolved.missing.is_empty() && resolved.later.is_empty() {
            return;
        }
        self.title("INPUTS AND ENVIRONMENT VALUES");
        let width = resolved.values.keys().map(|name| name.as_str().len()).max().unwrap_or(0).min(24);
        for (name, value) in &resolved.values {
            let name = name.as_str();
            let text = format!("{name:width$}  {}  ({})", value.shown(), origin(&value.origin));
            self.line(2, text);
        }
        let ask = |question: &Question, when: &str| {
            let why = question.why.as_ref().map_or(String::new(), |why| format!("; no default: {why}"));
            format!("{:width$}  asked {when}: {}{why}", question.name.as_str(), question.ask)
        };
        let asked: Vec<String> = resolved
            .missing
            .iter()
            .map(|question| ask(question, "at the start"))
            .chain(resolved.later.iter().map(|question| ask(question, "when first used")))
            .collect();
        for text in asked {
            self.line(2, text);
        }
    }

    fn phases(&mut self) {
        for (at, phase) in self.of.book.phase.iter().enumerate() {
            let mut marks = Vec::new();
            marks.extend(phase.due.map(|due| format!("due {due}")));
            marks.extend(phase.budget.map(|budget| format!("within {budget}")));
            if phase.order == Order::Free {
                marks.push("any order".to_owned());
            }
            self.title(&format!("PHASE {} · {}{}", at + 1, phase.title, tail(&marks)));
            if let Some(text) = &phase.text {
                self.line(2, text);
            }
            for (index, step) in phase.step.iter().enumerate() {
                self.step(&format!("{}.{}", at + 1, index + 1), step);
            }
        }
    }

    fn step(&mut self, number: &str, step: &Step) {
        let mut marks = vec![format!("id {}", step.id)];
        if step.risk != crate::model::runbook::Risk::None {
            marks.push(format!("risk {}", step.risk.word()));
        }
        marks.extend(step.takes.map(|takes| format!("takes {takes}")));
        if step.optional {
            marks.push("optional".to_owned());
        }
        self.out.push('\n');
        self.line(2, format!("{number} {}{}", step.title, tail(&marks)));
        if let Some(when) = &step.when {
            let text = format!("only {}{}", condition(when), self.outlook(when));
            self.line(6, text);
        }
        if let Some(warning) = &step.warning {
            self.line(6, format!("WARNING: {warning}"));
        }
        for text in step.text.iter() {
            self.line(6, text);
        }
        for point in &step.points {
            self.line(6, format!("- {point}"));
        }
        if let Some(run) = step.run.as_ref().filter(|_| step.variant.is_empty()) {
            self.command(6, "run", run, step.terminal);
        }
        for variant in &step.variant {
            self.line(6, format!("variant {} · {}", variant.id, variant.title));
            for text in variant.text.iter() {
                self.line(8, text);
            }
            self.command(8, "run", &variant.run, variant.terminal);
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
            let roles = joined(gate.roles.iter().map(|role| role.as_str()));
            self.line(6, format!("gate: {roles} say GO or NO-GO"));
        }
        if let Some(rule) = &step.signoff {
            let roles = if rule.roles.is_empty() {
                "anybody".to_owned()
            } else {
                joined(rule.roles.iter().map(|role| role.as_str()))
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
        let by_hand = check.by_hand.clone().or_else(|| self.of.kinds.by_hand(&check.probe));
        if let Some(by_hand) = by_hand {
            self.line(indent + 2, format!("by hand: {by_hand}"));
        }
    }

    fn field(&self, value: &Value) -> String {
        match value {
            Value::String(text) => self.resolved(text),
            Value::Array(list) => format!("[{}]", joined_all(list.iter().map(|item| self.field(item)))),
            Value::Object(map) => {
                let items = map.iter().map(|(key, item)| format!("{key} = {}", self.field(item)));
                format!("{{ {} }}", joined_all(items))
            }
            other => other.to_string(),
        }
    }

    /// `template` with what is known; else who will know it.
    fn resolved(&self, template: &str) -> String {
        let mut out = String::new();
        for piece in pieces(template) {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Name(name) => match self.of.resolved.values.get(name) {
                    Some(value) => out.push_str(value.shown()),
                    None => {
                        let _ = write!(out, "${{{name}}}");
                        if let Some(step) = self.setters.get(name) {
                            let _ = write!(out, " (set by step {step})");
                        } else if let Some(when) = self.asked(name) {
                            let _ = write!(out, " ({when})");
                        }
                    }
                },
            }
        }
        out
    }

    fn asked(&self, name: &str) -> Option<&'static str> {
        let among = |questions: &[Question]| questions.iter().any(|question| question.name.as_str() == name);
        let resolved = self.of.resolved;
        if among(&resolved.missing) {
            return Some("asked at the start");
        }
        among(&resolved.later).then_some("asked when first used")
    }

    /// What can be said of a condition before the run.
    fn outlook(&self, when: &Condition) -> &'static str {
        match when {
            Condition::Environment(names) => match &self.of.resolved.environment {
                Some(here) if !names.contains(here) => ": not here",
                _ => "",
            },
            Condition::Input { name, is } => match self.of.resolved.text(name.as_str()) {
                Some(value) if value != is => ": not as things stand",
                _ => "",
            },
            Condition::Done(_) | Condition::Chosen { .. } => "",
        }
    }

    fn metrics(&mut self) {
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

    fn guards(&mut self) {
        let book = self.of.book;
        if book.guard.is_empty() {
            return;
        }
        self.title("GUARDS");
        for guard in &book.guard {
            let does = match &guard.then {
                Then::Offer(plan) => format!("offers plan {plan}"),
                Then::Start(plan) => format!("starts plan {plan}"),
            };
            self.line(2, &guard.title);
            let text = format!("{} {} for {} {does}", guard.when.metric, guard.when.is, guard.held);
            self.line(4, text);
        }
    }

    fn plans(&mut self) {
        let book = self.of.book;
        for reason in book.rollback_if.iter().take(1) {
            self.title("ROLL BACK IF");
            self.line(2, format!("- {reason}"));
        }
        for reason in book.rollback_if.iter().skip(1) {
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
            for text in plan.text.iter() {
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

    fn troubles(&mut self) {
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

    fn warnings(&mut self) {
        if self.of.warnings.is_empty() {
            return;
        }
        self.title("WARNINGS");
        for warning in self.of.warnings {
            self.line(2, format!("{}:{}: {}", warning.line, warning.col, warning.message));
        }
    }
}

fn origin(origin: &ValueOrigin) -> String {
    match origin {
        ValueOrigin::Given => "given".to_owned(),
        ValueOrigin::Variable(name) => format!("from ${name}"),
        ValueOrigin::Default => "default".to_owned(),
        ValueOrigin::Command(run) => format!("default, from `{}`", run.lines().next().unwrap_or_default()),
        ValueOrigin::Environment(name) => format!("environment {name}"),
        ValueOrigin::Empty => "left empty".to_owned(),
    }
}

fn condition(when: &Condition) -> String {
    match when {
        Condition::Environment(names) => format!("in {}", joined(names.iter().map(|name| name.as_str()))),
        Condition::Input { name, is } => format!("if {name} is `{is}`"),
        Condition::Done(step) => format!("if {step} was done"),
        Condition::Chosen { step, variant } => format!("if variant {variant} of {step} was chosen"),
    }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn joined<'j>(items: impl Iterator<Item = &'j str>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

fn joined_all(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

/// ` · a · b`
fn tail(marks: &[String]) -> String {
    marks.iter().map(|mark| format!(" · {mark}")).collect::<Vec<_>>().concat()
}
