//! Known troubles: symptoms, diagnosis, causes, resolution.

use super::cx::Cx;
use super::kind::SectionKind;
use super::label::{Label, label, labelled};
use super::plain;
use super::section::{Item, Part, Section};
use super::text::{Text, bold_lead, fold, unmarked};
use super::walk::{Taking, walk};
use super::work::{about, flat, is_trouble_label, label_part};
use crate::model::ids::TroubleId;
use crate::model::runbook::{Cause, Step, Trouble};

/// A section about troubles: itself one, or each section in it.
pub(crate) fn section(cx: &mut Cx<'_>, it: &Section) {
    if let Some(entry) = it.entry {
        cx.ledger.placed(entry);
    }
    let mut parts = it.parts.clone();
    let mut others = Vec::new();
    for child in &it.children {
        let heading =
            label(&child.title.line()).filter(|label| is_trouble_label(*label) || *label == Label::Check);
        if heading.is_some() && child.children.is_empty() {
            if let Some(entry) = child.entry {
                cx.ledger.placed(entry);
            }
            parts.push(label_part(child));
            parts.extend(child.parts.iter().cloned());
        } else {
            others.push(child);
        }
    }
    let has_work =
        parts.iter().any(|part| !matches!(part, Part::Para(_))) || (others.is_empty() && !parts.is_empty());
    if has_work {
        one(cx, &it.title.line(), it.line, &parts);
    } else if !parts.is_empty() {
        plain::keep_parts(cx, &parts, "as a note");
        cx.note(&it.title.line(), &plain::parts(&parts), it.line);
    }
    for child in others {
        match about(child, Some(SectionKind::Trouble)) {
            SectionKind::Trouble | SectionKind::Work => section(cx, child),
            SectionKind::Background => plain_note(cx, child),
            _ => super::work::section(cx, child, Some(SectionKind::Trouble)),
        }
    }
}

/// Whether a section names symptoms, causes or a diagnosis, and what to do about it.
pub(crate) fn is_one(it: &Section) -> bool {
    let mut labels: Vec<Label> = Vec::new();
    for part in &it.parts {
        if let Part::Para(para) = part {
            labels.extend(para.text.lines().filter_map(|line| labelled(line).map(|(label, _)| label)));
        }
    }
    labels.extend(it.children.iter().filter_map(|child| label(&child.title.line())));
    let finds = labels.iter().any(|it| matches!(it, Label::Symptoms | Label::Diagnosis | Label::Causes));
    finds && labels.contains(&Label::Resolution) && !it.has_tasks_below()
}

fn plain_note(cx: &mut Cx<'_>, it: &Section) {
    plain::keep_section(cx, it, "as a note");
    cx.note(&it.title.line(), &plain::section(it), it.line);
}

/// Commands to look up, which run in place.
pub(crate) fn lookup(cx: &mut Cx<'_>, it: &Section) {
    let own = Section { children: Vec::new(), ..it.clone() };
    let steps = flat(cx, &own, SectionKind::Trouble);
    push(cx, &it.title.line(), Trouble { resolution: steps, ..empty() });
}

fn empty() -> Trouble {
    Trouble {
        id: TroubleId::new(""),
        title: String::new(),
        symptoms: Vec::new(),
        steps: Vec::new(),
        diagnosis: Vec::new(),
        cause: Vec::new(),
        resolution: Vec::new(),
    }
}

fn push(cx: &mut Cx<'_>, title: &str, trouble: Trouble) {
    let title = super::names::title(title);
    let title = if title.is_empty() { "Trouble".to_owned() } else { title };
    let id = TroubleId::new(cx.troubles.give(&title, "trouble"));
    cx.book.trouble.push(Trouble { id, title, ..trouble });
}

/// The parts of a trouble under their labels.
struct Bucket {
    label: Option<Label>,
    name: String,
    line: u32,
    parts: Vec<Part>,
}

fn buckets(line: u32, parts: &[Part]) -> Vec<Bucket> {
    let mut buckets = vec![Bucket { label: None, name: String::new(), line, parts: Vec::new() }];
    for part in parts {
        let Part::Para(para) = part else {
            if let Some(bucket) = buckets.last_mut() {
                bucket.parts.push(part.clone());
            }
            continue;
        };
        let mut links = para.text.links.clone();
        for raw in para.text.lines() {
            let found = labelled(raw).filter(|(label, _)| is_trouble_label(*label));
            let text = match found {
                Some((label, value)) => {
                    let name = bold_lead(raw).map_or_else(
                        || unmarked(raw).split(':').next().unwrap_or_default().to_owned(),
                        |(name, _)| name,
                    );
                    buckets.push(Bucket { label: Some(label), name, line: para.line, parts: Vec::new() });
                    value
                }
                None => raw.to_owned(),
            };
            if let Some(bucket) = buckets.last_mut()
                && (!text.trim().is_empty() || !links.is_empty())
            {
                let text = Text::new(text, std::mem::take(&mut links));
                // Lines of one paragraph stay one.
                match bucket.parts.last_mut() {
                    Some(Part::Para(last)) if last.line == para.line => {
                        last.text = Text::new(
                            format!("{}\n{}", last.text.raw(), text.raw()),
                            last.text.links.iter().cloned().chain(text.links).collect(),
                        );
                    }
                    _ => bucket.parts.push(Part::Para(super::block::Para { text, ..para.clone() })),
                }
            }
        }
    }
    buckets.retain(|bucket| !bucket.parts.is_empty());
    buckets
}

fn one(cx: &mut Cx<'_>, title: &str, line: u32, parts: &[Part]) {
    let mut trouble = empty();
    for bucket in buckets(line, parts) {
        match bucket.label {
            Some(Label::Symptoms) => symptoms(cx, &bucket, &mut trouble, title),
            Some(Label::Diagnosis) => {
                let steps = steps(cx, &bucket, title);
                trouble.diagnosis.extend(steps);
            }
            Some(Label::Causes) => causes(cx, &bucket, &mut trouble, title),
            _ => {
                let steps = steps(cx, &bucket, title);
                trouble.resolution.extend(steps);
            }
        }
    }
    push(cx, title, trouble);
}

fn steps(cx: &mut Cx<'_>, bucket: &Bucket, title: &str) -> Vec<Step> {
    let short = super::text::shortened(&super::names::title(title), 50);
    let base =
        if bucket.name.is_empty() { short } else { format!("{short}: {}", bucket.name.to_lowercase()) };
    let walked = walk(cx, Taking::AsStep, &base, bucket.line, &bucket.parts);
    let mut steps = walked.steps;
    // What leads to a command and nothing else is said with it.
    let leads = |step: &Step| {
        step.run.is_none()
            && step.variant.is_empty()
            && step.check.is_empty()
            && step.points.is_empty()
            && step.expect.is_none()
            && step.warning.is_none()
    };
    if steps.len() > 1 && leads(&steps[0]) {
        let text = steps.remove(0).text;
        if let Some(text) = text {
            let first = &mut steps[0];
            first.text = Some(first.text.take().map_or_else(|| text.clone(), |own| format!("{text}\n{own}")));
        }
    }
    steps
}

fn symptoms(cx: &mut Cx<'_>, bucket: &Bucket, trouble: &mut Trouble, title: &str) {
    let mut rest = Vec::new();
    for part in &bucket.parts {
        match part {
            Part::Para(para) => {
                cx.book_links(&para.text.links);
                trouble.symptoms.extend(para.text.lines().map(unmarked));
            }
            Part::Item(item) if item.codes().is_empty() => {
                if let Some(entry) = item.entry {
                    cx.ledger.placed(entry);
                }
                cx.book_links(&item.text.links);
                plain::keep_parts(cx, &item.parts, "as text of a symptom");
                let more = plain::parts(&item.parts);
                trouble.symptoms.push(
                    format!("{} {}", item.text.line(), more.split_whitespace().collect::<Vec<_>>().join(" "))
                        .trim()
                        .to_owned(),
                );
            }
            other => rest.push(other.clone()),
        }
    }
    if !rest.is_empty() {
        let bucket =
            Bucket { label: bucket.label, name: bucket.name.clone(), line: bucket.line, parts: rest };
        let steps = steps(cx, &bucket, title);
        trouble.diagnosis.extend(steps);
    }
}

/// `1. **OOM kill**: …` with `- Solution: …` under it.
fn causes(cx: &mut Cx<'_>, bucket: &Bucket, trouble: &mut Trouble, title: &str) {
    let mut rest = Vec::new();
    for part in &bucket.parts {
        let found = match part {
            Part::Item(item) if item.codes().is_empty() => cause(item),
            _ => None,
        };
        match (found, part) {
            (Some(cause), Part::Item(item)) => {
                if let Some(entry) = item.entry {
                    cx.ledger.placed(entry);
                }
                cx.book_links(&item.text.links);
                plain::keep_parts(cx, &item.parts, "as text of a cause");
                trouble.cause.push(cause);
            }
            _ => rest.push(part.clone()),
        }
    }
    if !rest.is_empty() {
        let bucket =
            Bucket { label: bucket.label, name: bucket.name.clone(), line: bucket.line, parts: rest };
        let steps = steps(cx, &bucket, title);
        trouble.diagnosis.extend(steps);
    }
}

/// A cause with its way out; without one it is only something to look at.
fn cause(item: &Item) -> Option<Cause> {
    let line = item.text.line();
    let (title, text) = bold_lead(item.text.raw()).unwrap_or_else(|| {
        line.split_once([':', '：']).map_or_else(
            || (line.clone(), String::new()),
            |(title, text)| (title.to_owned(), text.trim().to_owned()),
        )
    });
    let inner = plain::parts(&item.parts);
    let solution: Vec<String> = inner
        .lines()
        .map(|line| line.trim().trim_start_matches(['-', '*', '+', ' ']).to_owned())
        .map(|line| match line.split_once([':', '：']) {
            Some((name, rest)) if label(name).is_some() => rest.trim().to_owned(),
            _ => line,
        })
        .filter(|line| !line.is_empty())
        .collect();
    if solution.is_empty() {
        return None;
    }
    Some(Cause {
        title: title.trim_end_matches(':').to_owned(),
        text: (!text.is_empty()).then_some(text),
        solution: solution.join("\n"),
    })
}

/// Steps in which a trouble may show: those that share its words.
pub(crate) fn attach(cx: &mut Cx<'_>) {
    let words = |text: &str| -> Vec<String> {
        fold(text)
            .split(' ')
            .filter(|word| word.len() > 3 && !COMMON.contains(word))
            .map(str::to_owned)
            .collect()
    };
    let steps: Vec<(crate::model::ids::StepId, Vec<String>)> = cx
        .book
        .phase_steps()
        .filter(|step| step.has_command())
        .map(|step| (step.id.clone(), words(&step.title)))
        .collect();
    if steps.len() > 500 {
        return;
    }
    for trouble in &mut cx.book.trouble {
        let title = words(&trouble.title);
        for (id, step) in &steps {
            let shared = step.iter().filter(|word| title.contains(word)).count();
            if shared >= 2 && trouble.steps.len() < 4 {
                trouble.steps.push(id.clone());
            }
        }
    }
}

/// Words that many titles have.
const COMMON: [&str; 14] = [
    "issue",
    "issues",
    "problem",
    "step",
    "failure",
    "mode",
    "error",
    "after",
    "during",
    "fails",
    "high",
    "with",
    "check",
    "deployment",
];
