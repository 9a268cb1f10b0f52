//! Parts become steps, in their order.

use super::block::Para;
use super::cx::Cx;
use super::label::{Label, labelled};
use super::section::{Item, Part};
use super::text::{Text, bold_lead, unmarked};
use super::times;
use crate::model::runbook::{Risk, Step};

/// How tasks and lists in a section are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taking {
    /// The section is one step: its tasks are questions of that step.
    AsStep,
    /// The section is a group: each task is a step.
    AsGroup,
}

/// A walk over the parts of one section or item.
pub(crate) struct Walk<'w, 'c> {
    pub(super) cx: &'w mut Cx<'c>,
    pub(super) taking: Taking,
    /// The title of what is walked over, and the label that parts it.
    pub(super) base: String,
    /// The title alone.
    pub(super) origin: String,
    pub(super) line: u32,
    pub(super) done: Vec<Step>,
    pub(super) now: Option<Step>,
    /// The label that stands over what comes.
    pub(super) label: Option<Label>,
    /// Its words, where they say more.
    pub(super) label_text: String,
    /// The line that leads to what comes.
    pub(super) lead: Option<String>,
    /// The last part was a command.
    pub(super) after_command: bool,
    /// What stands before any step.
    pub(super) intro: Vec<String>,
    /// The same, where steps have followed.
    pub(super) preface: Vec<String>,
    /// The step at hand is an item's, not the section's.
    pub(super) in_item: bool,
    /// The step at hand is a task that the document counts.
    pub(super) own_task: bool,
}

/// What came of a walk.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// The steps.
    pub(crate) steps: Vec<Step>,
    /// Text that belongs to none of them.
    pub(crate) intro: String,
}

/// Walks over `parts` of something of the title `base`, which stands in `line`.
pub(crate) fn walk(cx: &mut Cx<'_>, taking: Taking, base: &str, line: u32, parts: &[Part]) -> Walked {
    let mut walk = Walk {
        cx,
        taking,
        base: super::names::title(base),
        origin: super::names::title(base),
        line,
        done: Vec::new(),
        now: None,
        label: None,
        label_text: String::new(),
        lead: None,
        after_command: false,
        intro: Vec::new(),
        preface: Vec::new(),
        in_item: false,
        own_task: false,
    };
    walk.all(parts);
    walk.end()
}

/// As [`walk_on`], over what stands in `item`, of which `step` is made.
pub(super) fn walk_item(cx: &mut Cx<'_>, step: Step, item: &Item) -> Vec<Step> {
    on(cx, step, &item.parts, true, item.task.is_some())
}

/// As [`walk`], in which everything belongs to `step` until a second command comes.
pub(crate) fn walk_on(cx: &mut Cx<'_>, step: Step, parts: &[Part]) -> Vec<Step> {
    on(cx, step, parts, false, false)
}

fn on(cx: &mut Cx<'_>, step: Step, parts: &[Part], in_item: bool, own_task: bool) -> Vec<Step> {
    let line = step.source_line.unwrap_or(1);
    let mut walk = Walk {
        cx,
        taking: Taking::AsStep,
        base: step.title.clone(),
        origin: step.title.clone(),
        line,
        done: Vec::new(),
        now: Some(step),
        label: None,
        label_text: String::new(),
        lead: None,
        after_command: false,
        intro: Vec::new(),
        preface: Vec::new(),
        in_item,
        own_task,
    };
    walk.all(parts);
    walk.finish();
    walk.done
}

impl Walk<'_, '_> {
    fn all(&mut self, parts: &[Part]) {
        let mut at = 0;
        while at < parts.len() {
            match &parts[at] {
                Part::Item(_) => {
                    let from = at;
                    while matches!(parts.get(at), Some(Part::Item(_))) {
                        at += 1;
                    }
                    self.items(&parts[from..at]);
                    self.after_command = false;
                    self.lead = None;
                    continue;
                }
                Part::Para(para) => self.para(para),
                Part::Code(code) => self.code(code),
                Part::Table(table) => self.table(table),
            }
            at += 1;
        }
    }

    fn end(mut self) -> Walked {
        self.finish();
        let before: Vec<String> = self.preface.into_iter().chain(self.intro).collect();
        Walked { steps: self.done, intro: before.join("\n") }
    }

    /// The step at hand; a new one of the base's title where there is none.
    pub(super) fn step(&mut self) -> &mut Step {
        if self.now.is_none() {
            let mut step = self.cx.step(&self.base, self.line);
            if self.taking == Taking::AsGroup && !self.intro.is_empty() && self.done.is_empty() {
                step.text = Some(std::mem::take(&mut self.intro).join("\n"));
            }
            self.now = Some(step);
        }
        self.now.get_or_insert_default()
    }

    /// Closes the step at hand.
    pub(super) fn finish(&mut self) {
        if let Some(mut step) = self.now.take() {
            if let Some(text) = &mut step.text {
                *text = text.trim().to_owned();
            }
            step.text = step.text.filter(|text| !text.is_empty());
            self.done.push(step);
        }
    }

    /// Opens another step.
    pub(super) fn open(&mut self, title: &str, line: u32) -> &mut Step {
        self.finish();
        let step = self.cx.step(title, line);
        self.now.insert(step)
    }

    /// Adds to the text of the step at hand, or to what stands before any.
    pub(super) fn say(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        if self.now.is_none() && (self.taking == Taking::AsGroup) {
            self.intro.push(text.to_owned());
            return;
        }
        append(&mut self.step().text, text);
    }

    fn para(&mut self, para: &Para) {
        self.after_command = false;
        if para.warns || is_warning_quote(para) {
            let text = para.text.plain();
            append(&mut self.step().warning, &text);
            self.text_links(&para.text);
            return;
        }
        let lines: Vec<String> = para.text.lines().map(str::to_owned).collect();
        let mut plain: Vec<String> = Vec::new();
        for line in &lines {
            match labelled(line) {
                Some((label, value)) => {
                    self.say(&std::mem::take(&mut plain).join("\n"));
                    self.labelled(label, &value, line);
                }
                // A value may go on in the next line.
                None => plain.push(unmarked(line)),
            }
        }
        if !plain.is_empty() {
            let text = plain.join("\n");
            // What is said between a label and its block belongs to the block.
            if lines.len() == plain.len() && !text.trim_end().ends_with([':', '：']) {
                self.label = None;
            }
            self.lead = plain.last().cloned();
            self.say(&text);
        }
        self.text_links(&para.text);
    }

    pub(super) fn text_links(&mut self, text: &Text) {
        if text.links.is_empty() {
            return;
        }
        if let Some(mut step) = self.now.take() {
            self.cx.links(&mut step, text);
            self.now = Some(step);
        } else {
            self.cx.book_links(&text.links);
        }
    }

    /// A label with its value, which may be empty.
    pub(super) fn labelled(&mut self, label: Label, value: &str, line: &str) {
        self.lead = None;
        self.label = Some(label);
        let name = bold_lead(line).map_or_else(
            || unmarked(line).split(':').next().unwrap_or_default().to_owned(),
            |(name, _)| name,
        );
        self.label_text.clone_from(&name);
        let words = unmarked(line);
        let value = value.trim_matches(['*', ' ']);
        match label {
            Label::Takes => match times::takes(value) {
                Some(takes) if self.can_hold() => {
                    self.step().takes = Some(takes);
                    // What else it says, like `(observation period)`.
                    if value.contains('(') {
                        self.say(&words);
                    }
                }
                _ => self.say(&words),
            },
            Label::Risk => match risk(value) {
                Some(risk) if self.can_hold() => {
                    self.step().risk = risk;
                    if value.split_whitespace().count() > 1 {
                        self.say(&words);
                    }
                }
                _ => self.say(&words),
            },
            Label::Expect if !value.is_empty() && self.can_hold() => append(&mut self.step().expect, value),
            Label::Warning if !value.is_empty() => append(&mut self.step().warning, value),
            Label::Rollback if !value.is_empty() && self.can_hold() => {
                append(&mut self.step().warning, &words);
            }
            Label::RollbackIf if !value.is_empty() && !value.starts_with('(') => {
                self.cx.book.rollback_if.push(value.trim_end_matches(':').to_owned());
            }
            Label::Owner if !value.is_empty() && self.now.is_none() => {
                self.cx.book.owner = Some(value.to_owned());
            }
            Label::Version if !value.is_empty() && self.now.is_none() => {
                self.cx.book.version = Some(value.to_owned());
            }
            // What is found out and what is done about it are steps of their own.
            Label::Diagnosis | Label::Resolution | Label::Causes
                if value.is_empty()
                    && match &self.now {
                        Some(step) => !super::walk_items::is_bare(step),
                        None => self.taking == Taking::AsGroup || !self.done.is_empty(),
                    } =>
            {
                self.finish();
                self.base = format!("{}: {}", self.origin, words.trim_end_matches([':', '：', ' ']));
            }
            // A bare label speaks through what follows.
            Label::Check
            | Label::Criteria
            | Label::Watch
            | Label::Command
            | Label::RollbackIf
            | Label::Expect
            | Label::Rollback
            | Label::Warning
                if value.is_empty() || value.starts_with('(') =>
            {
                if label == Label::Watch
                    && let Some(takes) = times::takes(&name)
                {
                    self.step().takes.get_or_insert(takes);
                }
                if label != Label::Command && label != Label::RollbackIf && label != Label::Warning {
                    self.lead = Some(words);
                }
            }
            _ => self.say(&words),
        }
    }

    /// Whether a label's value can be the step's: in a group, only once a step has begun.
    fn can_hold(&self) -> bool {
        self.taking == Taking::AsStep || self.now.is_some()
    }
}

/// Adds a line to `text`.
pub(crate) fn append(text: &mut Option<String>, line: &str) {
    match text {
        Some(text) if !text.is_empty() => {
            text.push('\n');
            text.push_str(line);
        }
        _ => *text = Some(line.to_owned()),
    }
}

fn is_warning_quote(para: &Para) -> bool {
    let first = para.text.lines().next().unwrap_or_default().to_owned();
    para.quoted
        && (unmarked(&first).starts_with(['⚠', '🚨', '❗'])
            || labelled(&first).is_some_and(|(label, _)| label == Label::Warning))
}

/// What is at stake, in several languages.
fn risk(value: &str) -> Option<Risk> {
    const WORDS: [(Risk, &str); 5] = [
        (
            Risk::None,
            "none, no, kein, keins, keine, keines, ninguno, nulo, aucun, nul, nenhum, なし, 无, нет",
        ),
        (
            Risk::Low,
            "low, minimal, gering, geringes, niedrig, bajo, baja, faible, bas, baixo, baixa, basso, laag, niskie, 低, \
             低い, 小, низкий, низкая, 낮음",
        ),
        (
            Risk::Medium,
            "medium, moderate, mittel, mittleres, medio, media, moyen, moyenne, modere, moderado, gemiddeld, srednie, \
             中, 中程度, 中等, средний, средняя, 보통",
        ),
        (
            Risk::High,
            "high, hoch, hohes, alto, alta, eleve, elevee, haut, elevado, hoog, wysokie, 高, 高い, 大, высокий, высокая, \
             높음",
        ),
        (
            Risk::Critical,
            "critical, severe, extreme, kritisch, critico, critica, critique, very, sehr, muy, tres, muito, kritiek, \
             krytyczne, 極めて高い, 非常に高い, 极高, 很高, критический, критичный, очень, 매우",
        ),
    ];
    let value = super::text::fold(value);
    let first = value.split(' ').next().filter(|word| !word.is_empty())?;
    WORDS.iter().find(|(_, words)| words.split(", ").any(|word| word == first)).map(|(risk, _)| *risk)
}
