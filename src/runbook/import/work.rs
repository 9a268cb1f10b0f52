//! Sections become phases and steps, plans, troubles, contacts and notes, in the order of the document.

use super::cx::Cx;
use super::kind::{SectionKind, is_option, is_step, kind, numbered};
use super::label::{Label, label};
use super::section::{Part, Reading, Section};
use super::shell::content;
use super::walk::{Taking, walk};
use super::{alerts, directory, options, plain, plans, print, severity, times, trouble};
use crate::model::ids::PhaseId;
use crate::model::runbook::{Order, Phase, Stage, Step};

/// Takes a section for what it is about.
pub(crate) fn section(cx: &mut Cx<'_>, it: &Section, inherited: Option<SectionKind>) {
    let about = about(it, inherited);
    match about {
        SectionKind::Work => work(cx, it),
        SectionKind::Rollback | SectionKind::RollbackIf => plans::section(cx, it, about),
        SectionKind::Trouble => trouble::section(cx, it),
        SectionKind::Severity => severity::severities(cx, it),
        SectionKind::Contacts | SectionKind::Escalation | SectionKind::Channels | SectionKind::Vendors => {
            directory::section(cx, it, about);
            for child in &it.children {
                section(cx, child, Some(about));
            }
        }
        SectionKind::Print => print::section(cx, it),
        SectionKind::Background => note(cx, it, about),
        SectionKind::Appendix => {
            if it.has_work() && own_shell(it) {
                trouble::lookup(cx, it);
            } else if !it.parts.is_empty() || it.children.is_empty() {
                let own = Section { children: Vec::new(), ..it.clone() };
                note(cx, &own, about);
            } else if let Some(entry) = it.entry {
                cx.ledger.placed(entry);
            }
            for child in &it.children {
                section(cx, child, Some(about));
            }
        }
    }
}

/// What a section is about: its title, else what it stands in; what is to be done in it counts before words.
pub(crate) fn about(it: &Section, inherited: Option<SectionKind>) -> SectionKind {
    use SectionKind as K;
    let own = kind(&it.title.line()).or_else(|| trouble::is_one(it).then_some(K::Trouble));
    let own = match it.reading {
        Reading::ByTitle => own,
        Reading::InOrder => own.filter(|kind| !matches!(kind, K::Trouble | K::Rollback | K::RollbackIf)),
        Reading::AllWork => return K::Work,
    };
    let about = own.or(inherited).unwrap_or(K::Work);
    match about {
        K::Background if it.has_tasks_below() || shell_below(it) => K::Work,
        K::Appendix | K::Severity | K::Channels | K::Escalation | K::Vendors | K::Contacts
            if it.has_tasks_below() =>
        {
            K::Work
        }
        K::Severity | K::Channels | K::Escalation | K::Vendors | K::Contacts if shell_below(it) => {
            inherited.unwrap_or(K::Trouble)
        }
        K::Print if !it.parts.iter().any(|part| matches!(part, Part::Code(_))) => K::Work,
        other => other,
    }
}

fn own_shell(it: &Section) -> bool {
    it.parts.iter().any(|part| match part {
        Part::Code(code) => content(&code.info, &code.text).runs(),
        Part::Item(item) => item.codes().iter().any(|code| content(&code.info, &code.text).runs()),
        _ => false,
    })
}

/// Whether something in the section or below it can run.
pub(crate) fn shell_below(it: &Section) -> bool {
    own_shell(it) || it.children.iter().any(shell_below)
}

/// To read: kept whole.
fn note(cx: &mut Cx<'_>, it: &Section, _: SectionKind) {
    plain::keep_section(cx, it, "as a note");
    // A table of contents says nothing that the phases don't.
    let only_anchors = it.children.is_empty()
        && !it.parts.is_empty()
        && it.items().count() == it.parts.len()
        && it.items().all(|item| {
            item.parts.is_empty() && item.text.links.iter().any(|link| link.url.starts_with('#'))
        });
    if !only_anchors {
        cx.note(&it.title.line(), &plain::section(it), it.line);
    }
}

/// A section of work: one phase or several.
fn work(cx: &mut Cx<'_>, it: &Section) {
    if let Some(entry) = it.entry {
        cx.ledger.placed(entry);
    }
    let title = it.title.line();
    let mut open = Open { title: &title, line: it.line, phase: None, begun: false };
    let options = options::of(it);
    let as_one = options.is_some();
    if as_one {
        let steps = flat(cx, it, SectionKind::Work);
        open.add(cx, steps);
        open.close(cx);
        return;
    }
    let walked = walk(cx, Taking::AsGroup, &title, it.line, &it.parts);
    let prose_only = walked.steps.is_empty();
    let before = !walked.intro.is_empty();
    if !walked.intro.is_empty() {
        open.phase(cx).text = Some(walked.intro);
    }
    open.add(cx, walked.steps);
    let any_work = it.children.iter().any(Section::has_work);
    for child in &it.children {
        let child_about = about(child, None);
        if child_about != SectionKind::Work {
            section(cx, child, None);
        } else if is_container(child) {
            open.close(cx);
            work(cx, child);
        } else if is_group(child) {
            open.close(cx);
            group(cx, child);
        } else if alerts::only(child) || (!child.has_work() && !is_prose_step(child, any_work)) {
            plain::keep_section(cx, child, "as a note");
            cx.note(&child.title.line(), &plain::section(child), child.line);
        } else {
            let steps = flat(cx, child, SectionKind::Work);
            open.add(cx, steps);
        }
    }
    // Prose without anything around it is a step to be done by hand, once the work has begun; before, it is only read.
    if prose_only && it.children.is_empty() && before {
        let text = open.phase.as_mut().and_then(|phase| phase.text.take()).unwrap_or_default();
        if cx.book.phase.is_empty() {
            open.phase = None;
            cx.note(&title, &text, it.line);
        } else {
            let mut step = cx.step(&title, it.line);
            step.text = Some(text);
            open.add(cx, vec![step]);
        }
    }
    open.close(cx);
}

/// Whether the section is made of sections that are work of their own.
fn is_container(it: &Section) -> bool {
    if is_step(&it.title.line()) || options::of(it).is_some() {
        return false;
    }
    it.level < 7
        && it.children.iter().any(|child| {
            child.level < 7
                && child.has_work()
                && label(&child.title.line()).is_none()
                && !is_option(&child.title.line())
        })
}

/// Whether its tasks are steps of a phase of their own.
pub(crate) fn is_group(it: &Section) -> bool {
    if is_step(&it.title.line()) || !it.has_tasks() {
        return false;
    }
    // A command before the first task makes it a step with questions.
    let first = it.parts.iter().find(|part| !matches!(part, Part::Para(_)));
    !matches!(first, Some(Part::Code(_)))
        && it.level < 7
        && it.items().filter(|item| item.has_task()).count() != 1
        || (it.level < 7 && matches!(first, Some(Part::Table(_) | Part::Item(_))) && it.has_tasks())
}

/// Whether prose says what to do, judged by what stands around it.
fn is_prose_step(it: &Section, among_work: bool) -> bool {
    let title = it.title.line();
    let says = it.parts.iter().any(|part| matches!(part, Part::Para(_)));
    let listed = is_step(&title) || numbered(&title).is_some();
    !it.is_empty()
        && (listed || (among_work && says && it.parts.iter().all(|part| matches!(part, Part::Para(_)))))
}

/// A phase of tasks.
fn group(cx: &mut Cx<'_>, it: &Section) {
    if let Some(entry) = it.entry {
        cx.ledger.placed(entry);
    }
    let title = it.title.line();
    let mut open = Open { title: &title, line: it.line, phase: None, begun: false };
    let walked = walk(cx, Taking::AsGroup, &title, it.line, &it.parts);
    if !walked.intro.is_empty() {
        open.phase(cx).text = Some(walked.intro);
    }
    open.add(cx, walked.steps);
    for child in &it.children {
        if about(child, None) == SectionKind::Work {
            let steps = flat(cx, child, SectionKind::Work);
            open.add(cx, steps);
        } else {
            section(cx, child, None);
        }
    }
    open.close(cx);
}

/// A section and what stands in it as steps one after the other.
pub(crate) fn flat(cx: &mut Cx<'_>, it: &Section, home: SectionKind) -> Vec<Step> {
    if let Some(entry) = it.entry {
        cx.ledger.placed(entry);
    }
    let title = it.title.line();
    if let Some(options) = options::of(it) {
        return options::steps(cx, it, &options, home);
    }
    let mut parts = it.parts.clone();
    let mut children = Vec::new();
    for child in &it.children {
        match label(&child.title.line()) {
            // `#### Validation` under a step is a label of that step.
            Some(_) if child.children.is_empty() && children.is_empty() => {
                if let Some(entry) = child.entry {
                    cx.ledger.placed(entry);
                }
                parts.push(label_part(child));
                parts.extend(child.parts.iter().cloned());
            }
            _ => children.push(child),
        }
    }
    let walked = walk(cx, Taking::AsStep, &title, it.line, &parts);
    let mut steps = walked.steps;
    let own = steps.len();
    if let Some((_, takes)) = times::in_brackets(&title)
        && let Some(first) = steps.first_mut()
    {
        first.takes.get_or_insert(takes);
    }
    for child in children {
        let about = about(child, None);
        if about == SectionKind::Work || about == home {
            let named = named_under(&title, child);
            steps.extend(flat(cx, &named, home));
        } else {
            section(cx, child, None);
        }
    }
    // The section's own step, where only its label lines say something.
    if own == 1 && steps.len() > 1 && super::walk_items::is_bare(&steps[0]) {
        steps.remove(0);
    }
    if steps.is_empty() && it.children.is_empty() && (is_step(&title) || numbered(&title).is_some()) {
        steps.push(cx.step(&title, it.line));
    }
    steps
}

/// A child whose title says whose it is.
fn named_under(title: &str, child: &Section) -> Section {
    let own = child.title.line();
    let short = super::names::title(title);
    let short = super::text::shortened(&short, 45);
    let named = if is_step(&own) || numbered(&own).is_some() { own } else { format!("{short}: {own}") };
    Section { title: super::text::Text::new(named, Vec::new()), ..child.clone() }
}

/// A heading that is a label, as the line that it could have been.
pub(crate) fn label_part(it: &Section) -> Part {
    use super::text::{BOLD, Text, UNBOLD};
    let text = Text::new(format!("{BOLD}{}{UNBOLD}:", it.title.line()), it.title.links.clone());
    Part::Para(super::block::Para { line: it.line, text, quoted: false, warns: false })
}

/// A phase that is being filled.
struct Open<'o> {
    title: &'o str,
    line: u32,
    phase: Option<Phase>,
    begun: bool,
}

impl Open<'_> {
    fn phase(&mut self, cx: &mut Cx<'_>) -> &mut Phase {
        if self.phase.is_none() {
            let title = super::names::title(self.title);
            let title = if title.is_empty() { format!("Line {}", self.line) } else { title };
            let id = PhaseId::new(cx.phases.give(&title, "phase"));
            let due = times::due(&title);
            let budget = times::in_brackets(&title).map(|(span, _)| span).filter(|_| due.is_none());
            let stage = if due.is_some() { None } else { stage(&title) };
            let title = if self.begun { format!("{title} (continued)") } else { title };
            self.begun = true;
            self.phase = Some(Phase {
                id,
                title,
                text: None,
                due,
                budget,
                order: Order::Strict,
                stage,
                step: Vec::new(),
            });
        }
        self.phase.get_or_insert_with(|| Phase {
            id: PhaseId::new("phase"),
            title: String::new(),
            text: None,
            due: None,
            budget: None,
            order: Order::Strict,
            stage: None,
            step: Vec::new(),
        })
    }

    fn add(&mut self, cx: &mut Cx<'_>, steps: Vec<Step>) {
        if !steps.is_empty() {
            self.phase(cx).step.extend(steps);
        }
    }

    fn close(&mut self, cx: &mut Cx<'_>) {
        let Some(phase) = self.phase.take() else { return };
        if !phase.step.is_empty() {
            cx.book.phase.push(phase);
        } else if let Some(text) = &phase.text {
            cx.note(&phase.title, text, self.line);
        }
    }
}

/// Before or after the deployment, by the title's words.
fn stage(title: &str) -> Option<Stage> {
    let title = super::text::fold(title);
    let has = |words: &[&str]| words.iter().any(|word| super::text::has_phrase(&title, word));
    if has(&[
        "post",
        "after",
        "nach",
        "nachbereitung",
        "despues",
        "posterior",
        "posteriores",
        "apres",
        "apos",
        "depois",
        "pos",
        "nachher",
        "postdeployment",
    ]) {
        return Some(Stage::After);
    }
    has(&[
        "pre",
        "before",
        "prerequisite*",
        "preparation",
        "readiness",
        "vor",
        "vorbereitung*",
        "voraussetzung*",
        "vorbedingungen",
        "antes",
        "previo",
        "previos",
        "previa",
        "previas",
        "preparacion",
        "requisitos",
        "avant",
        "prerequis",
        "prealable*",
        "preparacao",
        "predeployment",
    ])
    .then_some(Stage::Before)
}

/// Whether a label stands for more than a step's own.
pub(crate) fn is_trouble_label(it: Label) -> bool {
    matches!(it, Label::Symptoms | Label::Diagnosis | Label::Causes | Label::Resolution)
}
