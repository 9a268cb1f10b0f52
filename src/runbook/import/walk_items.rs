//! Lists in a walk.

use std::sync::LazyLock;

use regex::Regex;

use super::label::Label;
use super::plain;
use super::section::{Item, Part};
use super::shell::{Content, content};
use super::text::{bold_lead, unmarked};
use super::walk::{Taking, Walk, append, walk_item};
use crate::model::runbook::Step;

impl Walk<'_, '_> {
    /// The items of one list, or of lists right behind one another.
    pub(super) fn items(&mut self, parts: &[Part]) {
        let items: Vec<&Item> = parts
            .iter()
            .filter_map(|part| match part {
                Part::Item(item) => Some(item),
                _ => None,
            })
            .collect();
        let mut items = items;
        if self.label == Some(Label::RollbackIf) {
            // What follows in another list, or with a command, is to be done.
            let numbered = items.first().is_some_and(|item| item.number.is_some());
            let same = |item: &&&Item| item.number.is_some() == numbered && item.codes().is_empty();
            let reasons = items.iter().take_while(same).count();
            for item in items.drain(..reasons) {
                self.rollback_if(item);
            }
            self.label = None;
            if items.is_empty() {
                return;
            }
        }
        let numbered = items.iter().all(|item| item.number.is_some());
        let runs = items.iter().any(|item| has_shell(item));
        let led = self.lead.as_deref().is_some_and(|lead| lead.trim_end().ends_with([':', '：']));
        let full = self.now.as_ref().is_some_and(Step::has_command);
        let judged =
            matches!(self.label, Some(Label::Check | Label::Criteria | Label::Watch | Label::Expect));
        for item in &items {
            if item.number.is_none() && self.label_item(item) {
                continue;
            }
            let task = item.has_task();
            let as_step = match self.taking {
                Taking::AsGroup => task || runs || (numbered && !(led && full)),
                Taking::AsStep if task => has_shell(item) || (self.now.is_none() && !judged),
                Taking::AsStep => runs || (numbered && !full && !led && !judged && self.nothing_yet()),
            };
            // Within one list, the first item's way is that of all.
            if as_step {
                self.step_of(item);
            } else if task || judged || (item.parts.is_empty() && is_threshold(&item.text.line())) {
                self.ask(item);
            } else {
                self.point(item, 0);
            }
        }
    }

    /// Whether the section's own step says nothing so far.
    fn nothing_yet(&self) -> bool {
        match &self.now {
            None => true,
            Some(step) => {
                !step.has_command()
                    && step.check.is_empty()
                    && (step.source_line == Some(self.line) || !self.done.is_empty())
            }
        }
    }

    /// `- Duration: 5 min` in a list is a label.
    fn label_item(&mut self, item: &Item) -> bool {
        let raw = item.text.raw().to_owned();
        let Some((label, value)) = super::label::labelled(&raw) else { return false };
        let holds =
            matches!(label, Label::Takes | Label::Risk) && item.parts.is_empty() && item.task.is_none();
        if holds && !value.is_empty() && (self.taking == Taking::AsStep || self.now.is_some()) {
            self.labelled(label, &value, &raw);
            self.label = None;
            return true;
        }
        false
    }

    /// A reason to go back.
    fn rollback_if(&mut self, item: &Item) {
        self.placed(item);
        let mut text = item.text.line();
        let rest = plain::parts(&item.parts);
        if !rest.is_empty() {
            plain::keep_parts(self.cx, &item.parts, "as text: when to roll back");
            text = format!("{text} {}", rest.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        if !text.is_empty() {
            self.cx.book.rollback_if.push(text);
        }
    }

    fn placed(&mut self, item: &Item) {
        if let Some(entry) = item.entry {
            self.cx.ledger.placed(entry);
        }
        self.text_links(&item.text);
    }

    /// An item that is a step of its own.
    fn step_of(&mut self, item: &Item) {
        if let Some(entry) = item.entry {
            self.cx.ledger.placed(entry);
        }
        let intro = std::mem::take(&mut self.intro).join("\n");
        let bare = self.now.as_ref().is_some_and(is_bare) && !self.own_task;
        let mut over = None;
        if bare && let Some(step) = self.now.take() {
            // The section's own step has nothing to say beside its items; an item's says where they belong.
            over = Some(step.title).filter(|_| self.in_item);
        }
        self.finish();
        self.own_task = false;
        let (title, text) = parted(item);
        let text = match (over, text) {
            (Some(over), Some(text)) => Some(format!("{over}\n{text}")),
            (over, text) => over.or(text),
        };
        let title = if self.taking == Taking::AsStep && bare_title(&title) {
            format!("{}: {title}", self.base)
        } else {
            title
        };
        let mut step = self.cx.step(&title, item.line);
        if !intro.is_empty() && self.taking == Taking::AsStep {
            step.text = Some(intro);
        } else if !intro.is_empty() && self.done.is_empty() {
            self.preface.push(intro);
        } else if !intro.is_empty() {
            append(&mut step.text, &intro);
        }
        if let Some(text) = text {
            append(&mut step.text, &text);
        }
        let optional = super::kind::is_optional(&item.text.plain());
        step.optional |= optional;
        self.cx.links(&mut step, &item.text);
        if item.codes().is_empty()
            && let Some(run) = inline_command(item)
            && let Some(run) = self.cx.command(&run, item.line)
        {
            step.terminal = super::shell::hazard(&run).is_some();
            step.run = Some(run);
        }
        let steps = walk_item(self.cx, step, item);
        self.done.extend(steps);
    }

    /// An item that is a question of the step at hand.
    fn ask(&mut self, item: &Item) {
        self.step();
        self.placed(item);
        let mut text = item.text.line();
        let nested: Vec<&Item> = inner(item).collect();
        if nested.iter().all(|it| it.has_task()) && !nested.is_empty() {
            if text.is_empty() || !item.has_own_task() {
                append(&mut self.step().text, &text);
            } else {
                self.question(&text);
            }
            for it in nested {
                self.ask(it);
            }
            let others: Vec<Part> =
                item.parts.iter().filter(|part| !matches!(part, Part::Item(_))).cloned().collect();
            self.kept_in_text(&others);
            return;
        }
        if text.is_empty() {
            text = format!("Line {}", item.line);
        }
        for it in nested {
            plain::keep_parts(
                self.cx,
                std::slice::from_ref(&Part::Item(it.clone())),
                "as text of a question",
            );
            text = format!("{text}; {}", it.text.line());
            let deeper = plain::parts(&it.parts);
            if !deeper.is_empty() {
                text = format!("{text} {}", deeper.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
        let others: Vec<Part> =
            item.parts.iter().filter(|part| !matches!(part, Part::Item(_))).cloned().collect();
        self.kept_in_text(&others);
        self.question(&text);
    }

    fn kept_in_text(&mut self, parts: &[Part]) {
        if !parts.is_empty() {
            let text = plain::parts(parts);
            plain::keep_parts(self.cx, parts, "as text of a step");
            append(&mut self.step().text, &text);
        }
    }

    /// An item that is a bullet of the step at hand.
    fn point(&mut self, item: &Item, depth: usize) {
        if self.taking == Taking::AsGroup && self.now.is_none() {
            self.step();
        }
        self.step();
        self.placed(item);
        let text = item.text.line();
        let mark = item.number.map_or_else(String::new, |number| format!("{number}. "));
        let indent = if depth > 0 { "– " } else { "" };
        if !text.is_empty() {
            self.step().points.push(format!("{indent}{mark}{text}"));
        }
        for part in &item.parts {
            match part {
                Part::Item(it) => self.point(it, depth + 1),
                Part::Para(para) => {
                    let text = para.text.line();
                    self.text_links(&para.text);
                    self.step().points.push(format!("{indent}{text}"));
                }
                other => self.kept_in_text(std::slice::from_ref(other)),
            }
        }
    }
}

impl Item {
    fn has_own_task(&self) -> bool {
        self.task.is_some()
    }
}

fn inner(item: &Item) -> impl Iterator<Item = &Item> {
    item.parts.iter().filter_map(|part| match part {
        Part::Item(item) => Some(item),
        _ => None,
    })
}

/// Whether something in `item` can run.
fn has_shell(item: &Item) -> bool {
    item.codes().iter().any(|code| content(&code.info, &code.text).runs())
}

/// A step that says nothing but its title.
pub(super) fn is_bare(step: &Step) -> bool {
    step.text.is_none()
        && step.points.is_empty()
        && step.check.is_empty()
        && step.variant.is_empty()
        && step.run.is_none()
        && step.expect.is_none()
        && step.warning.is_none()
        && step.takes.is_none()
        && step.link.is_empty()
        && step.risk == crate::model::runbook::Risk::None
}

/// A title that says little without the section's.
fn bare_title(title: &str) -> bool {
    let close = title.chars().filter(|c| u32::from(*c) >= 0x3000).count();
    title.split_whitespace().count() < 2 && close < 4
}

/// An item's title and the rest: `**Code freeze**: merge everything`.
fn parted(item: &Item) -> (String, Option<String>) {
    let raw = item.text.raw();
    let mut lines = raw.lines();
    let first = lines.next().unwrap_or_default();
    let further: Vec<String> = lines.map(unmarked).filter(|line| !line.is_empty()).collect();
    if let Some((bold, rest)) = bold_lead(first)
        && !rest.is_empty()
    {
        let text = std::iter::once(rest).chain(further).collect::<Vec<_>>().join("\n");
        return (bold, Some(text));
    }
    super::names::title_and_text(&item.text.plain())
}

/// `Error rate < 1 % for 10 minutes`, `Antwortzeit unter 800 ms`: what can hold or not.
fn is_threshold(text: &str) -> bool {
    THRESHOLD.is_match(text) && !text.contains("->") && !text.contains('`') && text.chars().count() < 160
}

#[expect(clippy::unwrap_used, reason = "the pattern is a constant, compiled by every test of this file")]
static THRESHOLD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
        (?: [<>≤≥]=? | [＜＞] | \b(?:below|under|above|over|less\ than|more\ than|at\ (?:least|most)|exceeds?|within
            |unter|über|weniger\ als|mehr\ als|höchstens|mindestens|menos\ de|más\ de|menor\ (?:que|a)|mayor\ (?:que|a)
            |moins\ de|plus\ de|inférieure?\ à|supérieure?\ à|au\ moins|abaixo\ de|acima\ de|mais\ de|inferior\ a
            |superior\ a|не\ более|не\ менее|меньше|больше|ниже|выше)\b )
        \s* ~? \d [\d.,]* \s*
        (?: % | ％ | ms\b | s\b | sec | min | req | rps | errors? | [kmgt]i?b\b | мс | сек | perc | prozent | por\ ciento | $ | [;,)] )
        | \d [\d.,]* \s* [%％] \s* (?:未満|以下|以上|を超|以内)
        | \d [\d.,]* \s* (?:秒|分|ms|件) \s* (?:未満|以下|以上|を超|以内)
        | (?:低于|高于|小于|大于|超过|不超过) \s* \d",
    )
    .unwrap()
});

/// The command in `All tests pass: `npm test``, where it is the only code and ends the item.
fn inline_command(item: &Item) -> Option<String> {
    let text = item.text.plain();
    let text = text.trim();
    if text.matches('`').count() != 2 {
        return None;
    }
    let (before, rest) = text.split_once('`')?;
    let (code, after) = rest.split_once('`')?;
    let leads = before.trim_end().ends_with([':', '：'])
        || before.trim().is_empty()
        || super::label::labelled(before).is_some();
    let ends = after.trim_matches(['.', ' ', ')']).is_empty();
    let several = code.split_whitespace().count() > 1;
    (leads && ends && several && content("", code) == Content::Shell).then(|| code.to_owned())
}
