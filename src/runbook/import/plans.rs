//! The way back: sections about it become rollback plans.

use super::cx::Cx;
use super::kind::{SectionKind, is_option, numbered};
use super::label::{Label, is_rollback_condition, labelled};
use super::plain;
use super::section::{Item, Part, Section};
use super::text::fold;
use super::walk::{Taking, walk};
use super::work::{about, flat};
use super::{options, times};
use crate::model::ids::PlanId;
use crate::model::runbook::{Plan, Step};

/// A section about the way back.
pub(crate) fn section(cx: &mut Cx<'_>, it: &Section, kind: SectionKind) {
    if kind == SectionKind::RollbackIf && !super::work::shell_below(it) {
        conditions(cx, it);
        return;
    }
    let title = it.title.line();
    let first = cx.book.plan.len();
    let mut warning = None;
    let (children, others): (Vec<&Section>, Vec<&Section>) = it.children.iter().partition(|child| {
        matches!(about(child, Some(SectionKind::Rollback)), SectionKind::Rollback | SectionKind::Work)
    });
    let whole = children.is_empty()
        || options::of(it).is_some()
        || children.iter().all(|child| child.level == 7 || is_option(&child.title.line()));
    let in_order = children.len() > 1
        && children.iter().all(|child| {
            numbered(&child.title.line()).is_some() || super::kind::is_step(&child.title.line())
        });
    if whole || in_order {
        let own = Section { children: children.into_iter().cloned().collect(), ..it.clone() };
        plan(cx, &own);
    } else {
        if let Some(entry) = it.entry {
            cx.ledger.placed(entry);
        }
        let (conditions, parts) = parted(&it.parts);
        give_reasons(cx, conditions);
        let own = Section { children: Vec::new(), entry: None, parts, ..it.clone() };
        if own.has_work() {
            plan(cx, &own);
        } else if !own.parts.is_empty() {
            warning = own.parts.iter().find_map(|part| match part {
                Part::Para(para) if para.warns || para.quoted => Some(para.text.plain()),
                _ => None,
            });
            plain::keep_parts(cx, &own.parts, "as a note");
            if warning.is_none() || own.parts.len() > 1 {
                cx.note(&title, &plain::parts(&own.parts), it.line);
            }
        }
        for child in children {
            section(cx, child, about(child, Some(SectionKind::Rollback)));
        }
    }
    for other in others {
        super::work::section(cx, other, Some(SectionKind::Rollback));
    }
    if let Some(warning) = warning {
        for plan in cx.book.plan.iter_mut().skip(first) {
            plan.warning.get_or_insert_with(|| warning.clone());
        }
    }
    follow_up(cx, first);
}

fn give_reasons(cx: &mut Cx<'_>, conditions: Vec<Part>) {
    for part in conditions {
        match part {
            Part::Item(item) => reason(cx, &item),
            Part::Para(para) => cx.book_links(&para.text.links),
            _ => {}
        }
    }
}

/// When to go back: every item and line of the section is a reason.
fn conditions(cx: &mut Cx<'_>, it: &Section) {
    if let Some(entry) = it.entry {
        cx.ledger.placed(entry);
    }
    for part in &it.parts {
        match part {
            Part::Item(item) => reason(cx, item),
            Part::Para(para) => {
                cx.book_links(&para.text.links);
                for line in para.text.lines() {
                    let text = super::text::unmarked(line);
                    if !text.ends_with(':') && !is_rollback_condition(&fold(&text)) {
                        cx.book.rollback_if.push(text);
                    }
                }
            }
            other => {
                plain::keep_parts(cx, std::slice::from_ref(other), "as text: when to roll back");
                cx.book
                    .rollback_if
                    .extend(plain::parts(std::slice::from_ref(other)).lines().map(str::to_owned));
            }
        }
    }
    for child in &it.children {
        conditions(cx, child);
    }
}

fn reason(cx: &mut Cx<'_>, item: &Item) {
    if let Some(entry) = item.entry {
        cx.ledger.placed(entry);
    }
    cx.book_links(&item.text.links);
    plain::keep_parts(cx, &item.parts, "as text: when to roll back");
    let more = plain::parts(&item.parts).split_whitespace().collect::<Vec<_>>().join(" ");
    let text = format!("{} {more}", item.text.line());
    if !text.trim().is_empty() {
        cx.book.rollback_if.push(text.trim().to_owned());
    }
}

/// One plan of a section.
fn plan(cx: &mut Cx<'_>, it: &Section) {
    let title = it.title.line();
    let (conditions, parts) = parted(&it.parts);
    give_reasons(cx, conditions);
    let own = Section { parts, ..it.clone() };
    let mut said = None;
    let mut steps = if own.children.is_empty() && own.has_tasks() && super::work::is_group(&own) {
        if let Some(entry) = own.entry {
            cx.ledger.placed(entry);
        }
        let walked = walk(cx, Taking::AsGroup, &title, it.line, &own.parts);
        said = Some(walked.intro).filter(|text| !text.is_empty());
        walked.steps
    } else {
        flat(cx, &own, SectionKind::Rollback)
    };
    if steps.is_empty() {
        if let Some(said) = said {
            cx.note(&title, &said, it.line);
        }
        return;
    }
    let warning = steps.first_mut().filter(|step| !step.terminal).and_then(|step| step.warning.take());
    let title = super::names::title(&title);
    let title = if title.is_empty() { format!("Line {}", it.line) } else { title };
    let id = PlanId::new(cx.plans.give(&title, "rollback"));
    let within = times::in_brackets(&title).map(|(span, _)| span);
    let text = said.or_else(|| intro(&mut steps, &title));
    cx.book.plan.push(Plan { id, title, text, warning, within, then: None, part: false, step: steps });
}

/// What a hand-done first step only says is the plan's own text.
fn intro(steps: &mut Vec<Step>, title: &str) -> Option<String> {
    let first = steps.first()?;
    let only_text = steps.len() > 1
        && first.title == title
        && first.run.is_none()
        && first.variant.is_empty()
        && first.check.is_empty()
        && first.points.is_empty()
        && first.expect.is_none()
        && first.link.is_empty()
        && first.warning.is_none()
        && first.text.as_ref().is_some_and(|text| !text.contains("```"));
    if !only_text {
        return None;
    }
    steps.remove(0).text
}

/// The reasons to go back among the parts of a plan, and the others.
fn parted(parts: &[Part]) -> (Vec<Part>, Vec<Part>) {
    let (mut conditions, mut others) = (Vec::new(), Vec::new());
    let mut in_conditions = false;
    let mut numbered = None;
    for part in parts {
        if let Part::Para(para) = part {
            let last = para.text.lines().last().unwrap_or_default().to_owned();
            let label = labelled(&last).is_some_and(|(label, _)| label == Label::RollbackIf);
            in_conditions = label || (is_rollback_condition(&fold(&last)) && last.trim_end().ends_with(':'));
            numbered = None;
            if in_conditions && para.text.lines().count() == 1 {
                conditions.push(part.clone());
                continue;
            }
        } else if let Part::Item(item) = part
            && in_conditions
            && item.codes().is_empty()
            && *numbered.get_or_insert(item.number.is_some()) == item.number.is_some()
        {
            conditions.push(part.clone());
            continue;
        } else {
            in_conditions = false;
        }
        others.push(part.clone());
    }
    (conditions, others)
}

/// A plan that is done after the others follows each of them.
fn follow_up(cx: &mut Cx<'_>, first: usize) {
    let after = |plan: &Plan| {
        let title = fold(&plan.title);
        [
            "post rollback",
            "after rollback",
            "after the rollback",
            "nach dem rollback",
            "despues del rollback",
            "despues de la reversion",
            "apres le rollback",
            "apres le retour arriere",
            "apos o rollback",
            "apos a reversao",
            "post reversion",
        ]
        .iter()
        .any(|words| title.contains(words))
    };
    let Some(at) = cx.book.plan.iter().skip(first).position(after).map(|at| at + first) else { return };
    let id = cx.book.plan[at].id.clone();
    let mut followed = false;
    for plan in cx.book.plan.iter_mut().skip(first) {
        if plan.id != id && plan.then.is_none() {
            plan.then = Some(id.clone());
            followed = true;
        }
    }
    cx.book.plan[at].part = followed;
}
