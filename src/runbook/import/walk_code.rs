//! Blocks of code in a walk.

use serde_json::{Map, Value};

use super::block::Code;
use super::expected::{expected_comments, first_comment, speaks_of_output};
use super::label::Label;
use super::plain::fenced;
use super::shell::{Content, Ready, content, ready, session};
use super::text::shortened;
use super::tick::ticked;
use super::walk::{Taking, Walk, append};
use crate::model::ids::{CheckName, PlanId};
use crate::model::placeholder::placeholders;
use crate::model::runbook::{Check, Plan, Probe};
use crate::model::span::Span;

impl Walk<'_, '_> {
    /// A block of code.
    pub(super) fn code(&mut self, code: &Code) {
        let kind = content(&code.info, &code.text);
        let expected = self.label == Some(Label::Expect)
            || (self.after_command && self.lead.is_none() && is_answer(&code.info, kind))
            || self.lead.as_deref().is_some_and(speaks_of_output);
        if expected && self.has_command() && (self.label == Some(Label::Expect) || !kind.runs()) {
            self.cx.ledger.placed(code.entry);
            if !code.text.trim().is_empty() {
                append(&mut self.step().expect, &code.text);
            }
            self.lead = None;
            return;
        }
        match kind {
            Content::Shell | Content::Session => self.shell(code, kind),
            Content::Checklist => self.checklist(code),
            Content::Prose => self.prose(code),
            _ => self.keep(code, kind),
        }
        self.lead = None;
    }

    fn has_command(&self) -> bool {
        self.now.as_ref().or(self.done.last()).is_some_and(crate::model::runbook::Step::has_command)
            && self.now.is_some()
    }

    fn shell(&mut self, code: &Code, kind: Content) {
        let (text, output) =
            if kind == Content::Session { session(&code.text) } else { (code.text.clone(), String::new()) };
        let filled = self.cx.inputs.fill(&text, code.line);
        let pieces = filled.as_deref().and_then(|text| ready(text, self.cx.sound));
        // What the lint would still ask to be filled in is no command yet.
        let pieces = pieces.filter(|pieces| pieces.iter().all(|it| placeholders(&it.run).is_empty()));
        let Some(pieces) = pieces else {
            self.cx.remark(
                code.line,
                "bash can't take this block as it stands: it is kept as text, to be done by hand",
            );
            self.keep(code, kind);
            return;
        };
        self.cx.ledger.placed(code.entry);
        if pieces.iter().any(|piece| piece.left_out > 0) {
            self.cx
                .remark(code.line, "lines of this block that are no bash stand in the command as comments");
        }
        for piece in pieces.iter().filter(|piece| piece.warning.is_some()) {
            let warning = piece.warning.as_deref().unwrap_or_default();
            self.cx.remark(code.line, format!("needs a terminal: {warning}"));
        }
        match self.label {
            Some(Label::Check) if self.has_command() && plain(&pieces) => self.check(&pieces),
            Some(Label::Rollback) if self.has_command() => self.way_back(code, &pieces),
            _ => {
                for piece in &pieces {
                    self.run(code.line, piece);
                }
                if let Some(output) = Some(output).filter(|output| !output.trim().is_empty()) {
                    append(&mut self.step().expect, &output);
                }
                self.after_command = true;
            }
        }
    }

    /// A command: the step's own, or a step of its own where it has one.
    fn run(&mut self, line: u32, piece: &Ready) {
        let full = self.now.as_ref().is_some_and(crate::model::runbook::Step::has_command);
        let grouped = self.taking == Taking::AsGroup && self.now.is_none();
        if full || grouped {
            let name = self
                .lead
                .take()
                .filter(|lead| lead.chars().count() <= 90)
                .or_else(|| first_comment(&piece.run));
            let title = match (name, self.taking) {
                (Some(name), Taking::AsStep) => {
                    format!("{}: {}", shortened(&self.base, 50), name.trim_end_matches([':', '.']))
                }
                (Some(name), Taking::AsGroup) => name,
                (None, _) => self.base.clone(),
            };
            let intro = std::mem::take(&mut self.intro).join("\n");
            let step = self.open(&title, line);
            if !intro.is_empty() {
                append(&mut step.text, &intro);
            }
        }
        let expect = expected_comments(&piece.run);
        let step = self.step();
        if let Some(expect) = expect {
            append(&mut step.expect, &expect);
        }
        step.terminal = piece.terminal;
        if let Some(warning) = &piece.warning {
            append(&mut step.warning, warning);
        }
        if let Some(typed) = &piece.typed {
            append(&mut step.text, &format!("Then type there:\n{}", fenced("", typed)));
        }
        step.run = Some(tidy(&piece.run));
    }

    /// What shows that the step worked.
    fn check(&mut self, pieces: &[Ready]) {
        let label =
            if self.label_text.is_empty() { "Validation".to_owned() } else { self.label_text.clone() };
        for piece in pieces {
            let mut fields = Map::new();
            fields.insert("run".to_owned(), Value::String(tidy(&piece.run)));
            let probe = Probe { kind: "command".to_owned(), fields };
            self.add_check(&label, probe, Some(Span::seconds(120)));
            if let Some(expect) = expected_comments(&piece.run) {
                append(&mut self.step().expect, &expect);
            }
        }
    }

    /// A check of the step at hand, under a name of its own.
    pub(super) fn add_check(&mut self, name: &str, probe: Probe, timeout: Option<Span>) {
        let step = self.step();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = if name.is_empty() { "Check".to_owned() } else { name };
        let mut own = name.clone();
        let mut next = 2;
        while step.check.iter().any(|check| check.name.as_str() == own) {
            own = format!("{name} ({next})");
            next += 1;
        }
        step.check.push(Check {
            name: CheckName::new(own),
            probe,
            timeout,
            every: None,
            attempts: None,
            deadline: None,
            consecutive: None,
            delay: None,
            advisory: false,
            by_hand: None,
        });
    }

    /// A question to a person.
    pub(super) fn question(&mut self, text: &str) {
        let mut fields = Map::new();
        // Of a question, `${name}` would be filled in; in a document it is a variable that is spoken of.
        fields.insert("ask".to_owned(), Value::String(text.replace("${", "$${")));
        fields.insert("evidence".to_owned(), Value::String("none".to_owned()));
        self.add_check(&super::names::title(text), Probe { kind: "person".to_owned(), fields }, None);
    }

    /// The way back from this step alone.
    fn way_back(&mut self, code: &Code, pieces: &[Ready]) {
        let title = format!("Roll back: {}", self.base);
        let id = PlanId::new(self.cx.plans.give(&title, "rollback"));
        let mut steps = Vec::new();
        for piece in pieces {
            let mut step = self.cx.step(&title, code.line);
            step.run = Some(tidy(&piece.run));
            step.terminal = piece.terminal;
            step.warning.clone_from(&piece.warning);
            if let Some(typed) = &piece.typed {
                step.text = Some(format!("Then type there:\n{}", fenced("", typed)));
            }
            steps.push(step);
        }
        self.cx.book.plan.push(Plan {
            id: id.clone(),
            title,
            text: None,
            warning: None,
            within: None,
            then: None,
            part: false,
            step: steps,
        });
        self.step().on_failure = Some(id);
    }

    /// Boxes in a fence.
    fn checklist(&mut self, code: &Code) {
        self.cx.ledger.placed(code.entry);
        let mut other = Vec::new();
        for (at, line) in code.text.lines().enumerate() {
            let bare = line.trim_start().trim_start_matches(['-', '*', '+']).trim_start();
            let at = code.line.saturating_add(1).saturating_add(u32::try_from(at).unwrap_or(0));
            match ticked(bare) {
                Some((_, text)) if self.taking == Taking::AsGroup || self.now.is_none() => {
                    let (title, rest) = super::names::title_and_text(text);
                    let intro = std::mem::take(&mut other).join("\n");
                    let step = self.open(&title, at);
                    step.text = rest;
                    if !intro.trim().is_empty() {
                        append(&mut step.text, &intro);
                    }
                    if self.taking == Taking::AsStep {
                        self.finish();
                    }
                }
                Some((_, text)) => self.question(text),
                None if line.trim().is_empty() => {}
                None => other.push(line.trim().to_owned()),
            }
        }
        if !other.is_empty() {
            append(&mut self.step().text, &other.join("\n"));
        }
    }

    /// Sentences in a fence: what to do, by hand.
    fn prose(&mut self, code: &Code) {
        self.cx.ledger.placed(code.entry);
        let grouped = self.taking == Taking::AsGroup && self.now.is_none();
        if grouped || self.has_command() {
            let title = self.lead.take().unwrap_or_else(|| self.base.clone());
            self.open(&title, code.line);
        }
        for line in code.text.lines() {
            let line = line.trim();
            let line = line.trim_start_matches('#').trim_start();
            let line = line.strip_prefix(['-', '*', '•']).unwrap_or(line).trim();
            if !line.is_empty() {
                self.step().points.push(line.to_owned());
            }
        }
    }

    /// Anything else is kept as it stands.
    pub(super) fn keep(&mut self, code: &Code, kind: Content) {
        let place = match kind {
            Content::Sql => "as text: SQL",
            Content::Env => "as text: an environment file",
            Content::Data => "as text: data or configuration",
            Content::Http => "as text: a request or an answer",
            Content::Code => "as text: code of another language",
            Content::Shell | Content::Session => "as text: bash can't take it",
            _ => "as text",
        };
        self.cx.ledger.kept(code.entry, place);
        let info = code.info.split_whitespace().next().unwrap_or_default();
        let text = fenced(info, &code.text);
        if self.taking == Taking::AsGroup && self.now.is_none() {
            let title = self.lead.take().unwrap_or_else(|| self.base.clone());
            let intro = std::mem::take(&mut self.intro).join("\n");
            let step = self.open(&title, code.line);
            if !intro.is_empty() {
                append(&mut step.text, &intro);
            }
        }
        append(&mut self.step().text, &text);
    }
}

/// No terminal and nothing to type: what a check can run.
fn plain(pieces: &[Ready]) -> bool {
    pieces.iter().all(|piece| !piece.terminal && piece.typed.is_none())
}

/// Untagged data right behind a command is what it prints.
fn is_answer(info: &str, kind: Content) -> bool {
    let tag = info.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    match kind {
        Content::Output | Content::Data | Content::Http => {
            matches!(tag.as_str(), "" | "text" | "txt" | "output" | "console" | "log" | "plaintext")
        }
        _ => false,
    }
}

/// A command as it stands in the file: without blank lines around it; of several lines, the last one ended.
pub(super) fn tidy(run: &str) -> String {
    let run = run.trim_matches('\n').trim_end();
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let least = run.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let run: Vec<&str> = run.lines().map(|line| line.get(least..).unwrap_or_default()).collect();
    let run = run.join("\n");
    if run.contains('\n') { format!("{run}\n") } else { run }
}
